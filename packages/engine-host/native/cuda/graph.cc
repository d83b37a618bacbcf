#include "stream.h"

namespace poly {

cuda_graph::~cuda_graph() {
  const cuda::scoped_context current(home->api, home->context);
  home->api.cuGraphExecDestroy(handle);
}

poly_status cuda_stream::refuse_capture(const char* what, poly_error* error) const {
  if (!is_captured_) return POLY_OK;
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "A stream that is captured cannot be %s.", what);
}

poly_status cuda_stream::begin_capture(poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  if (const poly_status status = refuse_capture("captured again", error)) return status;
  POLY_CUDA_ENTER(*home, error);
  // Whoever waits for this stream meanwhile waits for what was put into it before.
  if (const poly_status status = settle_uses(error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuStreamBeginCapture_v2, handle, cuda::kCaptureRelaxed))
    return status;
  is_captured_ = true;
  return POLY_OK;
}

poly_status cuda_stream::end_capture(std::shared_ptr<cuda_graph>* out, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  POLY_CUDA_ENTER(*home, error);
  is_captured_ = false;
  const auto memories = std::move(captured_);
  captured_.clear();
  cuda::graph made = nullptr;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuStreamEndCapture, handle, &made)) return status;
  cuda::graph_exec replay = nullptr;
  const poly_status status = POLY_CUDA_CALL(home->api, error, cuGraphInstantiateWithFlags, &replay, made, 0);
  home->api.cuGraphDestroy(made);
  if (!status) *out = std::make_shared<cuda_graph>(home, replay, memories);
  return status;
}

poly_status cuda_stream::launch(cuda_graph& graph, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  if (const poly_status status = refuse_capture("given a graph", error)) return status;
  POLY_CUDA_ENTER(*home, error);
  for (const auto& each : graph.memories)
    if (const poly_status status = before_use(*each, error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuGraphLaunch, graph.handle, handle)) return status;
  for (const auto& each : graph.memories) used(*each);
  return POLY_OK;
}

}  // namespace poly
