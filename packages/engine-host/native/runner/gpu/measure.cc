#include "measure.h"

#include <algorithm>

namespace poly::gpu {
namespace {

/** A sample of fewer microseconds would be as long as what starts it. */
constexpr double kSampleUs = 5000;
constexpr int kMostTimes = 2000, kMostTimesOfFake = 4;
constexpr int kTimesInGraph = 20, kTimesInGraphOfFake = 2;

}  // namespace

poly_status capture(device& on, const work& what, int times, cuda::graph_exec* out, poly_error* error) {
  const cuda::driver& api = on.api;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuStreamBeginCapture_v2, on.stream, cuda::kCaptureThreadLocal))
    return status;
  poly_status done = POLY_OK;
  for (int i = 0; i < times && done == POLY_OK; i++) done = what(error);
  cuda::graph made = nullptr;
  const cuda::result ended = api.cuStreamEndCapture(on.stream, &made);
  if (done == POLY_OK) done = cuda::fail(api, ended, "cuStreamEndCapture", error);
  if (done == POLY_OK) done = POLY_CUDA_CALL(api, error, cuGraphInstantiateWithFlags, out, made, 0);
  if (made) api.cuGraphDestroy(made);
  return done;
}

stopwatch::~stopwatch() {
  if (!on_) return;
  if (graph_) on_->api.cuGraphExecDestroy(graph_);
  if (begin_) on_->api.cuEventDestroy_v2(begin_);
  if (end_) on_->api.cuEventDestroy_v2(end_);
}

poly_status stopwatch::warm_up(device& on, work what, poly_error* error) {
  on_ = &on;
  work_ = std::move(what);
  if (const poly_status status = POLY_CUDA_CALL(on.api, error, cuEventCreate, &begin_, 0)) return status;
  if (const poly_status status = POLY_CUDA_CALL(on.api, error, cuEventCreate, &end_, 0)) return status;
  for (times_ = 1; times_ < (on.is_fake() ? kMostTimesOfFake : kMostTimes); times_ *= 2) {
    double us_each = 0;
    if (const poly_status status = time(times_, &us_each, error)) return status;
    if (us_each * in_graph_ * times_ >= kSampleUs) break;
  }
  return POLY_OK;
}

poly_status stopwatch::warm_up_captured(device& on, const work& what, poly_error* error) {
  in_graph_ = on.is_fake() ? kTimesInGraphOfFake : kTimesInGraph;
  if (const poly_status status = capture(on, what, in_graph_, &graph_, error)) return status;
  return warm_up(
      on, [this, &on](poly_error* failed) { return POLY_CUDA_CALL(on.api, failed, cuGraphLaunch, graph_, on.stream); }, error);
}

poly_status stopwatch::time(int times, double* us_each, poly_error* error) {
  const cuda::driver& api = on_->api;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuEventRecord, begin_, on_->stream)) return status;
  for (int i = 0; i < times; i++)
    if (const poly_status status = work_(error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuEventRecord, end_, on_->stream)) return status;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuEventSynchronize, end_)) return status;
  float ms = 0;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuEventElapsedTime, &ms, begin_, end_)) return status;
  *us_each = static_cast<double>(ms) * 1e3 / times / in_graph_;
  return POLY_OK;
}

poly_status stopwatch::sample(poly_error* error) {
  double us_each = 0;
  if (const poly_status status = time(times_, &us_each, error)) return status;
  us.push_back(us_each);
  return POLY_OK;
}

double stopwatch::median() const {
  std::vector<double> sorted = us;
  std::sort(sorted.begin(), sorted.end());
  return sorted.empty() ? 0 : sorted[sorted.size() / 2];
}

}  // namespace poly::gpu
