// Scores as keys that vectors compare: a later class wins where its key is above the best one so far.
#ifndef POLYINFER_OPS_CLASS_ORDER_H_
#define POLYINFER_OPS_CLASS_ORDER_H_
#include "../../native/simd.h"

namespace POLY_ISA {

// Compilers take vectors apart that are wider than the registers, and selections among them lane by lane.
#if defined(__AVX2__)
typedef f32x8 ScoreFloats;
typedef i32x8 ScoreWords;
typedef i16x16 ScoreHalves;
#else
typedef f32x4 ScoreFloats;
typedef i32x4 ScoreWords;
typedef i16x8 ScoreHalves;
#endif

/** float32 compares as it is: nothing is above NaN, and NaN is above nothing. */
struct FloatOrder {
  typedef float Element;
  typedef float Key;
  typedef int32_t Index;
  typedef ScoreFloats Keys;
  typedef ScoreWords Indices;
  static const int kLanes = sizeof(Keys) / sizeof(Key);
  static const Index kLowestIndex = -2147483647 - 1;

  static POLY_INLINE_MEMBER Key first_key(Element x) { return x; }
  static POLY_INLINE_MEMBER Key key(Element x) { return x; }
  static POLY_INLINE_MEMBER Keys keys(const Element* from) { return load<Keys>(from); }
};

/** float16 as integers of its order, both zeros the same. NaN is the highest as the first class, the lowest as another. */
struct HalfOrder {
  typedef uint16_t Element;
  typedef int16_t Key;
  typedef int16_t Index;
  typedef ScoreHalves Keys;
  typedef ScoreHalves Indices;
  static const int kLanes = sizeof(Keys) / sizeof(Key);
  static const Index kLowestIndex = -32768;
  static const int kInfinity = 0x7c00;

  static POLY_INLINE_MEMBER Key first_key(Element x) { return (x & 0x7fff) > kInfinity ? (Key)32767 : key(x); }
  static POLY_INLINE_MEMBER Key key(Element x) {
    const int size = x & 0x7fff;
    return size > kInfinity ? (Key)-32768 : x & 0x8000 ? (Key)-size : (Key)size;
  }
  static POLY_INLINE_MEMBER Keys keys(const Element* from) {
    const Keys bits = load<Keys>(from), sign = bits >> 15, size = bits & 0x7fff;
    return size > (int16_t)kInfinity ? Keys{} + (int16_t)-32768 : (size ^ sign) - sign;
  }
};

POLY_INLINE f32x4 half_turn(f32x4 v) { return POLY_SHUFFLE(v, v, 2, 3, 0, 1); }
POLY_INLINE i32x4 half_turn(i32x4 v) { return POLY_SHUFFLE(v, v, 2, 3, 0, 1); }
POLY_INLINE i16x8 half_turn(i16x8 v) { return POLY_SHUFFLE(v, v, 4, 5, 6, 7, 0, 1, 2, 3); }
POLY_INLINE f32x4 swap_pairs(f32x4 v) { return POLY_SHUFFLE(v, v, 1, 0, 3, 2); }
POLY_INLINE i32x4 swap_pairs(i32x4 v) { return POLY_SHUFFLE(v, v, 1, 0, 3, 2); }
POLY_INLINE i16x8 swap_pairs(i16x8 v) { return POLY_SHUFFLE(v, v, 1, 0, 3, 2, 5, 4, 7, 6); }

template <class V>
POLY_INLINE V higher(V a, V b) {
  return b > a ? b : a;
}

/** The highest lane, in the first one. */
POLY_INLINE float highest(f32x4 v) {
  v = higher(v, half_turn(v));
  return higher(v, swap_pairs(v))[0];
}
POLY_INLINE int32_t highest(i32x4 v) {
  v = higher(v, half_turn(v));
  return higher(v, swap_pairs(v))[0];
}
POLY_INLINE int16_t highest(i16x8 v) {
  v = higher(v, half_turn(v));
  v = higher(v, POLY_SHUFFLE(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
  return higher(v, swap_pairs(v))[0];
}
#if defined(__AVX2__)
POLY_INLINE float highest(f32x8 v) {
  return highest(higher(POLY_SHUFFLE(v, v, 0, 1, 2, 3), POLY_SHUFFLE(v, v, 4, 5, 6, 7)));
}
POLY_INLINE int32_t highest(i32x8 v) { return highest(higher(low(v), high(v))); }
POLY_INLINE int16_t highest(i16x16 v) { return highest(higher(low(v), high(v))); }
#endif

}  // namespace POLY_ISA
#endif
