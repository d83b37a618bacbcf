// Comparisons of eight floats. GCC takes vectors wider than the processor's apart into single numbers where it compares
// them, so that for SSE they are said half by half.
#ifndef POLYINFER_OPS_FLOAT_LANES_H_
#define POLYINFER_OPS_FLOAT_LANES_H_
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

#if defined(__AVX2__)

/** Where a number is NaN, that of `b`. */
POLY_INLINE f32x8 minimum(f32x8 a, f32x8 b) { return (f32x8)_mm256_min_ps((__m256)a, (__m256)b); }
POLY_INLINE f32x8 maximum(f32x8 a, f32x8 b) { return (f32x8)_mm256_max_ps((__m256)a, (__m256)b); }
/** One bit a lane where a < b, where a >= b. */
POLY_INLINE uint32_t less_bits(f32x8 a, f32x8 b) { return sign_bits((i32x8)(a < b)); }
POLY_INLINE uint32_t from_bits(f32x8 a, f32x8 b) { return sign_bits((i32x8)(a >= b)); }
/** `yes` where a > b, else `no`. */
POLY_INLINE i32x8 where_greater(f32x8 a, f32x8 b, i32x8 yes, i32x8 no) { return a > b ? yes : no; }

#elif defined(__SSE4_1__)

POLY_INLINE __m128 low_half(f32x8 v) { return (__m128)POLY_SHUFFLE(v, v, 0, 1, 2, 3); }
POLY_INLINE __m128 high_half(f32x8 v) { return (__m128)POLY_SHUFFLE(v, v, 4, 5, 6, 7); }
POLY_INLINE f32x8 joined(__m128 a, __m128 b) { return POLY_SHUFFLE((f32x4)a, (f32x4)b, 0, 1, 2, 3, 4, 5, 6, 7); }
POLY_INLINE f32x8 minimum(f32x8 a, f32x8 b) {
  return joined(_mm_min_ps(low_half(a), low_half(b)), _mm_min_ps(high_half(a), high_half(b)));
}
POLY_INLINE f32x8 maximum(f32x8 a, f32x8 b) {
  return joined(_mm_max_ps(low_half(a), low_half(b)), _mm_max_ps(high_half(a), high_half(b)));
}
POLY_INLINE uint32_t bits_of(__m128 low, __m128 high) {
  return (uint32_t)_mm_movemask_ps(low) | (uint32_t)_mm_movemask_ps(high) << 4;
}
POLY_INLINE uint32_t less_bits(f32x8 a, f32x8 b) {
  return bits_of(_mm_cmplt_ps(low_half(a), low_half(b)), _mm_cmplt_ps(high_half(a), high_half(b)));
}
POLY_INLINE uint32_t from_bits(f32x8 a, f32x8 b) {
  return bits_of(_mm_cmpge_ps(low_half(a), low_half(b)), _mm_cmpge_ps(high_half(a), high_half(b)));
}
POLY_INLINE i32x8 where_greater(f32x8 a, f32x8 b, i32x8 yes, i32x8 no) {
  const __m128 l = _mm_cmpgt_ps(low_half(a), low_half(b)), h = _mm_cmpgt_ps(high_half(a), high_half(b));
  return (i32x8)joined(_mm_blendv_ps(low_half((f32x8)no), low_half((f32x8)yes), l),
                       _mm_blendv_ps(high_half((f32x8)no), high_half((f32x8)yes), h));
}

#else

POLY_INLINE f32x8 minimum(f32x8 a, f32x8 b) { return a < b ? a : b; }
POLY_INLINE f32x8 maximum(f32x8 a, f32x8 b) { return a > b ? a : b; }
POLY_INLINE uint32_t less_bits(f32x8 a, f32x8 b) { return sign_bits((i32x8)(a < b)); }
POLY_INLINE uint32_t from_bits(f32x8 a, f32x8 b) { return sign_bits((i32x8)(a >= b)); }
POLY_INLINE i32x8 where_greater(f32x8 a, f32x8 b, i32x8 yes, i32x8 no) { return a > b ? yes : no; }

#endif

}  // namespace
}  // namespace POLY_ISA
#endif
