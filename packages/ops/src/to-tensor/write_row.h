// Planes of 8 bits into a row of a tensor or picture.
#ifndef POLYINFER_OPS_WRITE_ROW_H_
#define POLYINFER_OPS_WRITE_ROW_H_
#include "../resample/source.h"
#include "numbers.h"

namespace POLY_ISA {

/** A row of the target, `width` pixels from `first` on. */
template <class T>
struct Target {
  T* first;
  /** Elements from one channel to the next, and from one pixel to the next. */
  ptrdiff_t channel_step, pixel_step;
  int width;
};

/** `level * scale + shift` for one channel. */
template <class T>
static void write_numbers(const uint8_t* s, NumberLane<T> lane, ptrdiff_t step, int width) {
  int x = 0;
  if (step == 1 && width >= 16) {
    for (; x + 16 <= width; x += 16) lane.put_16(x, load<u8x16>(s + x));
    if (x < width) lane.put_16(width - 16, load<u8x16>(s + width - 16));
    return;
  }
  for (; x < width; x++) lane.to[x * step] = number((float)s[x] * lane.scale + lane.shift, T{});
}

template <class T>
POLY_INLINE void write_twenty_four(const uint8_t* s, T* o, const f32x8* scales, const f32x8* shifts) {
  const u8x16 v = load<u8x16>(s), w = load<u8x16>(s + 8);
  const f32x8 a = to_floats(widen_low(v)) * scales[0] + shifts[0];
  const f32x8 b = to_floats(widen_high(v)) * scales[1] + shifts[1];
  const f32x8 c = to_floats(widen_high(w)) * scales[2] + shifts[2];
  store_numbers(o, a, b);
  store_numbers(o + 8, b, c);
}

/** {@link write_numbers} for pixels of three channels side by side. */
template <class T>
static void write_pixels(const uint8_t* s, T* o, const float* scale, const float* shift, int width) {
  const int length = 3 * width;
  int i = 0;
  if (length >= 24) {
    f32x8 scales[3], shifts[3];
    for (int k = 0; k < 24; k++) {
      scales[k / 8][k % 8] = scale[k % 3];
      shifts[k / 8][k % 8] = shift[k % 3];
    }
    for (; i + 24 <= length; i += 24) write_twenty_four(s + i, o + i, scales, shifts);
    if (i < length) write_twenty_four(s + length - 24, o + length - 24, scales, shifts);
    return;
  }
  for (; i < length; i++) o[i] = number((float)s[i] * scale[i % 3] + shift[i % 3], T{});
}

/** Three planes as pixels of 3 bytes. */
static inline void interleave_three(const uint8_t* r, const uint8_t* g, const uint8_t* b, uint8_t* o, int width) {
  int x = 0;
  for (; x + 16 <= width; x += 16) {
    constexpr uint8_t N = 128;
    const u8x16 p = load<u8x16>(r + x), q = load<u8x16>(g + x), t = load<u8x16>(b + x);
    store(o + 3 * x, swizzle(p, u8x16{0, N, N, 1, N, N, 2, N, N, 3, N, N, 4, N, N, 5}) |
                         swizzle(q, u8x16{N, 0, N, N, 1, N, N, 2, N, N, 3, N, N, 4, N, N}) |
                         swizzle(t, u8x16{N, N, 0, N, N, 1, N, N, 2, N, N, 3, N, N, 4, N}));
    store(o + 3 * x + 16, swizzle(p, u8x16{N, N, 6, N, N, 7, N, N, 8, N, N, 9, N, N, 10, N}) |
                              swizzle(q, u8x16{5, N, N, 6, N, N, 7, N, N, 8, N, N, 9, N, N, 10}) |
                              swizzle(t, u8x16{N, 5, N, N, 6, N, N, 7, N, N, 8, N, N, 9, N, N}));
    store(o + 3 * x + 32, swizzle(p, u8x16{N, 11, N, N, 12, N, N, 13, N, N, 14, N, N, 15, N, N}) |
                              swizzle(q, u8x16{N, N, 11, N, N, 12, N, N, 13, N, N, 14, N, N, 15, N}) |
                              swizzle(t, u8x16{10, N, N, 11, N, N, 12, N, N, 13, N, N, 14, N, N, 15}));
  }
  for (; x < width; x++) {
    o[3 * x] = r[x];
    o[3 * x + 1] = g[x];
    o[3 * x + 2] = b[x];
  }
}

/** Four planes as pixels of 4 bytes. */
static inline void interleave_four(const uint8_t* r, const uint8_t* g, const uint8_t* b, const uint8_t* a, uint8_t* o, int width) {
  int x = 0;
  for (; x + 16 <= width; x += 16) {
    const u8x16 p = load<u8x16>(r + x), q = load<u8x16>(g + x), t = load<u8x16>(b + x), u = load<u8x16>(a + x);
    const u8x16 pq = POLY_SHUFFLE(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const u8x16 tu = POLY_SHUFFLE(t, u, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const u8x16 qp = POLY_SHUFFLE(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const u8x16 ut = POLY_SHUFFLE(t, u, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    store(o + 4 * x, POLY_SHUFFLE((i16x8)pq, (i16x8)tu, 0, 8, 1, 9, 2, 10, 3, 11));
    store(o + 4 * x + 16, POLY_SHUFFLE((i16x8)pq, (i16x8)tu, 4, 12, 5, 13, 6, 14, 7, 15));
    store(o + 4 * x + 32, POLY_SHUFFLE((i16x8)qp, (i16x8)ut, 0, 8, 1, 9, 2, 10, 3, 11));
    store(o + 4 * x + 48, POLY_SHUFFLE((i16x8)qp, (i16x8)ut, 4, 12, 5, 13, 6, 14, 7, 15));
  }
  for (; x < width; x++) {
    o[4 * x] = r[x];
    o[4 * x + 1] = g[x];
    o[4 * x + 2] = b[x];
    o[4 * x + 3] = a[x];
  }
}

/** The value that a table gives each level. */
template <class T>
static void write_levels(const uint8_t* s, T* o, ptrdiff_t step, const T* levels, int width) {
  for (int x = 0; x < width; x++) o[x * step] = levels[s[x]];
}

static inline void write_bytes(const uint8_t* s, uint8_t* o, ptrdiff_t step, int width) {
  if (step == 1) __builtin_memcpy(o, s, (size_t)width);
  else
    for (int x = 0; x < width; x++) o[x * step] = s[x];
}

template <class T>
static void fill(T* o, ptrdiff_t step, T value, int count) {
  for (int x = 0; x < count; x++) o[x * step] = value;
}

}  // namespace POLY_ISA
#endif
