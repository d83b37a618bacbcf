#include "memory.h"
#include <algorithm>
#include <utility>

namespace tensorrt {
namespace {

size_t rounded(size_t bytes) { return (std::max<size_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

DeviceBlock& DeviceBlock::operator=(DeviceBlock&& other) noexcept {
  release();
  cuda_ = other.cuda_;
  address_ = std::exchange(other.address_, 0);
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

poly_status DeviceBlock::reserve(const Cuda& cuda, size_t bytes, poly_error* error) {
  if (address_ && bytes <= bytes_) return POLY_OK;
  release();
  cuda_ = &cuda;
  const size_t wanted = rounded(bytes);
  if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuMemAlloc_v2, &address_, wanted)) {
    address_ = 0;
    return status;
  }
  bytes_ = wanted;
  return POLY_OK;
}

void DeviceBlock::release() {
  if (address_) cuda_->cuMemFree_v2(address_);
  address_ = 0;
  bytes_ = 0;
}

poly_status PinnedBlock::reserve(const Cuda& cuda, size_t bytes, poly_error* error) {
  if (data_ && bytes <= bytes_) return POLY_OK;
  release();
  cuda_ = &cuda;
  const size_t wanted = rounded(bytes);
  if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuMemHostAlloc, &data_, wanted, poly::cuda::kHostPortable)) {
    data_ = nullptr;
    return status;
  }
  bytes_ = wanted;
  return POLY_OK;
}

void PinnedBlock::release() {
  if (data_) cuda_->cuMemFreeHost(data_);
  data_ = nullptr;
  bytes_ = 0;
}

}  // namespace tensorrt
