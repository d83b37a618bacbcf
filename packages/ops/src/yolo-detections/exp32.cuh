// The exponential function in float32, step by step as `exp32.ts` has it.
#ifndef POLYINFER_OPS_EXP32_CUH_
#define POLYINFER_OPS_EXP32_CUH_

__device__ __forceinline__ float power_of_two(int n) { return __int_as_float((n + 127) << 23); }

__device__ __forceinline__ float exp32(float x) {
  if (!(x < 88.72284f)) return x != x ? x : __int_as_float(0x7f800000);
  if (x < -87.33655f) return 0;
  /* half away from 0, by truncation */
  const float turns = x * 1.44269504f;
  const int n = (int)(turns + (turns < 0 ? -0.5f : 0.5f));
  const float r = (x - (float)n * 0.693359375f) - (float)n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float e = (p * (r * r) + r) + 1.0f;
  /* in two factors: 2^128 is no float32 */
  const int half = n >> 1;
  return (e * power_of_two(half)) * power_of_two(n - half);
}

#endif
