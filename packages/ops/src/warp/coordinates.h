// Where the pixels of a target lie in the source: see `coordinates.ts` for the formulas.
#ifndef POLYINFER_OPS_COORDINATES_H_
#define POLYINFER_OPS_COORDINATES_H_
#include "../../native/simd.h"

namespace POLY_ISA {

/** As many numbers as there are in a vector of the instruction set: compilers take wider ones apart badly. */
#if defined(__AVX2__)
typedef double reals __attribute__((vector_size(32)));
typedef i32x4 wholes;
static const int kLanes = 4;
static const reals kFirst = {0, 1, 2, 3};
#else
typedef double reals __attribute__((vector_size(16)));
typedef int32_t wholes __attribute__((vector_size(8)));
static const int kLanes = 2;
static const reals kFirst = {0, 1};
#endif

/** One block of a target row: coordinates of its pixels in the source, in units of 1/32 pixels, or whole ones. */
struct Block {
  int32_t *xs, *ys;
  int count;
};

/** Limited, NaN to `max`, and rounded to even. Adding 1.5 * 2^52 leaves the integer in the lower half of the number. */
POLY_INLINE wholes rounded(reals v, double min, double max) {
  const reals low = reals{} + min, high = reals{} + max;
  v = v < high ? v : high;
  v = v > low ? v : low;
  v += 6755399441055744.0;
#if defined(__AVX2__)
  return POLY_SHUFFLE((i32x8)v, (i32x8)v, 0, 2, 4, 6);
#else
  return POLY_SHUFFLE((i32x4)v, (i32x4)v, 0, 2);
#endif
}

POLY_INLINE reals lanes_from(int i) { return kFirst + (double)i; }

/** Columns from `x0` on, where a block begins. `m` maps target to source. Writes up to 7 numbers too many. */
static void perspective_block(const double* m, double scale, int x0, int y, const Block& block) {
  const reals px = reals{} + (m[0] * x0 + m[1] * y + m[2]), py = reals{} + (m[3] * x0 + m[4] * y + m[5]),
              pw = reals{} + (m[6] * x0 + m[7] * y + m[8]), zero = {};
  for (int i = 0; i < (block.count + 7) / 8 * 8; i += kLanes) {
    const reals at = lanes_from(i), w = pw + m[6] * at;
    const reals s = w != zero ? scale / w : zero;
    store(block.xs + i, rounded((px + m[0] * at) * s, -2147483648.0, 2147483647.0));
    store(block.ys + i, rounded((py + m[3] * at) * s, -2147483648.0, 2147483647.0));
  }
}

/** The same of an affine matrix. */
static void affine_block(const double* m, bool is_whole, int x0, int y, const Block& block) {
  const double last = 1073741824.0 - 1024;
  const int half = is_whole ? 512 : 16, shift = is_whole ? 10 : 5;
  const wholes row_x = rounded(reals{} + (m[1] * y + m[2]) * 1024, -last, last) + half,
              row_y = rounded(reals{} + (m[4] * y + m[5]) * 1024, -last, last) + half;
  for (int i = 0; i < (block.count + 7) / 8 * 8; i += kLanes) {
    const reals at = lanes_from(x0 + i);
    store(block.xs + i, (row_x + rounded(m[0] * at * 1024, -last, last)) >> shift);
    store(block.ys + i, (row_y + rounded(m[3] * at * 1024, -last, last)) >> shift);
  }
}

}  // namespace POLY_ISA
#endif
