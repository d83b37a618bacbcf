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

/** Bytes 0 to 3 of eight words: into `planes` from x on. */
POLY_INLINE void store_planes(u32x8 words, const Planes& planes, int x) {
  const u8x32 b = (u8x32)words;
  const u8x16 l = POLY_SHUFFLE(b, b, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const u8x16 h = POLY_SHUFFLE(b, b, 16, 20, 24, 28, 17, 21, 25, 29, 18, 22, 26, 30, 19, 23, 27, 31);
  const i32x4 p = (i32x4)l, q = (i32x4)h;
  const u8x16 first = (u8x16)POLY_SHUFFLE(p, q, 0, 4, 1, 5), second = (u8x16)POLY_SHUFFLE(p, q, 2, 6, 3, 7);
  store(planes.at(0) + x, low(first));
  if (planes.count > 1) store(planes.at(1) + x, high(first));
  if (planes.count > 2) store(planes.at(2) + x, low(second));
  if (planes.count > 3) store(planes.at(3) + x, high(second));
}

static void gather_some(const Source& source, const uint8_t* s, const int32_t* columns, const Planes& planes, int from, int to) {
  for (int c = 0; c < planes.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    uint8_t* o = planes.at(c);
    for (int x = from; x < to; x++) o[x] = p[(ptrdiff_t)columns[x] * source.pixel_step];
  }
}

/**
 * Row `y` of the source into `planes`. The first `safe` columns may be read as words of 4 bytes even in the last row.
 */
static void gather_row(const Source& source, int y, const int32_t* columns, int width, int safe, const Planes& planes) {
  const uint8_t* s = source.row(y);
  const int wide = source.may_read_on(y) ? width : safe;
  int x = 0;
  if (source.channel_step == 1 && source.pixel_step >= 3 && planes.count >= 3)
    for (; x + 8 <= wide; x += 8) store_planes(load_words(s, columns + x, source.pixel_step), planes, x);
  if (x >= 8 && x < wide) {
    store_planes(load_words(s, columns + wide - 8, source.pixel_step), planes, wide - 8);
    x = wide;
  }
  gather_some(source, s, columns, planes, x, width);
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

/** {@link gather_row} where target pixel x is source pixel `first` + x. */
static void copy_row(const Source& source, int y, int first, int width, const Planes& planes) {
  const uint8_t* s = source.row(y) + (ptrdiff_t)first * source.pixel_step;
  int x = 0;
  if (source.pixel_step == 3 && source.channel_step == 1 && planes.count == 3)
    for (; x + 16 <= width; x += 16) {
      u8x16 r, g, b;
      split_three(s + 3 * x, &r, &g, &b);
      store(planes.at(0) + x, r);
      store(planes.at(1) + x, g);
      store(planes.at(2) + x, b);
    }
  for (int c = 0; c < planes.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    uint8_t* o = planes.at(c);
    if (source.pixel_step == 1) {
      __builtin_memcpy(o, p, (size_t)width);
      continue;
    }
    for (int i = x; i < width; i++) o[i] = p[(ptrdiff_t)i * source.pixel_step];
  }
}

}  // namespace POLY_ISA
#endif
