// The numbers that a tensor holds, made of grey levels: `level * scale + shift`, both steps rounded to float32, and then
// rounded once more to the element type.
#ifndef POLYINFER_OPS_NUMBERS_H_
#define POLYINFER_OPS_NUMBERS_H_
#include "../resample/three_bytes.h"

namespace POLY_ISA {

/** Bits of binary16, nearest even. Never NaN: no level gives one. */
#if defined(__F16C__)
constexpr bool kHasHalf = true;
POLY_INLINE u16x8 to_half(f32x8 v) { return (u16x8)_mm256_cvtps_ph((__m256)v, _MM_FROUND_TO_NEAREST_INT); }
#elif defined(__aarch64__) && defined(__ARM_NEON)
constexpr bool kHasHalf = true;
POLY_INLINE u16x8 to_half(f32x8 v) {
  const f32x4 l = POLY_SHUFFLE(v, v, 0, 1, 2, 3), h = POLY_SHUFFLE(v, v, 4, 5, 6, 7);
  return (u16x8)vcvt_high_f16_f32(vcvt_f16_f32((float32x4_t)l), (float32x4_t)h);
}
#else
constexpr bool kHasHalf = false;
POLY_INLINE u16x8 to_half(f32x8 v) {
  const u32x8 bits = (u32x8)v, sign = bits & 0x80000000u, size = bits ^ sign;
  /* A sum with 0.5 leaves the fraction of a subnormal half in the lowest bits, rounded. */
  const u32x8 small = (u32x8)((f32x8)size + 0.5f) - 0x3f000000u;
  const u32x8 normal = (size + ((size >> 13) & 1) + (0xfffu - (112u << 23))) >> 13;
  const u32x8 half = (i32x8)size < 0x38800000 ? small : (i32x8)size >= 0x477ff000 ? u32x8{} + 0x7c00u : normal;
  return convert<u16x8>(half | sign >> 16);
}
#endif

POLY_INLINE void store_numbers(float* to, f32x8 v) { store(to, v); }
POLY_INLINE void store_numbers(uint16_t* to, f32x8 v) { store(to, to_half(v)); }
POLY_INLINE void store_numbers(float* to, f32x8 a, f32x8 b) {
  store(to, a);
  store(to + 8, b);
}
POLY_INLINE void store_numbers(uint16_t* to, f32x8 a, f32x8 b) {
  store(to, to_half(a));
  store(to + 8, to_half(b));
}

/**
 * Nearest integers, ties to even, of numbers below 2^20: 1.5 * 2^23 leaves no room for a fraction. Of lanes that stand for no
 * pixel, which may be anything, something.
 */
POLY_INLINE i32x8 round_to_int(f32x8 v) { return (i32x8)((u32x8)(v + 12582912.0f) - 0x4b400000u); }
POLY_INLINE void store_numbers(uint8_t* to, f32x8 a, f32x8 b) { store(to, pack_bytes(pack_all(round_to_int(a), round_to_int(b)))); }
POLY_INLINE void store_numbers(int8_t* to, f32x8 a, f32x8 b) {
  store(to, pack_signed_bytes(pack_all(round_to_int(a), round_to_int(b))));
}

POLY_INLINE float number(float v, float) { return v; }
POLY_INLINE uint16_t number(float v, uint16_t) { return to_half(f32x8{} + v)[0]; }
POLY_INLINE int32_t clamp(float v, int32_t least, int32_t most) {
  const int32_t n = round_to_int(f32x8{} + v)[0];
  return n < least ? least : n > most ? most : n;
}
POLY_INLINE uint8_t number(float v, uint8_t) { return (uint8_t)clamp(v, 0, 255); }
POLY_INLINE int8_t number(float v, int8_t) { return (int8_t)clamp(v, -128, 127); }

/** One channel of a target row whose elements lie side by side. */
template <class T>
struct NumberLane {
  T* to;
  float scale, shift;

  template <class V>
  POLY_INLINE_MEMBER f32x8 at(V levels) const { return to_floats(levels) * scale + shift; }
  POLY_INLINE_MEMBER void put_8(int x, i32x8 v) const { store_numbers(to + x, at(v)); }
  POLY_INLINE_MEMBER void put_16(int x, u8x16 v) const { store_numbers(to + x, at(widen_low(v)), at(widen_high(v))); }
  POLY_INLINE_MEMBER void put_16(int x, i16x16 v) const { store_numbers(to + x, at(low(v)), at(high(v))); }
  POLY_INLINE_MEMBER void put_one(int x, int v) const { to[x] = number((float)v * scale + shift, T{}); }
};

/** Three channels of a row straight into their planes of a tensor: a receiver of rows, like {@link Planes}. */
template <class T>
struct NumberPlanes {
  NumberLane<T> a, b, c;
  static constexpr int count = 3;

  POLY_INLINE_MEMBER NumberLane<T> lane(int i) const { return i == 0 ? a : i == 1 ? b : c; }
  POLY_INLINE_MEMBER void put_words(int x, u32x8 words) const {
    a.put_8(x, (i32x8)(words & 255));
    b.put_8(x, (i32x8)(words >> 8 & 255));
    c.put_8(x, (i32x8)(words >> 16 & 255));
  }
  POLY_INLINE_MEMBER void put_16(int x, u8x16 p, u8x16 q, u8x16 r) const {
    a.put_16(x, p);
    b.put_16(x, q);
    c.put_16(x, r);
  }
  POLY_INLINE_MEMBER void put_pixels(int x, const uint8_t* s) const {
    const SixteenPixels pixels(s);
    store_numbers(a.to + x, a.at(pixels.first.channel(0)), a.at(pixels.last.channel(0)));
    store_numbers(b.to + x, b.at(pixels.first.channel(1)), b.at(pixels.last.channel(1)));
    store_numbers(c.to + x, c.at(pixels.first.channel(2)), c.at(pixels.last.channel(2)));
  }
  POLY_INLINE_MEMBER void put_quads(int x, i32x8 ab, i32x8 cd) const {
    a.put_8(x, ab & 0xffff);
    b.put_8(x, ab >> 16);
    c.put_8(x, cd & 0xffff);
  }
};

}  // namespace POLY_ISA
#endif
