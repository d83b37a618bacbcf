// Greedy non-maximum suppression over keys. They are sorted no further than is needed for the boxes that are wanted.
#ifndef POLYINFER_OPS_SUPPRESS_H_
#define POLYINFER_OPS_SUPPRESS_H_
#include "kept_boxes.h"
#include "largest_first.h"

namespace POLY_ISA {
namespace {

struct Limits {
  int32_t candidates, detections, per_class;
};

/** Calls `keep(number, key, candidate)` for each box kept, by falling score; `read(index)` gives a candidate's box. */
template <class Exact, class Read, class Keep>
POLY_INLINE int32_t suppress(uint64_t* keys, int n, const Limits& limits, KeptBoxes boxes, const Exact& exact,
                             const Read& read, const Keep& keep) {
  const int limit = n < limits.candidates ? n : limits.candidates;
  int32_t kept = 0;
  for (int done = 0, chunk = 512; done < limit && kept < limits.detections; chunk *= 2) {
    const int end = limit - done > chunk ? done + chunk : limit;
    select_largest(keys + done, n - done, end - done);
    sort_largest_first(keys + done, end - done);
    for (; done < end && kept < limits.detections; done++) {
      const Candidate c = read(index_of(keys[done]));
      if (boxes.add(c, exact, limits.per_class)) keep(kept++, keys[done], c);
    }
  }
  return kept;
}

}  // namespace
}  // namespace POLY_ISA
#endif
