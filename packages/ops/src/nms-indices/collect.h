// Which numbers of a row are from a threshold on.
#ifndef POLYINFER_OPS_COLLECT_H_
#define POLYINFER_OPS_COLLECT_H_
#include "float_lanes.h"

namespace POLY_ISA {
namespace {

/** Places written beyond the last one that counts. */
const int kCollectSlack = 4;

/** Writes the places of the numbers that are `from` or more, by rising place, and gives how many; NaN never is. */
POLY_INLINE int collect(const float* values, int n, float from, int32_t* places) {
  const f32x8 least = f32x8{} + from;
  int count = 0, i = 0;
  for (; i + 32 <= n; i += 32) {
    uint32_t bits = 0;
    for (int v = 0; v < 4; v++) bits |= from_bits(load<f32x8>(values + i + 8 * v), least) << (8 * v);
    /* four at a time without asking how many are left: that would be guessed wrong too often */
    int32_t* to = places + count;
    count += __builtin_popcount(bits);
    for (; bits != 0; to += 4)
      for (int k = 0; k < 4; k++) {
        to[k] = i + __builtin_ctz(bits | 0x80000000u);
        bits &= bits - 1;
      }
  }
  for (; i < n; i++)
    if (values[i] >= from) places[count++] = i;
  return count;
}

}  // namespace
}  // namespace POLY_ISA
#endif
