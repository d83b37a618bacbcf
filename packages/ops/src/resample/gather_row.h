// Copies one source pixel for each target pixel: all that is left of a resampling whose weights are 0 and 1.
#ifndef POLYINFER_OPS_GATHER_ROW_H_
#define POLYINFER_OPS_GATHER_ROW_H_
#include "source.h"

namespace POLY_ISA {

POLY_INLINE u32x8 load_words(const uint8_t* s, const int32_t* x, int step) {
  uint32_t w[8];
  for (int i = 0; i < 8; i++) __builtin_memcpy(w + i, s + (ptrdiff_t)x[i] * step, 4);
  return u32x8{w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]};
}

template <int STEP, class Sink>
POLY_INLINE int gather_words(const uint8_t* s, const int32_t* columns, int step, int wide, Sink sink) {
  if (STEP != 0) step = STEP;
  if (wide < 8) return 0;
  int x = 0;
  for (; x + 8 <= wide; x += 8) sink.put_words(x, load_words(s, columns + x, step));
  if (x < wide) sink.put_words(wide - 8, load_words(s, columns + wide - 8, step));
  return wide;
}

/**
 * Row `y` of the source into `sink`. The first `safe` columns may be read as words of 4 bytes even in the last row.
 */
template <class Sink>
static void gather_row(const Source& source, int y, const int32_t* columns, int width, int safe, Sink sink) {
  const uint8_t* s = source.row(y);
  const int wide = source.may_read_on(y) ? width : safe;
  int x = 0;
  if (source.channel_step == 1 && sink.count >= 3) {
    if (source.pixel_step == 3) x = gather_words<3>(s, columns, 3, wide, sink);
    else if (source.pixel_step > 3) x = gather_words<0>(s, columns, source.pixel_step, wide, sink);
  }
  for (int c = 0; c < sink.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    const auto lane = sink.lane(c);
    for (int i = x; i < width; i++) lane.put_one(i, p[(ptrdiff_t)columns[i] * source.pixel_step]);
  }
}

#define POLY_NO 16
/** Splits 16 pixels of 3 bytes. Each shuffle has one input and zeroes, which is a single instruction everywhere. */
POLY_INLINE void split_three(const uint8_t* s, u8x16* r, u8x16* g, u8x16* b) {
  const u8x16 z = {}, x = load<u8x16>(s), y = load<u8x16>(s + 16), w = load<u8x16>(s + 32);
#define N POLY_NO
  *r = POLY_SHUFFLE(x, z, 0, 3, 6, 9, 12, 15, N, N, N, N, N, N, N, N, N, N) |
       POLY_SHUFFLE(y, z, N, N, N, N, N, N, 2, 5, 8, 11, 14, N, N, N, N, N) |
       POLY_SHUFFLE(w, z, N, N, N, N, N, N, N, N, N, N, N, 1, 4, 7, 10, 13);
  *g = POLY_SHUFFLE(x, z, 1, 4, 7, 10, 13, N, N, N, N, N, N, N, N, N, N, N) |
       POLY_SHUFFLE(y, z, N, N, N, N, N, 0, 3, 6, 9, 12, 15, N, N, N, N, N) |
       POLY_SHUFFLE(w, z, N, N, N, N, N, N, N, N, N, N, N, 2, 5, 8, 11, 14);
  *b = POLY_SHUFFLE(x, z, 2, 5, 8, 11, 14, N, N, N, N, N, N, N, N, N, N, N) |
       POLY_SHUFFLE(y, z, N, N, N, N, N, 1, 4, 7, 10, 13, N, N, N, N, N, N) |
       POLY_SHUFFLE(w, z, N, N, N, N, N, N, N, N, N, N, 0, 3, 6, 9, 12, 15);
#undef N
}
#undef POLY_NO

template <class Sink>
POLY_INLINE void copy_sixteen(const uint8_t* s, int x, Sink sink) {
  u8x16 r, g, b;
  split_three(s + 3 * x, &r, &g, &b);
  sink.put_16(x, r, g, b);
}

/** {@link gather_row} where target pixel x is source pixel `first` + x. */
template <class Sink>
static void copy_row(const Source& source, int y, int first, int width, Sink sink) {
  const uint8_t* s = source.row(y) + (ptrdiff_t)first * source.pixel_step;
  int x = 0;
  if (source.pixel_step == 3 && source.channel_step == 1 && sink.count == 3 && width >= 16) {
    for (; x + 16 <= width; x += 16) copy_sixteen(s, x, sink);
    if (x < width) copy_sixteen(s, width - 16, sink);
    return;
  }
  for (int c = 0; c < sink.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    const auto lane = sink.lane(c);
    if (source.pixel_step == 1)
      for (; x + 16 <= width; x += 16) lane.put_16(x, convert<i16x16>(load<u8x16>(p + x)));
    for (int i = x; i < width; i++) lane.put_one(i, p[(ptrdiff_t)i * source.pixel_step]);
    x = 0;
  }
}

}  // namespace POLY_ISA
#endif
