#include "device.h"

namespace tensorrt {

Device::~Device() {
  if (context_) cuda_->cuDevicePrimaryCtxRelease_v2(facts_.id);
}

poly_status Device::open(const poly_runtime* runtime, int ordinal, poly_error* error) {
  if (const poly_status status = runtime_driver(runtime, &cuda_, error)) return status;
  if (const poly_status status = poly::cuda::read_device(*cuda_, ordinal, &facts_, error)) return status;
  ordinal_ = ordinal;
  return POLY_CUDA_CALL(*cuda_, error, cuDevicePrimaryCtxRetain, &context_, facts_.id);
}

}  // namespace tensorrt
