// Runs of kernels as JavaScript recorded them: scripts/replay/recorded-run.ts writes what this reads.
#ifndef POLYINFER_OPS_TEST_RECORDING_H_
#define POLYINFER_OPS_TEST_RECORDING_H_
#include <string>
#include <vector>

#include "../run.h"

namespace ops {

struct RecordedArray {
  bool is_read;       /* what it holds before the run matters */
  bool is_written;    /* what it holds after the run is compared */
  uint32_t hash;      /* of what it held after the run */
  const uint8_t* at;  /* what it held before, where that matters */
  size_t bytes;
};

struct RecordedRun {
  size_t kernel;
  int32_t rows, result;
  size_t scratch_bytes;
  const uint8_t* plan;
  size_t plan_bytes;
  const uint8_t* call;
  size_t call_bytes;
  std::vector<RecordedArray> arrays;
};

/** The whole content of a file; throws std::runtime_error. */
std::vector<uint8_t> read_file(const std::string& path);

/** The runs in it, which point into it; throws std::runtime_error where it is no recording. */
std::vector<RecordedRun> read_runs(const std::vector<uint8_t>& file);

/** FNV-1a of 32 bits. */
uint32_t hash_of(const uint8_t* bytes, size_t count);

}  // namespace ops
#endif
