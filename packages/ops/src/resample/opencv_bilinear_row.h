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
  /** How many columns may be read as 16 bytes even in the last row. */
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

/** Pixel by pixel two 16-bit numbers of each channel, from two pixels that follow each other. */
template <int STEP>
POLY_INLINE i16x16 load_pairs(const uint8_t* a, const uint8_t* b) {
  constexpr uint8_t S = STEP, N = 128, C = STEP == 4 ? 3 : N, D = STEP == 4 ? 7 : N;
  return swizzle_both(load<u8x16>(a), load<u8x16>(b), u8x16{0, N, S, N, 1, N, 1 + S, N, 2, N, 2 + S, N, C, N, D, N});
}

/** Eight pixels of up to four channels as 16-bit numbers: 0, 1, 4 and 5 in `even`, 2, 3, 6 and 7 in `odd`. */
struct Quads {
  i16x16 even, odd;
};

/** The first pass for eight pixels. */
template <int STEP>
POLY_INLINE Quads blend_eight(const uint8_t* s, const int32_t* x, i32x8 w) {
#define POLY_PAIR(i)                                                                  \
  (dot(load_pairs<STEP>(s + (ptrdiff_t)x[i] * STEP, s + (ptrdiff_t)x[i + 4] * STEP),  \
       (i16x16)shuffle_halves<i, i, i, i>(w, w)) >> 4)
  return {pack_halves(POLY_PAIR(0), POLY_PAIR(1)), pack_halves(POLY_PAIR(2), POLY_PAIR(3))};
#undef POLY_PAIR
}

/** The first two channels of eight pixels, and the other two, as a receiver of rows takes them. */
POLY_INLINE i32x8 first_two(const Quads& v) {
  return shuffle_halves<0, 2, 0, 2>((i32x8)v.even, (i32x8)v.odd);
}
POLY_INLINE i32x8 other_two(const Quads& v) {
  return shuffle_halves<1, 3, 1, 3>((i32x8)v.even, (i32x8)v.odd);
}

POLY_INLINE i16x16 blend_down(i16x16 u, i16x16 a, i16x16 v, i16x16 b) {
  return (multiply_high(u, a) + multiply_high(v, b) + 2) >> 2;
}

/** Both passes at once: eight pixels of a target row from two source rows. */
template <int STEP, class Sink>
POLY_INLINE void blend_square(const uint8_t* upper, const uint8_t* lower, const Pairs& pairs, int x, i16x16 a, i16x16 b,
                              Sink sink) {
  const i32x8 weights = load<i32x8>(pairs.weights + 2 * x);
  const Quads u = blend_eight<STEP>(upper, pairs.columns + x, weights), v = blend_eight<STEP>(lower, pairs.columns + x, weights);
  const Quads both = {blend_down(u.even, a, v.even, b), blend_down(u.odd, a, v.odd, b)};
  sink.put_quads(x, first_two(both), other_two(both));
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
POLY_INLINE void blend_across_eight(const uint8_t* s, const Pairs& pairs, int x, const KeptRows& kept, int16_t* o) {
  const Quads v = blend_eight<STEP>(s, pairs.columns + x, load<i32x8>(pairs.weights + 2 * x));
  const i32x8 ab = first_two(v), cd = other_two(v);
  const i16x16 two = pack_all(ab & 0xffff, ab >> 16), more = pack_all(cd & 0xffff, cd >> 16);
  store(o + x, low(two));
  store(o + kept.step + x, high(two));
  store(o + 2 * (ptrdiff_t)kept.step + x, low(more));
  if (kept.count > 3) store(o + 3 * (ptrdiff_t)kept.step + x, high(more));
}

/** The first pass over pixels of three or four channels, up to column `wide`; gives where it ended. */
template <int STEP>
POLY_INLINE int blend_across(const uint8_t* s, const Pairs& pairs, int wide, const KeptRows& kept, int16_t* o) {
  int x = 0;
  if (wide < 8) return 0;
  for (; x + 8 <= wide; x += 8) blend_across_eight<STEP>(s, pairs, x, kept, o);
  if (x < wide) blend_across_eight<STEP>(s, pairs, wide - 8, kept, o);
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
    const i32x8 sums = dot(widen((u8x16)words), load<i16x16>(pairs.weights + 2 * x)) >> 4;
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
  if (source.channel_step == 1 && kept.count >= 3 && pairs.next == 1) {
    const int wide = source.may_read_on(y) ? pairs.width : pairs.safe;
    if (source.pixel_step == 3) begin = blend_across<3>(s, pairs, wide, kept, rows);
    if (source.pixel_step == 4) begin = blend_across<4>(s, pairs, wide, kept, rows);
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
    lane.put_16(x, blend_down(load<i16x16>(upper + x), va, load<i16x16>(lower + x), vb));
    x += 16;
    if (x < width && x + 16 > width) x = width - 16;
  }
  for (; x < width; x++) lane.put_one(x, blend_down(upper[x], a, lower[x], b));
}

/** One target row. `keeps`: source rows serve several target rows. */
template <class Sink>
static void opencv_bilinear_row(const Source& source, const Between& rows, const Pairs& pairs, bool keeps, KeptRows& kept,
                                Sink sink) {
  if (!keeps && source.channel_step == 1 && sink.count >= 3 && pairs.next == 1) {
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
