#include "output_block.h"
#include <algorithm>

namespace tensorrt {

void* OutputBlock::reallocate(const char*, void*, uint64_t size_bytes, uint64_t) noexcept {
  status_ = device.reserve(cuda_, static_cast<size_t>(size_bytes), &failure_);
  return status_ ? nullptr : reinterpret_cast<void*>(device.address());
}

void OutputBlock::notify_shape(const char*, const Dims& dims) noexcept try {
  shape_.assign(dims.sizes, dims.sizes + std::clamp(dims.count, 0, 8));
  is_told_ = true;
} catch (...) {
}

}  // namespace tensorrt
