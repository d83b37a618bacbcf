#include "lane.h"
#include "polyinfer/kit.h"

namespace tensorrt {

Lane::~Lane() {
  if (stream) cuda.cuStreamSynchronize(stream);
  if (done && is_pending) cuda.cuEventSynchronize(done);
  graphs.clear();
  context.reset();
  if (done) cuda.cuEventDestroy_v2(done);
  if (stream) cuda.cuStreamDestroy_v2(stream);
}

poly_status Lane::open(const Slots& slots, void* engine, const Values& values, const Listener& listener, poly_error* error) {
  const unsigned flags = poly::cuda::kEventDisableTiming;
  if (!stream)
    if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuStreamCreate, &stream, poly::cuda::kStreamNonBlocking))
      return status;
  if (!done)
    if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuEventCreate, &done, flags)) return status;
  const bool is_new = !context;
  if (is_new) context = own(call<void*>(slots.engine_create_execution_context, engine, 0));
  if (!context) {
    const bool is_memory = listener.has("OutOfMemory") || listener.has("out of memory");
    return poly_fail(error, is_memory ? POLY_OUT_OF_MEMORY : POLY_ENGINE, 0, "TensorRT makes no execution context: %s",
                     listener.errors().c_str());
  }
  if (is_new) {
    const bool is_set = call<bool>(slots.context_set_optimization_profile_async, context.get(), 0, static_cast<void*>(stream));
    if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuStreamSynchronize, stream)) return status;
    if (!is_set) {
      context.reset();
      return poly_fail(error, POLY_ENGINE, 0, "TensorRT does not take its optimisation profile: %s", listener.errors().c_str());
    }
  }
  if (inputs.empty()) inputs = std::vector<InputBlock>(values.inputs.size());
  while (outputs.size() < values.outputs.size()) outputs.emplace_back(cuda);
  return POLY_OK;
}

void Lane::close_context() {
  graphs.clear();
  context.reset();
  for (InputBlock& input : inputs) input.has_shape = false;
}

}  // namespace tensorrt
