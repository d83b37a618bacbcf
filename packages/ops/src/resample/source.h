// A picture as kernels read it, and the planes of one row that they make of it.
#ifndef POLYINFER_OPS_SOURCE_H_
#define POLYINFER_OPS_SOURCE_H_
#include "three_bytes.h"

namespace POLY_ISA {

/** Channel c of pixel (x, y) is `data[y * row_step + x * pixel_step + c * channel_step]`. */
struct Source {
  const uint8_t* data;
  ptrdiff_t row_step;
  int pixel_step, channel_step, width, height;

  POLY_INLINE_MEMBER const uint8_t* row(int y) const { return data + y * row_step; }
  /** Whether a few bytes behind the last pixel of row `y` may be read: those of the next row. */
  POLY_INLINE_MEMBER bool may_read_on(int y) const { return row_step >= 16 && y + 1 < height; }
};

/** One channel of a target row, in bytes. */
struct ByteLane {
  uint8_t* to;

  POLY_INLINE_MEMBER void put_16(int x, i16x16 v) const { store(to + x, pack_bytes(v)); }
  POLY_INLINE_MEMBER void put_one(int x, int v) const { to[x] = (uint8_t)v; }
};

/**
 * One target row, a plane for each source channel: what a row reader puts its pixels into. Any other receiver of rows has
 * the same members; numbers are 0 to 255, and up to 64 elements beyond the width, and a fourth plane, may be written here but nowhere else.
 */
struct Planes {
  uint8_t* first;
  int step, count;

  POLY_INLINE_MEMBER uint8_t* at(int c) const { return first + (ptrdiff_t)c * step; }
  POLY_INLINE_MEMBER ByteLane lane(int c) const { return {at(c)}; }
  /** Eight pixels from x on; byte c of each word is channel c. */
  POLY_INLINE_MEMBER void put_words(int x, u32x8 words) const {
    const u8x16 ab = pack_bytes(pack_all((i32x8)(words & 255), (i32x8)(words >> 8 & 255)));
    const u8x16 cd = pack_bytes(pack_all((i32x8)(words >> 16 & 255), (i32x8)(words >> 24)));
    store(at(0) + x, low(ab));
    store(at(1) + x, high(ab));
    store(at(2) + x, low(cd));
    store(at(3) + x, high(cd));
  }
  /** Sixteen pixels of three channels. */
  POLY_INLINE_MEMBER void put_16(int x, u8x16 a, u8x16 b, u8x16 c) const {
    store(at(0) + x, a);
    store(at(1) + x, b);
    store(at(2) + x, c);
  }
  /** Sixteen pixels of 3 bytes. */
  POLY_INLINE_MEMBER void put_pixels(int x, const uint8_t* s) const {
    u8x16 a, b, c;
    split_three(s, &a, &b, &c);
    put_16(x, a, b, c);
  }
  /** Eight pixels from x on, as 16-bit numbers: the first two channels in `ab`, the lower halves first, and one or two more. */
  POLY_INLINE_MEMBER void put_quads(int x, i32x8 ab, i32x8 cd) const {
    const u8x16 two = pack_bytes(pack_all(ab & 0xffff, ab >> 16));
    store(at(0) + x, low(two));
    store(at(1) + x, high(two));
    const u8x16 more = pack_bytes(pack_all(cd & 0xffff, cd >> 16));
    store(at(2) + x, low(more));
    store(at(3) + x, high(more));
  }
};

}  // namespace POLY_ISA
#endif
