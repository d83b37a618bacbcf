/* The memory of one output, which grows while the vendor computes where the size depends on the data. */
#ifndef POLYINFER_TENSORRT_OUTPUT_BLOCK_H_
#define POLYINFER_TENSORRT_OUTPUT_BLOCK_H_
#include <vector>
#include "memory.h"
#include "vendor.h"

namespace tensorrt {

class OutputBlock : public OutputAllocator {
 public:
  explicit OutputBlock(const Cuda& cuda) : cuda_(cuda) {}

  DeviceBlock device;
  PinnedBlock pinned;

  /* Of the next run: the size is told by the vendor. */
  void expect() {
    is_told_ = false;
    failure_ = poly_error{};
  }
  bool is_told() const { return is_told_; }
  const std::vector<int64_t>& shape() const { return shape_; }
  /* Why the vendor got no memory; message "" where it did. */
  const poly_error& failure() const { return failure_; }
  poly_status status() const { return status_; }

  void* reallocate(const char*, void*, uint64_t size_bytes, uint64_t alignment) noexcept override;
  void* reallocate_async(const char* tensor, void* memory, uint64_t size_bytes, uint64_t alignment, void*) noexcept override {
    return reallocate(tensor, memory, size_bytes, alignment);
  }
  void notify_shape(const char*, const Dims& dims) noexcept override;

 private:
  const Cuda& cuda_;
  bool is_told_ = false;
  std::vector<int64_t> shape_;
  poly_error failure_{};
  poly_status status_ = POLY_OK;
};

}  // namespace tensorrt
#endif
