// Vectors of GCC and Clang, and the few steps that compilers do not find by themselves. Nothing here is slower than a loop
// on an instruction set that it does not name.
#ifndef POLYINFER_OPS_SIMD_H_
#define POLYINFER_OPS_SIMD_H_
#include <stddef.h>
#include <stdint.h>

#if defined(__AVX2__) || defined(__SSE4_1__)
#include <immintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#define POLY_INLINE static inline __attribute__((always_inline))
#define POLY_INLINE_MEMBER inline __attribute__((always_inline))

namespace POLY_ISA {

typedef uint8_t u8x8 __attribute__((vector_size(8)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef uint8_t u8x32 __attribute__((vector_size(32)));
typedef int8_t i8x8 __attribute__((vector_size(8)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef int16_t i16x4 __attribute__((vector_size(8)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef int16_t i16x16 __attribute__((vector_size(32)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef int32_t i32x8 __attribute__((vector_size(32)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x8 __attribute__((vector_size(32)));
typedef uint64_t u64x2 __attribute__((vector_size(16)));
typedef float f32x4 __attribute__((vector_size(16)));
typedef float f32x8 __attribute__((vector_size(32)));

/** Vectors from and to memory of any alignment. */
template <class V, class P>
POLY_INLINE V load(const P* from) {
  V v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}
template <class P, class V>
POLY_INLINE void store(P* to, V v) {
  __builtin_memcpy(to, &v, sizeof v);
}

/** Every element in another type. */
template <class T, class V>
POLY_INLINE T convert(V v) {
  return __builtin_convertvector(v, T);
}

#define POLY_SHUFFLE __builtin_shufflevector

/** The first and the last elements of a vector, and both together: in memory, which compilers see through. */
template <class H, class V>
POLY_INLINE H half_of(V v, int at) {
  H h;
  __builtin_memcpy(&h, (const uint8_t*)&v + at, sizeof h);
  return h;
}
template <class V, class H>
POLY_INLINE V whole_of(H a, H b) {
  V v;
  __builtin_memcpy(&v, &a, sizeof a);
  __builtin_memcpy((uint8_t*)&v + sizeof a, &b, sizeof b);
  return v;
}
POLY_INLINE i16x8 low(i16x16 v) { return half_of<i16x8>(v, 0); }
POLY_INLINE i16x8 high(i16x16 v) { return half_of<i16x8>(v, 16); }
POLY_INLINE i32x4 low(i32x8 v) { return half_of<i32x4>(v, 0); }
POLY_INLINE i32x4 high(i32x8 v) { return half_of<i32x4>(v, 16); }
POLY_INLINE u8x8 low(u8x16 v) { return POLY_SHUFFLE(v, v, 0, 1, 2, 3, 4, 5, 6, 7); }
POLY_INLINE u8x8 high(u8x16 v) { return POLY_SHUFFLE(v, v, 8, 9, 10, 11, 12, 13, 14, 15); }
POLY_INLINE i16x16 join(i16x8 a, i16x8 b) { return whole_of<i16x16>(a, b); }
POLY_INLINE i32x8 join(i32x4 a, i32x4 b) { return whole_of<i32x8>(a, b); }

#if defined(__AVX2__)

/** a[2i] * b[2i] + a[2i+1] * b[2i+1] */
POLY_INLINE i32x8 dot(i16x16 a, i16x16 b) { return (i32x8)_mm256_madd_epi16((__m256i)a, (__m256i)b); }
/** Half by half: the four of `a`, then the four of `b`, saturated. */
POLY_INLINE i16x16 pack_halves(i32x8 a, i32x8 b) { return (i16x16)_mm256_packs_epi32((__m256i)a, (__m256i)b); }
/** (a * b) >> 16 */
POLY_INLINE i16x16 multiply_high(i16x16 a, i16x16 b) { return (i16x16)_mm256_mulhi_epi16((__m256i)a, (__m256i)b); }
/** One bit a lane: its sign. */
POLY_INLINE uint32_t sign_bits(i32x8 v) { return (uint32_t)_mm256_movemask_ps((__m256)v); }
/** Byte i is byte `at[i]`, or 0 where `at[i]` is 128 or above. */
POLY_INLINE u8x16 swizzle(u8x16 v, u8x16 at) { return (u8x16)_mm_shuffle_epi8((__m128i)v, (__m128i)at); }
/** The same of two vectors, as numbers of 32 bits. */
POLY_INLINE i32x8 swizzle_words(u8x16 a, u8x16 b, u8x16 at_a, u8x16 at_b) {
  const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256((__m128i)a), (__m128i)b, 1);
  return (i32x8)_mm256_shuffle_epi8(both, _mm256_inserti128_si256(_mm256_castsi128_si256((__m128i)at_a), (__m128i)at_b, 1));
}
/** The same by one order, as numbers of 16 bits. */
POLY_INLINE i16x16 swizzle_both(u8x16 a, u8x16 b, u8x16 at) {
  const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256((__m128i)a), (__m128i)b, 1);
  return (i16x16)_mm256_shuffle_epi8(both, _mm256_broadcastsi128_si256((__m128i)at));
}
/** In each half by itself: elements A and B of `a`, then C and D of `b`. */
template <int A, int B, int C, int D>
POLY_INLINE i32x8 shuffle_halves(i32x8 a, i32x8 b) {
  return (i32x8)_mm256_shuffle_ps((__m256)a, (__m256)b, A | B << 2 | C << 4 | D << 6);
}
POLY_INLINE i16x16 widen(u8x16 v) { return (i16x16)_mm256_cvtepu8_epi16((__m128i)v); }
POLY_INLINE i32x8 widen(i16x8 v) { return (i32x8)_mm256_cvtepi16_epi32((__m128i)v); }
/** Bytes 0 to 7, and 8 to 15. */
POLY_INLINE i32x8 widen_low(u8x16 v) { return (i32x8)_mm256_cvtepu8_epi32((__m128i)v); }
POLY_INLINE i32x8 widen_high(u8x16 v) { return (i32x8)_mm256_cvtepu8_epi32(_mm_srli_si128((__m128i)v, 8)); }
/** Saturated to 0..255. */
POLY_INLINE u8x16 pack_bytes(i16x16 v) { return (u8x16)_mm_packus_epi16((__m128i)low(v), (__m128i)high(v)); }
/** Saturated to -128..127. */
POLY_INLINE i8x16 pack_signed_bytes(i16x16 v) { return (i8x16)_mm_packs_epi16((__m128i)low(v), (__m128i)high(v)); }
/** The eight of `a`, then the eight of `b`, saturated. */
POLY_INLINE i16x16 pack_all(i32x8 a, i32x8 b) { return (i16x16)_mm256_permute4x64_epi64((__m256i)pack_halves(a, b), 0xd8); }

/** In each half: the first two elements, each twice, and the last two. */
POLY_INLINE i32x8 twice_first(i32x8 v) { return (i32x8)_mm256_shuffle_epi32((__m256i)v, 0x50); }
POLY_INLINE i32x8 twice_last(i32x8 v) { return (i32x8)_mm256_shuffle_epi32((__m256i)v, 0xfa); }

#else

#if defined(__SSE4_1__)
POLY_INLINE i32x4 dot(i16x8 a, i16x8 b) { return (i32x4)_mm_madd_epi16((__m128i)a, (__m128i)b); }
POLY_INLINE i16x8 pack(i32x4 a, i32x4 b) { return (i16x8)_mm_packs_epi32((__m128i)a, (__m128i)b); }
POLY_INLINE i16x8 multiply_high(i16x8 a, i16x8 b) { return (i16x8)_mm_mulhi_epi16((__m128i)a, (__m128i)b); }
POLY_INLINE uint32_t sign_bits(i32x4 v) { return (uint32_t)_mm_movemask_ps((__m128)v); }
POLY_INLINE u8x16 swizzle(u8x16 v, u8x16 at) { return (u8x16)_mm_shuffle_epi8((__m128i)v, (__m128i)at); }
POLY_INLINE i32x4 widen_first(u8x16 v) { return (i32x4)_mm_cvtepu8_epi32((__m128i)v); }
POLY_INLINE i32x8 widen(i16x8 v) {
  return join((i32x4)_mm_cvtepi16_epi32((__m128i)v), (i32x4)_mm_cvtepi16_epi32(_mm_srli_si128((__m128i)v, 8)));
}
POLY_INLINE u8x16 pack_bytes(i16x8 a, i16x8 b) { return (u8x16)_mm_packus_epi16((__m128i)a, (__m128i)b); }
POLY_INLINE i8x16 pack_signed_bytes(i16x8 a, i16x8 b) { return (i8x16)_mm_packs_epi16((__m128i)a, (__m128i)b); }
#elif defined(__wasm_simd128__)
POLY_INLINE i32x4 dot(i16x8 a, i16x8 b) { return (i32x4)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b); }
POLY_INLINE i16x8 pack(i32x4 a, i32x4 b) { return (i16x8)wasm_i16x8_narrow_i32x4((v128_t)a, (v128_t)b); }
/* Sums of which one product is 0: compilers take the parts of `b` out of loops that multiply by the same numbers. */
POLY_INLINE i16x8 multiply_high(i16x8 a, i16x8 b) {
  const u32x4 even = (u32x4)dot(a, (i16x8)((u32x4)b & 0xffffu)), odd = (u32x4)dot(a, (i16x8)((u32x4)b & 0xffff0000u));
  return (i16x8)(even >> 16 | (odd & 0xffff0000u));
}
POLY_INLINE uint32_t sign_bits(i32x4 v) { return (uint32_t)wasm_i32x4_bitmask((v128_t)v); }
POLY_INLINE u8x16 swizzle(u8x16 v, u8x16 at) { return (u8x16)wasm_i8x16_swizzle((v128_t)v, (v128_t)at); }
POLY_INLINE i32x8 widen(i16x8 v) { return convert<i32x8>(v); }
POLY_INLINE i32x4 widen_first(u8x16 v) {
  return (i32x4)wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16((v128_t)v));
}
POLY_INLINE u8x16 pack_bytes(i16x8 a, i16x8 b) { return (u8x16)wasm_u8x16_narrow_i16x8((v128_t)a, (v128_t)b); }
POLY_INLINE i8x16 pack_signed_bytes(i16x8 a, i16x8 b) { return (i8x16)wasm_i8x16_narrow_i16x8((v128_t)a, (v128_t)b); }
#elif defined(__ARM_NEON) && defined(__aarch64__)
POLY_INLINE i32x4 dot(i16x8 a, i16x8 b) {
  const int16x8_t x = (int16x8_t)a, y = (int16x8_t)b;
  return (i32x4)vpaddq_s32(vmull_s16(vget_low_s16(x), vget_low_s16(y)), vmull_high_s16(x, y));
}
POLY_INLINE i16x8 pack(i32x4 a, i32x4 b) {
  return (i16x8)vcombine_s16(vqmovn_s32((int32x4_t)a), vqmovn_s32((int32x4_t)b));
}
POLY_INLINE i16x8 multiply_high(i16x8 a, i16x8 b) {
  const int16x8_t x = (int16x8_t)a, y = (int16x8_t)b;
  const int32x4_t l = vmull_s16(vget_low_s16(x), vget_low_s16(y)), h = vmull_high_s16(x, y);
  return (i16x8)vuzp2q_s16(vreinterpretq_s16_s32(l), vreinterpretq_s16_s32(h));
}
POLY_INLINE uint32_t sign_bits(i32x4 v) {
  const uint32x4_t places = {1, 2, 4, 8};
  return vaddvq_u32(vandq_u32(vreinterpretq_u32_s32(vshrq_n_s32((int32x4_t)v, 31)), places));
}
POLY_INLINE u8x16 swizzle(u8x16 v, u8x16 at) { return (u8x16)vqtbl1q_u8((uint8x16_t)v, (uint8x16_t)at); }
POLY_INLINE i32x8 widen(i16x8 v) { return convert<i32x8>(v); }
POLY_INLINE i32x4 widen_first(u8x16 v) { return (i32x4)vmovl_u16(vget_low_u16(vmovl_u8(vget_low_u8((uint8x16_t)v)))); }
POLY_INLINE u8x16 pack_bytes(i16x8 a, i16x8 b) {
  return (u8x16)vcombine_u8(vqmovun_s16((int16x8_t)a), vqmovun_s16((int16x8_t)b));
}
POLY_INLINE i8x16 pack_signed_bytes(i16x8 a, i16x8 b) {
  return (i8x16)vcombine_s8(vqmovn_s16((int16x8_t)a), vqmovn_s16((int16x8_t)b));
}
#else
POLY_INLINE i32x4 dot(i16x8 a, i16x8 b) {
  const i32x4 even = convert<i32x4>(POLY_SHUFFLE(a, a, 0, 2, 4, 6)) * convert<i32x4>(POLY_SHUFFLE(b, b, 0, 2, 4, 6));
  return even + convert<i32x4>(POLY_SHUFFLE(a, a, 1, 3, 5, 7)) * convert<i32x4>(POLY_SHUFFLE(b, b, 1, 3, 5, 7));
}
POLY_INLINE i16x8 pack(i32x4 a, i32x4 b) {
  i32x8 v = join(a, b);
  v = v > 32767 ? i32x8{} + 32767 : v;
  return convert<i16x8>(v < -32768 ? i32x8{} - 32768 : v);
}
POLY_INLINE i16x8 multiply_high(i16x8 a, i16x8 b) { return convert<i16x8>((convert<i32x8>(a) * convert<i32x8>(b)) >> 16); }
POLY_INLINE uint32_t sign_bits(i32x4 v) {
  return (v[0] < 0 ? 1u : 0u) | (v[1] < 0 ? 2u : 0u) | (v[2] < 0 ? 4u : 0u) | (v[3] < 0 ? 8u : 0u);
}
POLY_INLINE u8x16 swizzle(u8x16 v, u8x16 at) {
  u8x16 out = {};
  for (int i = 0; i < 16; i++) out[i] = at[i] < 16 ? v[at[i]] : 0;
  return out;
}
POLY_INLINE i32x8 widen(i16x8 v) { return convert<i32x8>(v); }
POLY_INLINE i32x4 widen_first(u8x16 v) { return i32x4{v[0], v[1], v[2], v[3]}; }
POLY_INLINE i16x16 between(i16x16 v, int16_t least, int16_t most) {
  v = v < least ? i16x16{} + least : v;
  return v > most ? i16x16{} + most : v;
}
POLY_INLINE u8x16 pack_bytes(i16x8 a, i16x8 b) { return convert<u8x16>(between(join(a, b), 0, 255)); }
POLY_INLINE i8x16 pack_signed_bytes(i16x8 a, i16x8 b) { return convert<i8x16>(between(join(a, b), -128, 127)); }
#endif
POLY_INLINE i32x8 swizzle_words(u8x16 a, u8x16 b, u8x16 at_a, u8x16 at_b) {
  return join((i32x4)swizzle(a, at_a), (i32x4)swizzle(b, at_b));
}
POLY_INLINE i16x16 swizzle_both(u8x16 a, u8x16 b, u8x16 at) {
  return join((i16x8)swizzle(a, at), (i16x8)swizzle(b, at));
}
template <int A, int B, int C, int D>
POLY_INLINE i32x8 shuffle_halves(i32x8 a, i32x8 b) {
  return join((i32x4)POLY_SHUFFLE(low(a), low(b), A, B, C + 4, D + 4), (i32x4)POLY_SHUFFLE(high(a), high(b), A, B, C + 4, D + 4));
}
POLY_INLINE i16x16 widen(u8x16 v) {
  const u8x16 z = {};
  return join((i16x8)POLY_SHUFFLE(v, z, 0, 16, 1, 16, 2, 16, 3, 16, 4, 16, 5, 16, 6, 16, 7, 16),
              (i16x8)POLY_SHUFFLE(v, z, 8, 16, 9, 16, 10, 16, 11, 16, 12, 16, 13, 16, 14, 16, 15, 16));
}
POLY_INLINE i32x8 widen_low(u8x16 v) {
  return join(widen_first(v), widen_first(POLY_SHUFFLE(v, v, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7)));
}
POLY_INLINE i32x8 widen_high(u8x16 v) {
  return widen_low(POLY_SHUFFLE(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
}
POLY_INLINE u8x16 pack_bytes(i16x16 v) { return pack_bytes(low(v), high(v)); }
POLY_INLINE i8x16 pack_signed_bytes(i16x16 v) { return pack_signed_bytes(low(v), high(v)); }
POLY_INLINE i16x16 pack_all(i32x8 a, i32x8 b) { return join(pack(low(a), high(a)), pack(low(b), high(b))); }
POLY_INLINE i32x8 twice_first(i32x8 v) {
  const i32x4 l = low(v), h = high(v);
  return join(POLY_SHUFFLE(l, l, 0, 0, 1, 1), POLY_SHUFFLE(h, h, 0, 0, 1, 1));
}
POLY_INLINE i32x8 twice_last(i32x8 v) {
  const i32x4 l = low(v), h = high(v);
  return join(POLY_SHUFFLE(l, l, 2, 2, 3, 3), POLY_SHUFFLE(h, h, 2, 2, 3, 3));
}
POLY_INLINE i32x8 dot(i16x16 a, i16x16 b) { return join(dot(low(a), low(b)), dot(high(a), high(b))); }
POLY_INLINE i16x16 pack_halves(i32x8 a, i32x8 b) { return join(pack(low(a), low(b)), pack(high(a), high(b))); }
POLY_INLINE i16x16 multiply_high(i16x16 a, i16x16 b) {
  return join(multiply_high(low(a), low(b)), multiply_high(high(a), high(b)));
}
POLY_INLINE uint32_t sign_bits(i32x8 v) { return sign_bits(low(v)) | sign_bits(high(v)) << 4; }

#endif

/** Floats of numbers from -32768 to 32767. */
#if defined(__wasm_simd128__)
/* Clang would know that numbers are not negative, or 16 bits wide, and take conversions of unsigned ones, which processors do
   not have, or of one element after the other: it does not see through sums of products. */
POLY_INLINE f32x4 first_to_floats(i16x8 v) { return convert<f32x4>(dot(v, i16x8{1, 0, 1, 0, 1, 0, 1, 0})); }
POLY_INLINE f32x8 to_floats(i32x8 v) {
  return whole_of<f32x8>(first_to_floats((i16x8)low(v)), first_to_floats((i16x8)high(v)));
}
POLY_INLINE f32x8 to_floats(i16x8 v) {
  return whole_of<f32x8>(first_to_floats(POLY_SHUFFLE(v, v, 0, 0, 1, 1, 2, 2, 3, 3)),
                         first_to_floats(POLY_SHUFFLE(v, v, 4, 4, 5, 5, 6, 6, 7, 7)));
}
#else
POLY_INLINE f32x8 to_floats(i32x8 v) { return convert<f32x8>(v); }
POLY_INLINE f32x8 to_floats(i16x8 v) { return convert<f32x8>(widen(v)); }
#endif

}  // namespace POLY_ISA
#endif
