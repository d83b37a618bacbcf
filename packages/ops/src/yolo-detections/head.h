// A detector's output, in either order of its axes and in float32 or float16.
#ifndef POLYINFER_OPS_YOLO_HEAD_H_
#define POLYINFER_OPS_YOLO_HEAD_H_
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

#if defined(__F16C__) && defined(__AVX2__)
POLY_INLINE f32x8 floats_of(u16x8 halves) { return (f32x8)_mm256_cvtph_ps((__m128i)halves); }
#else
POLY_INLINE f32x8 floats_of(u16x8 halves) {
  const u32x8 h = convert<u32x8>(halves), magnitude = h & 0x7fff;
  /* exponents are 112 too low, which a product mends for subnormal numbers too */
  const f32x8 scaled = (f32x8)(magnitude << 13) * 0x1p112f;
  const u32x8 special = (u32x8)(magnitude >= 0x7c00) & 0x7f800000;
  return (f32x8)((u32x8)scaled | special | (h & 0x8000) << 16);
}
#endif
POLY_INLINE float float_of(uint16_t half) { return floats_of(u16x8{half})[0]; }

struct Head {
  const uint8_t* data;
  bool is_half;
  ptrdiff_t channel_step, anchor_step;

  POLY_INLINE_MEMBER float at(ptrdiff_t channel, ptrdiff_t anchor) const {
    const ptrdiff_t i = channel * channel_step + anchor * anchor_step;
    return is_half ? float_of(((const uint16_t*)data)[i]) : ((const float*)data)[i];
  }

  /** `n` numbers that lie one behind the other: in place, or in `room` where they had to be converted. */
  POLY_INLINE_MEMBER const float* row(ptrdiff_t channel, ptrdiff_t anchor, int n, float* room) const {
    const ptrdiff_t i = channel * channel_step + anchor * anchor_step;
    if (!is_half) return (const float*)data + i;
    const uint16_t* halves = (const uint16_t*)data + i;
    int k = 0;
    for (; k + 8 <= n; k += 8) store(room + k, floats_of(load<u16x8>(halves + k)));
    for (; k < n; k++) room[k] = float_of(halves[k]);
    return room;
  }
};

}  // namespace
}  // namespace POLY_ISA
#endif
