// Memory for tensors that one side of a lane writes and the other reads.
#ifndef POLYINFER_RUNNER_SHARED_MEMORY_H_
#define POLYINFER_RUNNER_SHARED_MEMORY_H_
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <deque>

#include "wire.h"

namespace poly {

/** A memfd of fixed size, mapped. */
class segment {
 public:
  /** New memory, not cleared by us; empty where there is none. Its size is sealed, so no side can pull it from under the other. */
  static segment create(uint64_t number, size_t bytes);
  /** What the other side created; empty where it is not `bytes` long, or not sealed. `flags`: of mmap. */
  static segment adopt(uint64_t number, owned_fd fd, size_t bytes, int flags = MAP_SHARED);

  segment() = default;
  segment(segment&& other) noexcept;
  segment& operator=(segment&& other) noexcept;
  ~segment();
  explicit operator bool() const { return data != nullptr; }

  uint64_t number = 0;
  owned_fd fd;
  char* data = nullptr;
  size_t bytes = 0;
};

/** Where a tensor's bytes are. */
struct place {
  uint64_t segment = 0;
  size_t offset = 0;
  char* data = nullptr;
};

/** The writer's side: one segment that has room for a run, more while it grows. */
class outbox {
 public:
  /** A run begins: what the last one took is free again. */
  void begin();
  /** 64-byte aligned; no data where there is no memory, or the other side is gone. New segments go to `socket` first. */
  place take(size_t bytes, int socket);
  /** Segments before this one are not used any more. */
  uint64_t oldest() const { return segments_.empty() ? next_number_ : segments_.front().number; }

 private:
  bool grow(size_t bytes, int socket);

  std::deque<segment> segments_;
  uint64_t next_number_ = 1;
  size_t used_ = 0;   // of the last segment
  size_t taken_ = 0;  // in this run
  unsigned roomy_runs_ = 0;
};

/** The reader's side. */
class inbox {
 public:
  /** Of a frame of kind segment. False: it is not what it says. */
  bool add(frame from);
  void drop_before(uint64_t number);
  /** Null where that is outside. */
  char* at(uint64_t number, size_t offset, size_t bytes);

 private:
  std::deque<segment> segments_;
};

}  // namespace poly
#endif
