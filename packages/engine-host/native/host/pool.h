// Memory for tensors: blocks that are shared by reference and go back to one pool of the process.
#ifndef POLYINFER_HOST_POOL_H_
#define POLYINFER_HOST_POOL_H_
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace poly {

/** 64-byte aligned memory. The last reference gives it back to the pool. */
class block {
 public:
  block(void* data, size_t size_class);
  ~block();
  block(const block&) = delete;
  block& operator=(const block&) = delete;

  /** No longer counted: JavaScript's garbage collector decides how long it lives. */
  void hand_over();

  void* const data;
  const size_t capacity;  // at least the bytes asked for, rounded up to 64

 private:
  const size_t size_class_;
  bool is_counted_ = true;
};
using block_ref = std::shared_ptr<block>;

/**
 * Keeps blocks that came back, up to a cap, and frees those that nobody has wanted for some seconds. Four size classes for
 * each doubling, so at most a quarter is wasted.
 */
class pool {
 public:
  static constexpr size_t kAlignment = 64;
  static constexpr size_t kClasses = 160;
  /** A kept block that was not taken for one to two of these is freed, at the next take or sweep. */
  static constexpr std::chrono::seconds kIdle{5};
  static pool& get();

  /** A block of `bytes` or more, not cleared; empty where there is no memory. */
  block_ref take(size_t bytes);
  /** Frees the blocks that were kept, and not needed, since the last sweep, if that is `kIdle` ago. */
  void sweep(std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now());
  /** Frees all kept blocks and tells how many bytes that were. */
  size_t trim();
  /** Bytes kept for the next take. */
  size_t kept_bytes();
  /** The most bytes to keep. */
  void set_cap(size_t bytes);

  /** The smallest class that holds `bytes`; kClasses where none does. */
  static size_t class_of(size_t bytes);
  static size_t class_bytes(size_t size_class);

 private:
  friend class block;
  void give(void* data, size_t size_class);

  std::mutex lock_;
  std::array<std::vector<void*>, kClasses> free_;
  std::array<size_t, kClasses> spare_{};  // the fewest that lay in free_ at once since the last sweep
  std::chrono::steady_clock::time_point swept_ = std::chrono::steady_clock::now();
  size_t kept_ = 0, cap_ = size_t{256} << 20;
};

}  // namespace poly
#endif
