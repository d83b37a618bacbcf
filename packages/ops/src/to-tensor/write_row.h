// Planes of 8 bits into a row of a tensor or picture.
#ifndef POLYINFER_OPS_WRITE_ROW_H_
#define POLYINFER_OPS_WRITE_ROW_H_
#include "../../native/simd.h"

namespace POLY_ISA {

/** Numbers of TensorFormat's `dtype` in a plan. */
enum Dtype { kFloat32, kUint8, kFloat16, kInt8 };

/** A row of the target, `width` pixels from `first` on. */
struct Target {
  uint8_t* first;
  /** Elements from one channel to the next, and from one pixel to the next. */
  ptrdiff_t channel_step, pixel_step;
};

POLY_INLINE void scale_sixteen(float* o, u8x16 v, float scale, float shift) {
  store(o, convert<f32x8>(convert<i32x8>(low(v))) * scale + shift);
  store(o + 8, convert<f32x8>(convert<i32x8>(high(v))) * scale + shift);
}

/** `pixel * scale + shift`, both steps rounded. */
static void write_floats(const uint8_t* s, float* o, ptrdiff_t step, float scale, float shift, int width) {
  int x = 0;
  if (step == 1) {
    for (; x + 16 <= width; x += 16) scale_sixteen(o + x, load<u8x16>(s + x), scale, shift);
    if (x > 0 && x < width) {
      scale_sixteen(o + width - 16, load<u8x16>(s + width - 16), scale, shift);
      return;
    }
  }
  for (; x < width; x++) o[x * step] = (float)s[x] * scale + shift;
}

/** Three planes as pixels of 3 bytes. */
static void interleave_three(const uint8_t* r, const uint8_t* g, const uint8_t* b, uint8_t* o, int width) {
  int x = 0;
  for (; x + 16 <= width; x += 16) {
    const u8x16 z = {}, p = load<u8x16>(r + x), q = load<u8x16>(g + x), t = load<u8x16>(b + x);
#define N 16
    store(o + 3 * x, POLY_SHUFFLE(p, z, 0, N, N, 1, N, N, 2, N, N, 3, N, N, 4, N, N, 5) |
                         POLY_SHUFFLE(q, z, N, 0, N, N, 1, N, N, 2, N, N, 3, N, N, 4, N, N) |
                         POLY_SHUFFLE(t, z, N, N, 0, N, N, 1, N, N, 2, N, N, 3, N, N, 4, N));
    store(o + 3 * x + 16, POLY_SHUFFLE(p, z, N, N, 6, N, N, 7, N, N, 8, N, N, 9, N, N, 10, N) |
                              POLY_SHUFFLE(q, z, 5, N, N, 6, N, N, 7, N, N, 8, N, N, 9, N, N, 10) |
                              POLY_SHUFFLE(t, z, N, 5, N, N, 6, N, N, 7, N, N, 8, N, N, 9, N, N));
    store(o + 3 * x + 32, POLY_SHUFFLE(p, z, N, 11, N, N, 12, N, N, 13, N, N, 14, N, N, 15, N, N) |
                              POLY_SHUFFLE(q, z, N, N, 11, N, N, 12, N, N, 13, N, N, 14, N, N, 15, N) |
                              POLY_SHUFFLE(t, z, 10, N, N, 11, N, N, 12, N, N, 13, N, N, 14, N, N, 15));
#undef N
  }
  for (; x < width; x++) {
    o[3 * x] = r[x];
    o[3 * x + 1] = g[x];
    o[3 * x + 2] = b[x];
  }
}

template <class T>
static void write_levels(const uint8_t* s, T* o, ptrdiff_t step, const T* levels, int width) {
  for (int x = 0; x < width; x++) o[x * step] = levels[s[x]];
}

static void write_bytes(const uint8_t* s, uint8_t* o, ptrdiff_t step, int width) {
  if (step == 1) __builtin_memcpy(o, s, (size_t)width);
  else
    for (int x = 0; x < width; x++) o[x * step] = s[x];
}

template <class T>
static void fill(uint8_t* first, ptrdiff_t step, T value, int count) {
  T* o = (T*)first;
  for (int x = 0; x < count; x++) o[x * step] = value;
}

}  // namespace POLY_ISA
#endif
