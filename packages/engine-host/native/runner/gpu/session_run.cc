#include "session_run.h"

#include <polyinfer/kit.h>

#include "../one_run.h"

namespace poly::gpu {
namespace {

/** On the stream of whoever measures. */
class streamed_run final : public lone_run {
 public:
  streamed_run(const session_info& of, cuda::stream stream)
      : lone_run(of.inputs.size(), of.outputs.size()), stream_(stream) {}
  poly_status prepare(uint32_t, void** stream) override {
    *stream = stream_;
    return POLY_OK;
  }

 private:
  const cuda::stream stream_;
};

void lend(const lent_memory& memory, poly_tensor* out) {
  out->data = memory.data;
  out->bytes = memory.bytes;
  out->device_type = memory.device_type;
  out->device_id = memory.device_id;
}

}  // namespace

poly_status check_session(const session& opened, size_t input_bytes, poly_error* error) {
  const session_info& info = opened.info();
  if (!(info.capabilities & POLY_STREAMS))
    return poly_fail(error, POLY_UNSUPPORTED, 0, "The session takes no tensors of a device.");
  if (info.inputs.size() != 1 || info.outputs.empty())
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected a model of one input but this one has %zu.", info.inputs.size());
  poly_tensor x{};
  shape_of(info.inputs[0], &x);
  if (x.dtype == POLY_FLOAT32 && poly_bytes(&x) == input_bytes) return POLY_OK;
  return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected %zu bytes of float32 for input `%s` but the pack has %zu bytes.",
                   poly_bytes(&x), info.inputs[0].name.c_str(), input_bytes);
}

poly_status run_session(session& opened, const lent_memory& input, const lent_memory& output, cuda::stream stream,
                        poly_error* error) {
  streamed_run task(opened.info(), stream);
  shape_of(opened.info().inputs[0], &task.inputs[0]);
  lend(input, &task.inputs[0]);
  lend(output, &task.outputs[0]);
  for (size_t i = 1; i < task.outputs.size(); i++) task.outputs[i].flags = POLY_SKIP;
  opened.run_here(task, true);
  if (task.status == POLY_OK) return POLY_OK;
  *error = task.error;
  return task.status;
}

}  // namespace poly::gpu
