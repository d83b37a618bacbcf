// The class with the highest score: of many anchors at once where a class's scores are neighbours, else of one.
#ifndef POLYINFER_OPS_BEST_CLASS_H_
#define POLYINFER_OPS_BEST_CLASS_H_
#include "../nms-indices/float_lanes.h"

namespace POLY_ISA {
namespace {

POLY_INLINE void raise(const float* score, int32_t label, float* best, int32_t* labels) {
  if (!(*score > *best)) return;
  *best = *score;
  *labels = label;
}

/** Raises `best` and `labels` of `n` anchors by `count` classes from `label` on; NaN raises nothing. Up to four at once. */
template <int count>
POLY_INLINE void raise_best(const float* const* rows, int32_t label, int n, float* best, int32_t* labels) {
  if (n < 8) {
    for (int i = 0; i < n; i++)
      for (int c = 0; c < count; c++) raise(rows[c] + i, label + c, best + i, labels + i);
    return;
  }
  for (int i = 0;;) {
    f32x8 highest = load<f32x8>(best + i);
    i32x8 where = load<i32x8>(labels + i);
    for (int c = 0; c < count; c++) {
      const f32x8 score = load<f32x8>(rows[c] + i);
      where = where_greater(score, highest, i32x8{} + (label + c), where);
      highest = maximum(score, highest);
    }
    store(best + i, highest);
    store(labels + i, where);
    if (i == n - 8) return;
    /* the last eight overlap those before: seen twice, a score raises nothing */
    i = i + 16 <= n ? i + 8 : n - 8;
  }
}

/** The highest of `n` scores, -infinity where all are NaN. */
POLY_INLINE float highest_of(const float* scores, int n) {
  f32x8 eight = f32x8{} - __builtin_huge_valf();
  int i = 0;
  for (; i + 8 <= n; i += 8) eight = maximum(load<f32x8>(scores + i), eight);
  float highest = -__builtin_huge_valf();
  for (; i < n; i++) highest = scores[i] > highest ? scores[i] : highest;
  for (int k = 0; k < 8; k++) highest = eight[k] > highest ? eight[k] : highest;
  return highest;
}

}  // namespace
}  // namespace POLY_ISA
#endif
