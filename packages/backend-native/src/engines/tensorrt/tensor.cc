#include <new>
#include "polyinfer/kit.h"
#include "session.h"

namespace tensorrt {
namespace {

/* Memory that somebody holds, with the context that it can be freed in. */
struct Lent {
  Device device;
  DeviceBlock block;
  ~Lent() {
    if (!device.context()) return;
    const poly::cuda::scoped_context current(device.cuda(), device.context());
    block.release();
  }
};

void release(void* owner) { delete static_cast<Lent*>(owner); }

bool is_host_memory(const poly_tensor& tensor) {
  return !tensor.device_type || tensor.device_type == POLY_HOST || tensor.device_type == POLY_CUDA_HOST;
}

char* bytes_at(const poly_tensor& tensor) { return static_cast<char*>(tensor.data) + tensor.offset_bytes; }

uint64_t device_address(const poly_tensor& tensor) { return reinterpret_cast<uintptr_t>(tensor.data) + tensor.offset_bytes; }

}  // namespace

poly_status tensor_alloc(poly_runtime* runtime, poly_tensor* tensor, poly_error* error) try {
  if (tensor->device_type != POLY_CUDA)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "TensorRT has memory of CUDA devices, not of device type %d.", tensor->device_type);
  auto lent = std::make_unique<Lent>();
  if (const poly_status status = lent->device.open(runtime, tensor->device_id, error)) return status;
  const Cuda& cuda = lent->device.cuda();
  const poly::cuda::scoped_context current(cuda, lent->device.context());
  if (const poly_status status = poly::cuda::fail(cuda, current.code, "cuCtxPushCurrent_v2", error)) return status;
  if (const poly_status status = lent->block.reserve(cuda, tensor->bytes, error)) return status;
  tensor->data = reinterpret_cast<void*>(lent->block.address());
  tensor->offset_bytes = 0;
  tensor->release = release;
  tensor->owner = lent.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the tensor.");
}

poly_status tensor_copy(poly_runtime* runtime, const poly_tensor* from, poly_tensor* to, void* stream, poly_error* error) {
  if (from->bytes > to->bytes)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected room for %zu bytes but received %zu.", from->bytes, to->bytes);
  const bool is_from_host = is_host_memory(*from), is_to_host = is_host_memory(*to);
  if (is_from_host && is_to_host) {
    memcpy(bytes_at(*to), bytes_at(*from), from->bytes);
    return POLY_OK;
  }
  Device device;
  if (const poly_status status = device.open(runtime, is_from_host ? to->device_id : from->device_id, error)) return status;
  const Cuda& cuda = device.cuda();
  const poly::cuda::scoped_context current(cuda, device.context());
  if (const poly_status status = poly::cuda::fail(cuda, current.code, "cuCtxPushCurrent_v2", error)) return status;
  auto* const on = static_cast<poly::cuda::stream>(stream);
  poly_status status = POLY_OK;
  if (!from->bytes) return POLY_OK;
  if (is_from_host)
    status = POLY_CUDA_CALL(cuda, error, cuMemcpyHtoDAsync_v2, device_address(*to), bytes_at(*from), from->bytes, on);
  else if (is_to_host)
    status = POLY_CUDA_CALL(cuda, error, cuMemcpyDtoHAsync_v2, bytes_at(*to), device_address(*from), from->bytes, on);
  else
    status = POLY_CUDA_CALL(cuda, error, cuMemcpyDtoDAsync_v2, device_address(*to), device_address(*from), from->bytes, on);
  if (status || stream) return status;
  return POLY_CUDA_CALL(cuda, error, cuStreamSynchronize, on);
}

}  // namespace tensorrt
