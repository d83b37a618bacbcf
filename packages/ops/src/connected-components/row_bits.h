// Which elements of a row are above a threshold, as bits.
#ifndef POLYINFER_OPS_ROW_BITS_H_
#define POLYINFER_OPS_ROW_BITS_H_
#include "../../native/simd.h"

namespace POLY_ISA {

#if defined(__AVX2__)
typedef f32x8 BitFloats;
typedef i32x8 BitWords;
#else
typedef f32x4 BitFloats;
typedef i32x4 BitWords;
#endif

/** One bit for each of 16 bytes that is not 0. */
POLY_INLINE uint32_t nonzero_bits(u8x16 v) {
#if defined(__SSE4_1__) || defined(__AVX2__)
  return 0xffffu & ~(uint32_t)_mm_movemask_epi8((__m128i)(v == 0));
#elif defined(__wasm_simd128__)
  return wasm_i8x16_bitmask((v128_t)(v != 0));
#else
  const u8x16 places = (u8x16)(v != 0) & u8x16{1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)places[i] << (i & 8);
  return bits;
#endif
}

/** Bits of elements above `threshold`, bit x % 64 of word x / 64; those behind `width` are 0. */
static void bits_above(const float* s, float threshold, int width, uint64_t* bits) {
  const int lanes = sizeof(BitFloats) / 4;
  for (int first = 0; first < width; first += 64) {
    uint64_t word = 0;
    const int end = width - first < 64 ? width - first : 64;
    int x = 0;
    for (; x + lanes <= end; x += lanes)
      word |= (uint64_t)sign_bits((BitWords)(load<BitFloats>(s + first + x) > threshold)) << x;
    for (; x < end; x++) word |= (uint64_t)(s[first + x] > threshold) << x;
    bits[first / 64] = word;
  }
}
static void bits_above(const uint8_t* s, uint8_t, int width, uint64_t* bits) {
  for (int first = 0; first < width; first += 64) {
    uint64_t word = 0;
    const int end = width - first < 64 ? width - first : 64;
    int x = 0;
    for (; x + 16 <= end; x += 16) word |= (uint64_t)nonzero_bits(load<u8x16>(s + first + x)) << x;
    for (; x < end; x++) word |= (uint64_t)(s[first + x] != 0) << x;
    bits[first / 64] = word;
  }
}

}  // namespace POLY_ISA
#endif
