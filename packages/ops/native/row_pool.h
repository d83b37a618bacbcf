// Threads that share the rows of one run among them.
#ifndef POLYINFER_OPS_ROW_POOL_H_
#define POLYINFER_OPS_ROW_POOL_H_
#include "run.h"

namespace ops {

/** A run of a kernel for `rows` rows, with `scratch_bytes` for each thread. */
struct Job {
  Kernel kernel;
  const int32_t* plan;
  const int32_t* call;
  uint8_t* const* arrays;
  int32_t rows;
  size_t scratch_bytes;
};

/** Rows that a thread takes at a time: a task a row would cost more than the row. */
constexpr int32_t kBlockRows = 16;

/** Runs it on this thread alone. Throws std::bad_alloc. */
int32_t run_alone(const Job& job);

/**
 * Runs it on up to `threads` threads, this one among them; alone where another run has the others. Returns when all rows are
 * done. Throws std::bad_alloc, and then rows may be missing.
 */
int32_t run_shared(const Job& job, int threads);

}  // namespace ops
#endif
