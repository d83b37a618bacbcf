// `cv2.resize` with INTER_LINEAR, byte for byte: see OpencvBilinearResampler for the formula.
#ifndef POLYINFER_OPS_OPENCV_BILINEAR_ROW_H_
#define POLYINFER_OPS_OPENCV_BILINEAR_ROW_H_
#include "source.h"

namespace POLY_ISA {

/** Along a row: target pixel x is made of source pixels `columns[x]` and `columns[x] + step`, by `weights[2x]` and `[2x + 1]`. */
struct Pairs {
  const int32_t* columns;
  const int16_t* weights;
  /** Pixels from the first of a pair to the second: 1, or 0 where a source has one pixel. */
  int next;
  int width;
  /** How many columns may be read as 8 bytes even in the last row. */
  int safe;
};

POLY_INLINE u8x16 load_two(const uint8_t* a, const uint8_t* b) {
  uint64_t p, q;
  __builtin_memcpy(&p, a, 8);
  __builtin_memcpy(&q, b, 8);
  return (u8x16)u64x2{p, q};
}

/** Four pairs of pixels: bytes of one channel side by side, the first two channels in `ab`, the third in `c`. */
template <int STEP>
POLY_INLINE void pick_four(const uint8_t* s, const int32_t* x, u8x16* ab, u8x16* c) {
  const u8x16 z = {}, p = load_two(s + (ptrdiff_t)x[0] * STEP, s + (ptrdiff_t)x[1] * STEP),
              q = load_two(s + (ptrdiff_t)x[2] * STEP, s + (ptrdiff_t)x[3] * STEP);
  constexpr int S = STEP;
  const i32x4 u = (i32x4)POLY_SHUFFLE(p, z, 0, S, 8, 8 + S, 1, 1 + S, 9, 9 + S, 2, 2 + S, 10, 10 + S, 16, 16, 16, 16);
  const i32x4 v = (i32x4)POLY_SHUFFLE(q, z, 0, S, 8, 8 + S, 1, 1 + S, 9, 9 + S, 2, 2 + S, 10, 10 + S, 16, 16, 16, 16);
  *ab = (u8x16)POLY_SHUFFLE(u, v, 0, 4, 1, 5);
  *c = (u8x16)POLY_SHUFFLE(u, v, 2, 6, 3, 7);
}

/** The first pass for eight pixels: two channels, eight each, in `ab`; the third, as sums, in `c`. */
template <int STEP>
POLY_INLINE void blend_eight(const uint8_t* s, const int32_t* x, i16x16 weights, i16x16* ab, i32x8* c) {
  u8x16 p, q, r, t;
  pick_four<STEP>(s, x, &p, &q);
  pick_four<STEP>(s, x + 4, &r, &t);
  const i16x16 left = join(low(weights), low(weights)), right = join(high(weights), high(weights));
  const i32x8 u = dot(convert<i16x16>(p), left) >> 4, v = dot(convert<i16x16>(r), right) >> 4;
  *c = dot(convert<i16x16>((u8x16)POLY_SHUFFLE((u64x2)q, (u64x2)t, 0, 2)), weights) >> 4;
  *ab = pack_halves(u, v);
}

/** Both passes at once: eight pixels of a target row from two source rows. */
template <int STEP>
POLY_INLINE void blend_square(const uint8_t* upper, const uint8_t* lower, const Pairs& pairs, int x, i16x16 a, i16x16 b,
                              const Planes& planes) {
  const i16x16 weights = load<i16x16>(pairs.weights + 2 * x);
  i16x16 u, v;
  i32x8 cu, cv;
  blend_eight<STEP>(upper, pairs.columns + x, weights, &u, &cu);
  blend_eight<STEP>(lower, pairs.columns + x, weights, &v, &cv);
  const u8x16 two = convert<u8x16>((multiply_high(u, a) + multiply_high(v, b) + 2) >> 2);
  const i16x16 both = pack_halves(cu, cv);
  const i16x16 t = multiply_high(both, POLY_SHUFFLE(a, b, 0, 0, 0, 0, 16, 16, 16, 16, 0, 0, 0, 0, 16, 16, 16, 16));
  const i16x8 third = (POLY_SHUFFLE(t, t, 0, 1, 2, 3, 8, 9, 10, 11) + POLY_SHUFFLE(t, t, 4, 5, 6, 7, 12, 13, 14, 15) + 2) >> 2;
  store(planes.at(0) + x, low(two));
  store(planes.at(1) + x, high(two));
  store(planes.at(2) + x, convert<u8x8>(third));
}

/** The formula itself, for what is left. */
static void blend_some(const Source& source, const uint8_t* upper, const uint8_t* lower, const Pairs& pairs, int a, int b,
                       int from, const Planes& planes) {
  const ptrdiff_t next = (ptrdiff_t)pairs.next * source.pixel_step;
  for (int c = 0; c < planes.count; c++) {
    const ptrdiff_t channel = (ptrdiff_t)c * source.channel_step;
    uint8_t* o = planes.at(c);
    for (int x = from; x < pairs.width; x++) {
      const ptrdiff_t at = channel + (ptrdiff_t)pairs.columns[x] * source.pixel_step;
      const int p = pairs.weights[2 * x], q = pairs.weights[2 * x + 1];
      const int u = (upper[at] * p + upper[at + next] * q) >> 4, v = (lower[at] * p + lower[at + next] * q) >> 4;
      o[x] = (uint8_t)((((u * a) >> 16) + ((v * b) >> 16) + 2) >> 2);
    }
  }
}

template <int STEP>
POLY_INLINE int blend_squares(const uint8_t* upper, const uint8_t* lower, const Pairs& pairs, int a, int b, int wide,
                              const Planes& planes) {
  const i16x16 va = i16x16{} + (int16_t)a, vb = i16x16{} + (int16_t)b;
  int x = 0;
  for (; x + 8 <= wide; x += 8) blend_square<STEP>(upper, lower, pairs, x, va, vb, planes);
  if (x == 0 || x >= wide) return x;
  blend_square<STEP>(upper, lower, pairs, wide - 8, va, vb, planes);
  return wide;
}

/** One target row from source rows `y` and `next`, weighted by `a` and `b`. */
static void opencv_bilinear_row(const Source& source, int y, int next, int a, int b, const Pairs& pairs, const Planes& planes) {
  const uint8_t *upper = source.row(y), *lower = source.row(next);
  const int wide = source.may_read_on(y > next ? y : next) ? pairs.width : pairs.safe;
  int x = 0;
  if (source.channel_step == 1 && planes.count == 3 && pairs.next == 1) {
    if (source.pixel_step == 3) x = blend_squares<3>(upper, lower, pairs, a, b, wide, planes);
    if (source.pixel_step == 4) x = blend_squares<4>(upper, lower, pairs, a, b, wide, planes);
  }
  blend_some(source, upper, lower, pairs, a, b, x, planes);
}

}  // namespace POLY_ISA
#endif
