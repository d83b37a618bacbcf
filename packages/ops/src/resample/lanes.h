// Vectors as wide as the processor's, for kernels that work on the rows of a block side by side. What is said of a half
// holds for a vector of 16 bytes as a whole.
#ifndef POLYINFER_OPS_LANES_H_
#define POLYINFER_OPS_LANES_H_
#include "../../native/simd.h"

namespace POLY_ISA {

#if defined(__AVX2__)
typedef u8x32 Bytes;
typedef i16x16 Words;
typedef i32x8 Longs;
typedef u32x8 UnsignedLongs;
#else
typedef u8x16 Bytes;
typedef i16x8 Words;
typedef i32x4 Longs;
typedef u32x4 UnsignedLongs;
#endif
constexpr int kWords = sizeof(Words) / 2, kLongs = sizeof(Longs) / 4;

#if defined(__AVX2__)
/** Half by half: elements of `a` and `b` by turns, from the first or the second half of each half. */
#define POLY_ZIP(bits)                                                                                                         \
  POLY_INLINE Bytes zip_low_##bits(Bytes a, Bytes b) { return (Bytes)_mm256_unpacklo_epi##bits((__m256i)a, (__m256i)b); }        \
  POLY_INLINE Bytes zip_high_##bits(Bytes a, Bytes b) { return (Bytes)_mm256_unpackhi_epi##bits((__m256i)a, (__m256i)b); }
POLY_ZIP(8)
POLY_ZIP(16)
POLY_ZIP(32)
POLY_ZIP(64)
#undef POLY_ZIP
/** Half by half: those of `a`, then those of `b`, saturated. */
POLY_INLINE Words pack_words(Longs a, Longs b) { return pack_halves(a, b); }
/** The same, saturated to 0..255. */
POLY_INLINE Bytes pack_unsigned(Words a, Words b) { return (Bytes)_mm256_packus_epi16((__m256i)a, (__m256i)b); }
#else
POLY_INLINE Bytes zip_low_8(Bytes a, Bytes b) {
  return POLY_SHUFFLE(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
POLY_INLINE Bytes zip_high_8(Bytes a, Bytes b) {
  return POLY_SHUFFLE(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
POLY_INLINE Bytes zip_low_16(Bytes a, Bytes b) {
  return (Bytes)POLY_SHUFFLE((i16x8)a, (i16x8)b, 0, 8, 1, 9, 2, 10, 3, 11);
}
POLY_INLINE Bytes zip_high_16(Bytes a, Bytes b) {
  return (Bytes)POLY_SHUFFLE((i16x8)a, (i16x8)b, 4, 12, 5, 13, 6, 14, 7, 15);
}
POLY_INLINE Bytes zip_low_32(Bytes a, Bytes b) { return (Bytes)POLY_SHUFFLE((i32x4)a, (i32x4)b, 0, 4, 1, 5); }
POLY_INLINE Bytes zip_high_32(Bytes a, Bytes b) { return (Bytes)POLY_SHUFFLE((i32x4)a, (i32x4)b, 2, 6, 3, 7); }
POLY_INLINE Bytes zip_low_64(Bytes a, Bytes b) { return (Bytes)POLY_SHUFFLE((u64x2)a, (u64x2)b, 0, 2); }
POLY_INLINE Bytes zip_high_64(Bytes a, Bytes b) { return (Bytes)POLY_SHUFFLE((u64x2)a, (u64x2)b, 1, 3); }
POLY_INLINE Words pack_words(Longs a, Longs b) { return pack(a, b); }
#if defined(__SSE4_1__)
POLY_INLINE Bytes pack_unsigned(Words a, Words b) { return (Bytes)_mm_packus_epi16((__m128i)a, (__m128i)b); }
#elif defined(__wasm_simd128__)
POLY_INLINE Bytes pack_unsigned(Words a, Words b) { return (Bytes)wasm_u8x16_narrow_i16x8((v128_t)a, (v128_t)b); }
#elif defined(__ARM_NEON) && defined(__aarch64__)
POLY_INLINE Bytes pack_unsigned(Words a, Words b) {
  return (Bytes)vcombine_u8(vqmovun_s16((int16x8_t)a), vqmovun_s16((int16x8_t)b));
}
#else
POLY_INLINE Bytes pack_unsigned(Words a, Words b) {
  i16x16 v = join(a, b);
  v = v < 0 ? i16x16{} : v;
  return convert<u8x16>(v > 255 ? i16x16{} + 255 : v);
}
#endif
#endif

/** As many bytes as there are words in a vector. */
#if defined(__AVX2__)
POLY_INLINE Words widen(const uint8_t* from) { return (Words)_mm256_cvtepu8_epi16((__m128i)load<u8x16>(from)); }
#else
POLY_INLINE Words widen(const uint8_t* from) { return convert<Words>(load<u8x8>(from)); }
#endif

}  // namespace POLY_ISA
#endif
