#include <algorithm>
#include <cstring>
#include <new>
#include "execution.h"

namespace tensorrt {

poly_status session_run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) try {
  if (!s->settings.has_device)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "The session was opened for device `none`, to build a plan: it runs nothing.");
  const Cuda& cuda = s->device.cuda();
  const poly::cuda::scoped_context current(cuda, s->device.context());
  if (const poly_status status = poly::cuda::fail(cuda, current.code, "cuCtxPushCurrent_v2", error)) return status;
  Lane& lane = *s->lanes[run->lane];
  const Listener listener(*s->runtime->log, call);
  {
    const std::lock_guard<std::mutex> lock(s->mutex);
    if (const poly_status status = lane.open(s->slots(), s->engine.get(), s->values, listener, error)) return status;
  }
  Execution execution(s, &lane, run, call, listener, error);
  const poly_status status = execution.execute();
  return execution.settle(status);
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the run.");
}

}  // namespace tensorrt
