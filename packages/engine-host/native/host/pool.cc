#include "pool.h"

#include <algorithm>

#include "aligned_memory.h"
#include "counters.h"

namespace poly {
namespace {

constexpr size_t kSmallest = 512;

}  // namespace

block::block(void* memory, size_t size_class)
    : data(memory), capacity(pool::class_bytes(size_class)), size_class_(size_class) {
  counters::get().blocks++;
  counters::get().block_bytes += static_cast<int64_t>(capacity);
}

block::~block() {
  hand_over();
  pool::get().give(data, size_class_);
}

void block::hand_over() {
  if (!is_counted_) return;
  is_counted_ = false;
  counters::get().blocks--;
  counters::get().block_bytes -= static_cast<int64_t>(capacity);
}

// Leaked: finalizers may give blocks back after static destructors ran.
pool& pool::get() {
  static pool* const the_pool = new pool;
  return *the_pool;
}

size_t pool::class_bytes(size_t size_class) { return (4 + size_class % 4) * (kSmallest / 4) << (size_class / 4); }

size_t pool::class_of(size_t bytes) {
  size_t doubling = 0;
  while (doubling < kClasses / 4 && kSmallest << (doubling + 1) <= bytes) doubling++;
  size_t size_class = doubling * 4;
  while (size_class < kClasses && class_bytes(size_class) < bytes) size_class++;
  return size_class;
}

block_ref pool::take(size_t bytes) {
  const size_t size_class = class_of(bytes);
  if (size_class >= kClasses) return nullptr;
  sweep();
  void* data = nullptr;
  {
    std::lock_guard<std::mutex> hold(lock_);
    auto& list = free_[size_class];
    if (!list.empty()) {
      data = list.back();
      list.pop_back();
      kept_ -= class_bytes(size_class);
    }
    spare_[size_class] = std::min(spare_[size_class], list.size());
  }
  if (!data) data = allocate_aligned(kAlignment, class_bytes(size_class));
  if (!data && trim() > 0) data = allocate_aligned(kAlignment, class_bytes(size_class));
  if (!data) return nullptr;
  return std::make_shared<block>(data, size_class);
}

void pool::give(void* data, size_t size_class) {
  const size_t bytes = class_bytes(size_class);
  {
    std::lock_guard<std::mutex> hold(lock_);
    if (bytes <= cap_ && kept_ <= cap_ - bytes) {
      free_[size_class].push_back(data);
      kept_ += bytes;
      return;
    }
  }
  free_aligned(data);
}

void pool::sweep(std::chrono::steady_clock::time_point now) {
  std::vector<void*> idle;
  {
    std::lock_guard<std::mutex> hold(lock_);
    if (now - swept_ < kIdle) return;
    swept_ = now;
    for (size_t size_class = 0; size_class < kClasses; size_class++) {
      auto& list = free_[size_class];
      const auto end = list.begin() + static_cast<std::ptrdiff_t>(spare_[size_class]);
      kept_ -= spare_[size_class] * class_bytes(size_class);
      idle.insert(idle.end(), list.begin(), end);
      list.erase(list.begin(), end);
      spare_[size_class] = list.size();
    }
  }
  for (void* data : idle) free_aligned(data);
}

size_t pool::trim() {
  std::lock_guard<std::mutex> hold(lock_);
  const size_t freed = kept_;
  for (auto& list : free_) {
    for (void* data : list) free_aligned(data);
    list.clear();
    list.shrink_to_fit();
  }
  spare_.fill(0);
  kept_ = 0;
  return freed;
}

size_t pool::kept_bytes() {
  std::lock_guard<std::mutex> hold(lock_);
  return kept_;
}

void pool::set_cap(size_t bytes) {
  {
    std::lock_guard<std::mutex> hold(lock_);
    cap_ = bytes;
    if (kept_ <= cap_) return;
  }
  trim();
}

}  // namespace poly
