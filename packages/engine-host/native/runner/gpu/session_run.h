// One run of an open session, whose tensors lie where the caller says.
#ifndef POLYINFER_RUNNER_GPU_SESSION_RUN_H_
#define POLYINFER_RUNNER_GPU_SESSION_RUN_H_
#include <polyinfer/cuda.h>

#include "../../host/session.h"

namespace poly::gpu {

/** Memory of a tensor, on the host or on a device. */
struct lent_memory {
  void* data = nullptr;
  size_t bytes = 0;
  int32_t device_type = POLY_HOST, device_id = 0;

  static lent_memory on_device(cuda::pointer at, size_t bytes, int ordinal) {
    return {reinterpret_cast<void*>(at), bytes, POLY_CUDA, ordinal};
  }
};

/** UNSUPPORTED unless the session takes device tensors, and has one input, of float32 and so many bytes, and an output. */
poly_status check_session(const session& opened, size_t input_bytes, poly_error* error);

/**
 * Runs on this thread, from the input into the first output. Without a stream it is done on return; else both tensors are on
 * the stream's device, and it is done once the stream got there.
 */
poly_status run_session(session& opened, const lent_memory& input, const lent_memory& output, cuda::stream stream,
                        poly_error* error);

}  // namespace poly::gpu
#endif
