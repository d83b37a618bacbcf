// How far a process may go that loads what may be broken.
#ifndef POLYINFER_RUNNER_LIMITS_H_
#define POLYINFER_RUNNER_LIMITS_H_
#include <cstdint>

namespace poly {

struct limits {
  int64_t time_ms = 0;     // until SIGALRM; 0: none
  int64_t memory_mib = 0;  // of writable private memory; 0: none
  bool is_attached = false;  // ends when stdin is closed, as it is when whoever started us is gone
};

/** Of this process and those it starts. */
void set_limits(const limits& asked);
/** A crash is told at once, and leaves nothing behind. */
void write_no_core_files();

}  // namespace poly
#endif
