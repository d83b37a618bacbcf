// A row of YUV into red, green and blue: see `yuvRowToRgb` for the formula.
#ifndef POLYINFER_OPS_YUV_ROW_H_
#define POLYINFER_OPS_YUV_ROW_H_
#include "../../native/simd.h"

namespace POLY_ISA {

/** A number of `YuvCoefficients`, eight times in memory: GCC puts it there at every use where no register has eight lanes. */
struct YuvNumber {
  int32_t n[8];

  void set(int32_t value) {
    for (int i = 0; i < 8; i++) n[i] = value;
  }
  POLY_INLINE_MEMBER i32x8 all() const { return load<i32x8>(n); }
};

/** `YuvCoefficients`. */
struct YuvNumbers {
  YuvNumber black, luma, red_of_v, green_of_v, green_of_u, blue_of_u, half, zero_chroma;

  explicit YuvNumbers(const int32_t* plan) {
    YuvNumber* const numbers[] = {&black, &luma, &red_of_v, &green_of_v, &green_of_u, &blue_of_u};
    for (int i = 0; i < 6; i++) numbers[i]->set(plan[i]);
    half.set(1 << 19);
    zero_chroma.set(128);
  }
};

/** What U and V add to each channel, and one half: for every sample of a row. */
struct ChromaTerms {
  int32_t *red, *green, *blue;
};

POLY_INLINE void chroma_eight(i32x8 u, i32x8 v, const YuvNumbers& k, const ChromaTerms& out, int x) {
  const i32x8 a = u - k.zero_chroma.all(), b = v - k.zero_chroma.all(), half = k.half.all();
  store(out.red + x, b * k.red_of_v.all() + half);
  store(out.green + x, a * k.green_of_u.all() + b * k.green_of_v.all() + half);
  store(out.blue + x, a * k.blue_of_u.all() + half);
}

POLY_INLINE void chroma_sixteen(u8x16 u, u8x16 v, const YuvNumbers& k, const ChromaTerms& out, int x) {
  chroma_eight(widen_low(u), widen_low(v), k, out, x);
  chroma_eight(widen_high(u), widen_high(v), k, out, x + 8);
}

/** Of samples that lie `step` bytes apart: 1, or 2 where U and V are interleaved. */
static void chroma_terms(const uint8_t* u, const uint8_t* v, int step, int count, const YuvNumbers& k, const ChromaTerms& out) {
  int x = 0;
  for (; x + 16 <= count; x += 16) {
    if (step == 1) {
      chroma_sixteen(load<u8x16>(u + x), load<u8x16>(v + x), k, out, x);
      continue;
    }
    const u8x16 a = load<u8x16>(u + 2 * x), b = load<u8x16>(u + 2 * x + 16);
    chroma_sixteen(POLY_SHUFFLE(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
                   POLY_SHUFFLE(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), k, out, x);
  }
  for (; x < count; x++) {
    const int32_t a = u[x * step] - 128, b = v[x * step] - 128, half = k.half.n[0];
    out.red[x] = b * k.red_of_v.n[0] + half;
    out.green[x] = a * k.green_of_u.n[0] + b * k.green_of_v.n[0] + half;
    out.blue[x] = a * k.blue_of_u.n[0] + half;
  }
}

POLY_INLINE int level_of(int32_t sum) {
  const int32_t level = sum >> 20;
  return level < 0 ? 0 : level > 255 ? 255 : level;
}

template <class Sink>
POLY_INLINE void yuv_some(const uint8_t* y, const ChromaTerms& c, int phase, int from, int to, const YuvNumbers& k, Sink sink) {
  for (int x = from; x < to; x++) {
    const int32_t above = y[x] - k.black.n[0], luma = (above < 0 ? 0 : above) * k.luma.n[0];
    const int at = (x + phase) >> 1;
    sink.lane(0).put_one(x, level_of(luma + c.red[at]));
    sink.lane(1).put_one(x, level_of(luma + c.green[at]));
    sink.lane(2).put_one(x, level_of(luma + c.blue[at]));
  }
}

/**
 * Sixteen levels from brightness and eight chroma terms. `first` holds pixels 0 to 3 and 8 to 11, `second` the others, so
 * that packing half by half puts them in order.
 */
POLY_INLINE u8x16 sixteen_levels(i32x8 first, i32x8 second, const int32_t* terms) {
  const i32x8 c = load<i32x8>(terms);
  const i32x8 p = (first + twice_first(c)) >> 20;
  const i32x8 q = (second + twice_last(c)) >> 20;
  return pack_bytes(pack_halves(p, q));
}

template <class Sink>
POLY_INLINE void yuv_sixteen(const uint8_t* y, const ChromaTerms& c, int phase, int x, const YuvNumbers& k, Sink sink) {
  const i32x4 bytes = (i32x4)load<u8x16>(y + x);
  const u8x16 turned = (u8x16)POLY_SHUFFLE(bytes, bytes, 0, 2, 1, 3);
  const i32x8 p = widen_low(turned) - k.black.all(), q = widen_high(turned) - k.black.all();
  const i32x8 first = (p & ~(p >> 31)) * k.luma.all(), second = (q & ~(q >> 31)) * k.luma.all();
  const int at = (x + phase) >> 1;
  sink.put_16(x, sixteen_levels(first, second, c.red + at), sixteen_levels(first, second, c.green + at),
              sixteen_levels(first, second, c.blue + at));
}

/** Pixel x takes the terms at `(x + phase) >> 1`. */
template <class Sink>
POLY_INLINE void yuv_row(const uint8_t* y, const ChromaTerms& c, int phase, int width, const YuvNumbers& k, Sink sink) {
  yuv_some(y, c, phase, 0, phase, k, sink);
  int x = phase;
  for (; x + 16 <= width; x += 16) yuv_sixteen(y, c, phase, x, k, sink);
  if (x > phase && x < width) {
    /* Sixteen once more, from where a pair begins. */
    x = width - 16 - ((width - phase) & 1);
    yuv_sixteen(y, c, phase, x, k, sink);
    x += 16;
  }
  yuv_some(y, c, phase, x, width, k, sink);
}

}  // namespace POLY_ISA
#endif
