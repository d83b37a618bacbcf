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

/** One target row, a plane for each source channel. */
struct Planes {
  uint8_t* first;
  int step, count;

  POLY_INLINE_MEMBER uint8_t* at(int c) const { return first + (ptrdiff_t)c * step; }
};

}  // namespace POLY_ISA
#endif
