// Sixteen rows side by side: what was a row becomes a lane, so that a convolution along the rows is one over whole vectors.
#ifndef POLYINFER_OPS_TURN_H_
#define POLYINFER_OPS_TURN_H_
#include "lanes.h"

namespace POLY_ISA {

/** Rows of a block. */
constexpr int kBlock = 16;
/** Vectors of 32-bit numbers for one column of a block. */
constexpr int kColumnVectors = kBlock / kLongs;

/** Eight numbers of line `i` of those that the `v`th vector of a column holds. */
POLY_INLINE Bytes load_line(const int16_t* lines, ptrdiff_t step, int v, int i) {
  const int16_t* at = lines + (4 * v + i) * step;
#if defined(__AVX2__)
  return (Bytes)join(load<i16x8>(at), load<i16x8>(at + 8 * step));
#else
  return (Bytes)load<i16x8>(at);
#endif
}

/** Half by half: the channels of two pixels of `STEP` channels, two pixels of a channel side by side. */
template <int STEP>
POLY_INLINE Bytes pair_up(Bytes v) {
  const Words w = (Words)v;
  if (STEP == 1) return v;
#if defined(__AVX2__)
  if (STEP == 3) return (Bytes)POLY_SHUFFLE(w, w, 0, 3, 1, 4, 2, 5, 6, 7, 8, 11, 9, 12, 10, 13, 14, 15);
  return (Bytes)POLY_SHUFFLE(w, w, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
#else
  if (STEP == 3) return (Bytes)POLY_SHUFFLE(w, w, 0, 3, 1, 4, 2, 5, 6, 7);
  return (Bytes)POLY_SHUFFLE(w, w, 0, 4, 1, 5, 2, 6, 3, 7);
#endif
}

/**
 * Sixteen lines of pixels of `STEP` numbers as columns: `turned[((pair * STEP + channel) * 16 + lane)]` holds two pixels of
 * one line. Which line is which lane, `store_rows` knows. Reads up to 8 numbers beyond `pairs` and writes up to 4 columns more.
 */
template <int STEP>
static void turn(const int16_t* lines, ptrdiff_t line_step, int pairs, int32_t* turned) {
  constexpr int kNumbers = STEP == 3 ? 6 : 8, kColumns = STEP == 3 ? 3 : 4, kPairs = STEP == 1 ? 4 : 1;
  for (int j = 0; j < pairs; j += kPairs, lines += kNumbers, turned += kColumns * kBlock)
    for (int v = 0; v < kColumnVectors; v++) {
      const Bytes a = pair_up<STEP>(load_line(lines, line_step, v, 0)), b = pair_up<STEP>(load_line(lines, line_step, v, 1)),
                  c = pair_up<STEP>(load_line(lines, line_step, v, 2)), d = pair_up<STEP>(load_line(lines, line_step, v, 3));
      const Bytes p = zip_low_32(a, b), q = zip_low_32(c, d), r = zip_high_32(a, b), s = zip_high_32(c, d);
      int32_t* o = turned + v * kLongs;
      store(o, zip_low_64(p, q));
      store(o + kBlock, zip_high_64(p, q));
      store(o + 2 * kBlock, zip_low_64(r, s));
      if (kColumns == 4) store(o + 3 * kBlock, zip_high_64(r, s));
    }
}

POLY_INLINE void store_row(Bytes v, uint8_t* const* rows, int row, ptrdiff_t at) {
#if defined(__AVX2__)
  const i32x8 w = (i32x8)v;
  store(rows[row] + at, low(w));
  store(rows[row + 8] + at, high(w));
#else
  store(rows[row] + at, v);
#endif
}

/** Sixteen columns of a block, saturated to 0..255, as sixteen bytes of each of its rows at `at`. */
POLY_INLINE void store_rows(const Words (*columns)[kColumnVectors / 2], uint8_t* const* rows, ptrdiff_t at) {
  for (int h = 0; h < kColumnVectors / 2; h++) {
    Bytes v[8], l[4], u[4];
    for (int i = 0; i < 8; i++) v[i] = pack_unsigned(columns[i][h], columns[i + 8][h]);
    for (int i = 0; i < 4; i++) {
      l[i] = zip_low_8(v[2 * i], v[2 * i + 1]);
      u[i] = zip_high_8(v[2 * i], v[2 * i + 1]);
    }
    const Bytes a[4] = {zip_low_16(l[0], l[1]), zip_low_16(l[2], l[3]), zip_low_16(u[0], u[1]), zip_low_16(u[2], u[3])};
    const Bytes b[4] = {zip_high_16(l[0], l[1]), zip_high_16(l[2], l[3]), zip_high_16(u[0], u[1]), zip_high_16(u[2], u[3])};
    for (int i = 0; i < 2; i++) {
      const Bytes* from = i == 0 ? a : b;
      const Bytes p = zip_low_32(from[0], from[1]), q = zip_low_32(from[2], from[3]);
      const Bytes r = zip_high_32(from[0], from[1]), s = zip_high_32(from[2], from[3]);
      const int row = 8 * h + 4 * i;
      store_row(zip_low_64(p, q), rows, row, at);
      store_row(zip_high_64(p, q), rows, row + 1, at);
      store_row(zip_low_64(r, s), rows, row + 2, at);
      store_row(zip_high_64(r, s), rows, row + 3, at);
    }
  }
}

}  // namespace POLY_ISA
#endif
