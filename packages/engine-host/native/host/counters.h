// What the host holds at this moment, for leak tests and diagnostics.
#ifndef POLYINFER_HOST_COUNTERS_H_
#define POLYINFER_HOST_COUNTERS_H_
#include <atomic>
#include <cstdint>

namespace poly {

/** Of the whole process; each is 0 once everything was disposed. */
struct counters {
  std::atomic<int64_t> sessions{0};     // open sessions of engines
  std::atomic<int64_t> runs{0};         // accepted and not settled
  std::atomic<int64_t> blocks{0};       // taken from the pool, and not handed over to JavaScript for good
  std::atomic<int64_t> block_bytes{0};  // of those
  std::atomic<int64_t> threads{0};      // lanes, and threads that load, probe, open or close

  static counters& get();
};

}  // namespace poly
#endif
