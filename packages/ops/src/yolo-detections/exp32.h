// The exponential function in float32, step by step as `exp32.ts` has it.
#ifndef POLYINFER_OPS_EXP32_H_
#define POLYINFER_OPS_EXP32_H_
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

POLY_INLINE float power_of_two(int32_t n) {
  const int32_t bits = (n + 127) << 23;
  float f;
  __builtin_memcpy(&f, &bits, 4);
  return f;
}

POLY_INLINE float exp32(float x) {
  if (!(x < 88.72284f)) return x != x ? x : __builtin_huge_valf();
  if (x < -87.33655f) return 0;
  /* half away from 0, by truncation */
  const float turns = x * 1.44269504f;
  const int32_t n = (int32_t)(turns + (turns < 0 ? -0.5f : 0.5f));
  const float r = (x - (float)n * 0.693359375f) - (float)n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float e = (p * (r * r) + r) + 1.0f;
  /* in two factors: 2^128 is no float32 */
  const int32_t half = n >> 1;
  return (e * power_of_two(half)) * power_of_two(n - half);
}

}  // namespace
}  // namespace POLY_ISA
#endif
