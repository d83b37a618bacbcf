/* Memory of the device, and host memory that the device reaches. */
#ifndef POLYINFER_TENSORRT_MEMORY_H_
#define POLYINFER_TENSORRT_MEMORY_H_
#include "polyinfer/cuda.h"

namespace tensorrt {

typedef poly::cuda::driver Cuda;

/* What the vendor wants of an address. */
constexpr size_t kAlignment = 256;

inline bool is_aligned(uint64_t address) { return address % kAlignment == 0; }

/* One block on the device, which grows and never shrinks. The context that it is made in is current wherever it is used. */
class DeviceBlock {
 public:
  DeviceBlock() = default;
  ~DeviceBlock() { release(); }
  DeviceBlock(DeviceBlock&& other) noexcept { *this = static_cast<DeviceBlock&&>(other); }
  DeviceBlock& operator=(DeviceBlock&&) noexcept;

  /* Has at least so many bytes afterwards; what it held is lost where it grows. An address is never null. */
  poly_status reserve(const Cuda&, size_t bytes, poly_error*);
  void release();
  poly::cuda::pointer address() const { return address_; }
  size_t bytes() const { return bytes_; }

 private:
  const Cuda* cuda_ = nullptr;
  poly::cuda::pointer address_ = 0;
  size_t bytes_ = 0;
};

/* The same of pinned host memory. */
class PinnedBlock {
 public:
  PinnedBlock() = default;
  ~PinnedBlock() { release(); }
  PinnedBlock(const PinnedBlock&) = delete;
  PinnedBlock& operator=(const PinnedBlock&) = delete;

  poly_status reserve(const Cuda&, size_t bytes, poly_error*);
  void release();
  void* data() const { return data_; }

 private:
  const Cuda* cuda_ = nullptr;
  void* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace tensorrt
#endif
