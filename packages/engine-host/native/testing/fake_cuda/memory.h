// Memory of the fake device and pinned memory of the host.
#ifndef POLYINFER_FAKE_CUDA_MEMORY_H_
#define POLYINFER_FAKE_CUDA_MEMORY_H_
#include "state.h"

namespace fake {

/** All under the lock of the state. */
struct device_memory {
  static device_memory& get();

  /** 0: there is not as much left. */
  pointer allocate(size_t bytes);
  /** False: no live allocation starts here. */
  bool release(pointer at);
  /** Where the host may touch these bytes; null unless they lie inside one live allocation. */
  char* host(pointer at, size_t bytes);
  /** Kernels read and write device addresses themselves: only between these two. */
  void open_to_kernels();
  void close_to_kernels();

  size_t used_bytes = 0;
  std::map<pointer, size_t> live;

 private:
  device_memory();
  void protect(pointer at, size_t bytes, bool is_open);
  char *device_, *alias_;
  int file_;
  size_t next_ = 0;
  int open_ = 0;
};

/** Pinned memory by where it starts. Under the lock of the state. */
std::map<const char*, size_t>& pinned_memory();
bool is_pinned(const void* memory, size_t bytes);

}  // namespace fake
#endif
