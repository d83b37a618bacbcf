/* One CUDA device with its primary context, which TensorRT's own CUDA runtime shares. */
#ifndef POLYINFER_TENSORRT_DEVICE_H_
#define POLYINFER_TENSORRT_DEVICE_H_
#include "memory.h"
#include "runtime.h"

namespace tensorrt {

class Device {
 public:
  Device() = default;
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /* UNAVAILABLE, and what to do, where there is no driver or no such device. */
  poly_status open(const poly_runtime*, int ordinal, poly_error*);
  const Cuda& cuda() const { return *cuda_; }
  poly::cuda::context context() const { return context_; }
  const poly::cuda::device_facts& facts() const { return facts_; }
  int ordinal() const { return ordinal_; }

 private:
  const Cuda* cuda_ = nullptr;
  poly::cuda::context context_ = nullptr;
  poly::cuda::device_facts facts_;
  int ordinal_ = 0;
};

}  // namespace tensorrt
#endif
