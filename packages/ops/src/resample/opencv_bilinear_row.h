// `cv2.resize` with INTER_LINEAR, byte for byte: see OpencvBilinearResampler for the formula.
#ifndef POLYINFER_OPS_OPENCV_BILINEAR_ROW_H_
#define POLYINFER_OPS_OPENCV_BILINEAR_ROW_H_
#include "source.h"

namespace POLY_ISA {

/** Along a row: target pixel x is made of source pixels `columns[x]` and `columns[x] + next`, by `weights[2x]` and `[2x + 1]`. */
struct Pairs {
  const int32_t* columns;
  const int16_t* weights;
  /** Pixels from the first of a pair to the second: 1, or 0 where a source has one pixel. */
  int next;
  int width;
  /** How many columns may be read as 8 bytes even in the last row. */
  int safe;
};

/** A target row between two source rows. */
struct Between {
  int row, next, weight, next_weight;
};

/** The last two source rows that went through the first pass: each serves several target rows of a larger picture. */
struct KeptRows {
  /** Room for two rows of `count` planes of `step` numbers. */
  int16_t* memory;
  int step, count;
  int held[2];

  POLY_INLINE_MEMBER int16_t* at(int y) const { return memory + (ptrdiff_t)(y & 1) * step * count; }
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
template <int STEP, class Sink>
POLY_INLINE void blend_square(const uint8_t* upper, const uint8_t* lower, const Pairs& pairs, int x, i16x16 a, i16x16 b,
                              Sink sink) {
  const i16x16 weights = load<i16x16>(pairs.weights + 2 * x);
  i16x16 u, v;
  i32x8 cu, cv;
  blend_eight<STEP>(upper, pairs.columns + x, weights, &u, &cu);
  blend_eight<STEP>(lower, pairs.columns + x, weights, &v, &cv);
  const i16x16 two = (multiply_high(u, a) + multiply_high(v, b) + 2) >> 2;
  const i16x16 both = pack_halves(cu, cv);
  const i16x16 t = multiply_high(both, POLY_SHUFFLE(a, b, 0, 0, 0, 0, 16, 16, 16, 16, 0, 0, 0, 0, 16, 16, 16, 16));
  const i16x8 third = (POLY_SHUFFLE(t, t, 0, 1, 2, 3, 8, 9, 10, 11) + POLY_SHUFFLE(t, t, 4, 5, 6, 7, 12, 13, 14, 15) + 2) >> 2;
  sink.put_8(x, two, third);
}

POLY_INLINE int blend(int a, int p, int b, int q) { return (a * p + b * q) >> 4; }
POLY_INLINE int blend_down(int u, int a, int v, int b) { return (((u * a) >> 16) + ((v * b) >> 16) + 2) >> 2; }

template <int STEP, class Sink>
POLY_INLINE void blend_squares(const Source& source, const Between& rows, const Pairs& pairs, Sink sink) {
  const uint8_t *upper = source.row(rows.row), *lower = source.row(rows.next);
  const int a = rows.weight, b = rows.next_weight;
  const int wide = source.may_read_on(rows.row > rows.next ? rows.row : rows.next) ? pairs.width : pairs.safe;
  int x = 0;
  if (wide >= 8) {
    const i16x16 va = i16x16{} + (int16_t)a, vb = i16x16{} + (int16_t)b;
    for (; x + 8 <= wide; x += 8) blend_square<STEP>(upper, lower, pairs, x, va, vb, sink);
    if (x < wide) blend_square<STEP>(upper, lower, pairs, wide - 8, va, vb, sink);
    x = wide;
  }
  for (int c = 0; c < sink.count; c++) {
    const auto lane = sink.lane(c);
    for (int i = x; i < pairs.width; i++) {
      const ptrdiff_t at = (ptrdiff_t)pairs.columns[i] * STEP + c;
      const int p = pairs.weights[2 * i], q = pairs.weights[2 * i + 1];
      const int u = blend(upper[at], p, upper[at + STEP], q), v = blend(lower[at], p, lower[at + STEP], q);
      lane.put_one(i, blend_down(u, a, v, b));
    }
  }
}

template <int STEP>
POLY_INLINE void blend_across_eight(const uint8_t* s, const Pairs& pairs, int x, int16_t* o, int step) {
  i16x16 ab;
  i32x8 c;
  blend_eight<STEP>(s, pairs.columns + x, load<i16x16>(pairs.weights + 2 * x), &ab, &c);
  store(o + x, low(ab));
  store(o + step + x, high(ab));
  store(o + 2 * (ptrdiff_t)step + x, low(pack_all(c, c)));
}

/** The first pass over pixels of three channels, up to column `wide`; gives where it ended. */
template <int STEP>
POLY_INLINE int blend_across(const uint8_t* s, const Pairs& pairs, int wide, int16_t* o, int step) {
  int x = 0;
  if (wide < 8) return 0;
  for (; x + 8 <= wide; x += 8) blend_across_eight<STEP>(s, pairs, x, o, step);
  if (x < wide) blend_across_eight<STEP>(s, pairs, wide - 8, o, step);
  return wide;
}

/** The first pass over one channel whose pixels lie side by side. */
POLY_INLINE int blend_plane_across(const uint8_t* s, const Pairs& pairs, int16_t* o) {
  int x = 0;
  for (; x + 8 <= pairs.width; x += 8) {
    const int32_t* at = pairs.columns + x;
    uint16_t w[8];
    for (int i = 0; i < 8; i++) __builtin_memcpy(w + i, s + at[i], 2);
    const u16x8 words = {w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]};
    const i32x8 sums = dot(convert<i16x16>((u8x16)words), load<i16x16>(pairs.weights + 2 * x)) >> 4;
    store(o + x, low(pack_all(sums, sums)));
  }
  return x;
}

/** Source row `y` after the first pass, in planes. */
static const int16_t* kept_row(KeptRows& kept, const Source& source, const Pairs& pairs, int y) {
  int16_t* rows = kept.at(y);
  if (kept.held[y & 1] == y) return rows;
  kept.held[y & 1] = y;
  const uint8_t* s = source.row(y);
  const ptrdiff_t next = (ptrdiff_t)pairs.next * source.pixel_step;
  int begin = 0;
  if (source.channel_step == 1 && kept.count == 3 && pairs.next == 1) {
    const int wide = source.may_read_on(y) ? pairs.width : pairs.safe;
    if (source.pixel_step == 3) begin = blend_across<3>(s, pairs, wide, rows, kept.step);
    if (source.pixel_step == 4) begin = blend_across<4>(s, pairs, wide, rows, kept.step);
  }
  for (int c = 0; c < kept.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    int16_t* o = rows + (ptrdiff_t)c * kept.step;
    int x = begin;
    if (x == 0 && source.pixel_step == 1 && pairs.next == 1) x = blend_plane_across(p, pairs, o);
    for (; x < pairs.width; x++) {
      const ptrdiff_t at = (ptrdiff_t)pairs.columns[x] * source.pixel_step;
      o[x] = (int16_t)blend(p[at], pairs.weights[2 * x], p[at + next], pairs.weights[2 * x + 1]);
    }
  }
  return rows;
}

/** The second pass: eight or more pixels at a time, those at the end twice. */
template <class Lane>
POLY_INLINE void blend_rows(const int16_t* upper, const int16_t* lower, int a, int b, int width, Lane lane) {
  const i16x16 va = i16x16{} + (int16_t)a, vb = i16x16{} + (int16_t)b;
  int x = 0;
  while (x + 16 <= width) {
    lane.put_16(x, (multiply_high(load<i16x16>(upper + x), va) + multiply_high(load<i16x16>(lower + x), vb) + 2) >> 2);
    x += 16;
    if (x < width && x + 16 > width) x = width - 16;
  }
  for (; x < width; x++) lane.put_one(x, blend_down(upper[x], a, lower[x], b));
}

/** One target row. `keeps`: source rows serve several target rows. */
template <class Sink>
static void opencv_bilinear_row(const Source& source, const Between& rows, const Pairs& pairs, bool keeps, KeptRows& kept,
                                Sink sink) {
  if (!keeps && source.channel_step == 1 && sink.count == 3 && pairs.next == 1) {
    if (source.pixel_step == 3) return blend_squares<3>(source, rows, pairs, sink);
    if (source.pixel_step == 4) return blend_squares<4>(source, rows, pairs, sink);
  }
  const int16_t* upper = kept_row(kept, source, pairs, rows.row);
  const int16_t* lower = kept_row(kept, source, pairs, rows.next);
  for (int c = 0; c < sink.count; c++) {
    const ptrdiff_t plane = (ptrdiff_t)c * kept.step;
    blend_rows(upper + plane, lower + plane, rows.weight, rows.next_weight, pairs.width, sink.lane(c));
  }
}

}  // namespace POLY_ISA
#endif
