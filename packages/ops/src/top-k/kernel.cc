// The highest of many scores. Most are below the lowest one kept, and vectors pass over them.
#include "../../native/kernel.h"
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `top-k-kernel.ts`. */
enum Word { kCount, kKept };

#if defined(__AVX2__)
typedef f32x8 Scores;
typedef i32x8 Bits;
#else
typedef f32x4 Scores;
typedef i32x4 Bits;
#endif
const int kLanes = sizeof(Scores) / 4;
/** Scores that one comparison passes over. */
const int kBlock = 4 * kLanes;

POLY_INLINE bool is_above(float score, float other) { return score > other || (other != other && score == score); }

POLY_INLINE Bits above(const float* scores, float limit) { return (Bits)(load<Scores>(scores) > limit); }

/** The next index from `i` on whose score may be above `limit`, or `count`. */
POLY_INLINE int next_above(const float* scores, int i, int count, float limit) {
  if (limit != limit) return i;
  for (; i + kBlock <= count; i += kBlock) {
    const float* s = scores + i;
    const Bits any = above(s, limit) | above(s + kLanes, limit) | above(s + 2 * kLanes, limit) | above(s + 3 * kLanes, limit);
    if (sign_bits(any) != 0) break;
  }
  while (i < count && !(scores[i] > limit)) i++;
  return i;
}

}  // namespace

int32_t top_k(const Run& run);
int32_t top_k(const Run& run) {
  const float* scores = (const float*)run.arrays[0];
  int32_t* indices = (int32_t*)run.arrays[1];
  const int count = run.plan[kCount], most = run.plan[kKept];
  int kept = 0;
  for (int i = 0; i < count; i++) {
    if (kept == most) {
      const float lowest = scores[indices[most - 1]];
      i = next_above(scores, i, count, lowest);
      if (i == count) break;
      if (!is_above(scores[i], lowest)) continue;
    } else {
      kept++;
    }
    int place = kept - 1;
    while (place > 0 && is_above(scores[i], scores[indices[place - 1]])) {
      indices[place] = indices[place - 1];
      place--;
    }
    indices[place] = i;
  }
  return kept;
}

}  // namespace POLY_ISA
