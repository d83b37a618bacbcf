// A copy of what an engine says of a session: results are read after close, when the engine's own is gone.
#ifndef POLYINFER_HOST_VALUE_INFO_H_
#define POLYINFER_HOST_VALUE_INFO_H_
#include <polyinfer/engine.h>

#include <string>
#include <vector>

namespace poly {

struct value_info {
  std::string name;
  int32_t dtype = 0, rank = -1;
  std::vector<int64_t> shape;
  std::string details;  // JSON, "{}" where the engine gave none
  /** Bytes of a tensor, where all sizes are fixed and the dtype has a size. */
  bool is_fixed = false;
  size_t fixed_bytes = 0;
};

/** Lanes that the host uses at most, whatever an engine offers. */
constexpr uint32_t kMostRuns = 1024;

struct session_info {
  /** Throws std::runtime_error where an engine breaks the contract. */
  explicit session_info(const poly_info& from);

  uint32_t max_runs;
  uint64_t capabilities;
  std::vector<value_info> inputs, outputs;
};

}  // namespace poly
#endif
