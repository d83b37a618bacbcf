// Overlap of two boxes as OpenCV's NMSBoxes computes it.
#ifndef POLYINFER_OPS_OPENCV_OVERLAP_H_
#define POLYINFER_OPS_OPENCV_OVERLAP_H_
#include "kept_boxes.h"

namespace POLY_ISA {
namespace {

/** A box as OpenCV's Rect2d. */
struct Rect {
  double x, y, width, height;
  explicit Rect(const float* b) : x(b[0]), y(b[1]), width((double)b[2] - b[0]), height((double)b[3] - b[1]) {}
};

POLY_INLINE float opencv_overlap(const Rect& a, const Rect& b) {
  const double area_a = a.width * a.height, area_b = b.width * b.height;
  if (area_a + area_b <= 2.220446049250313e-16) return 1;
  const double x = a.x < b.x ? b.x : a.x, y = a.y < b.y ? b.y : a.y;
  const double right_a = a.x + a.width, right_b = b.x + b.width, below_a = a.y + a.height, below_b = b.y + b.height;
  const double width = (right_b < right_a ? right_b : right_a) - x, height = (below_b < below_a ? below_b : below_a) - y;
  const double shared = width <= 0 || height <= 0 ? 0 : width * height;
  return 1.0f - (float)(1.0 - shared / (area_a + area_b - shared));
}

/** Exact test: overlaps that are not under `least` are too much. */
struct OpencvOverlap {
  const float* boxes;
  float least;
  /** NaN leaves what float32 cannot hold to the exact test. */
  static POLY_INLINE_MEMBER float area(float rounded) { return rounded < 1e37f ? rounded : __builtin_nanf(""); }
  POLY_INLINE_MEMBER bool is_any(const Candidate& c, const KeptBlock& block, const Overlaps&, uint32_t may) const {
    const Rect candidate(boxes + 4 * (size_t)c.source);
    for (int i = 0; i < block.count; i++)
      if (may >> i & 1 && !(opencv_overlap(candidate, Rect(boxes + 4 * (size_t)block.source[i])) < least)) return true;
    return false;
  }
};

}  // namespace
}  // namespace POLY_ISA
#endif
