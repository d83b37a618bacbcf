// A picture as kernels read it, and the planes of one row that they make of it.
#ifndef POLYINFER_OPS_SOURCE_H_
#define POLYINFER_OPS_SOURCE_H_
#include "../../native/simd.h"

namespace POLY_ISA {

/** Channel c of pixel (x, y) is `data[y * row_step + x * pixel_step + c * channel_step]`. */
struct Source {
  const uint8_t* data;
  ptrdiff_t row_step;
  int pixel_step, channel_step, width, height;

  POLY_INLINE_MEMBER const uint8_t* row(int y) const { return data + y * row_step; }
  /** Whether a few bytes behind the last pixel of row `y` may be read: those of the next row. */
  POLY_INLINE_MEMBER bool may_read_on(int y) const { return row_step >= 8 && y + 1 < height; }
};

/** One channel of a target row, in bytes. */
struct ByteLane {
  uint8_t* to;

  POLY_INLINE_MEMBER void put_16(int x, i16x16 v) const { store(to + x, pack_bytes(v)); }
  POLY_INLINE_MEMBER void put_one(int x, int v) const { to[x] = (uint8_t)v; }
};

/**
 * One target row, a plane for each source channel: what a row reader puts its pixels into. Any other receiver of rows has
 * the same members; numbers are 0 to 255, and up to 64 elements beyond the width may be written here but nowhere else.
 */
struct Planes {
  uint8_t* first;
  int step, count;

  POLY_INLINE_MEMBER uint8_t* at(int c) const { return first + (ptrdiff_t)c * step; }
  POLY_INLINE_MEMBER ByteLane lane(int c) const { return {at(c)}; }
  /** Eight pixels from x on; byte c of each word is channel c. */
  POLY_INLINE_MEMBER void put_words(int x, u32x8 words) const {
    const u8x32 b = (u8x32)words;
    const u8x16 l = POLY_SHUFFLE(b, b, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const u8x16 h = POLY_SHUFFLE(b, b, 16, 20, 24, 28, 17, 21, 25, 29, 18, 22, 26, 30, 19, 23, 27, 31);
    const i32x4 p = (i32x4)l, q = (i32x4)h;
    const u8x16 ab = (u8x16)POLY_SHUFFLE(p, q, 0, 4, 1, 5), cd = (u8x16)POLY_SHUFFLE(p, q, 2, 6, 3, 7);
    store(at(0) + x, low(ab));
    if (count > 1) store(at(1) + x, high(ab));
    if (count > 2) store(at(2) + x, low(cd));
    if (count > 3) store(at(3) + x, high(cd));
  }
  /** Sixteen pixels of three channels. */
  POLY_INLINE_MEMBER void put_16(int x, u8x16 a, u8x16 b, u8x16 c) const {
    store(at(0) + x, a);
    store(at(1) + x, b);
    store(at(2) + x, c);
  }
  /** Eight pixels of three channels: eight of the first, eight of the second in `ab`. */
  POLY_INLINE_MEMBER void put_8(int x, i16x16 ab, i16x8 c) const {
    const u8x16 two = pack_bytes(ab);
    store(at(0) + x, low(two));
    store(at(1) + x, high(two));
    store(at(2) + x, low(pack_bytes(join(c, c))));
  }
};

}  // namespace POLY_ISA
#endif
