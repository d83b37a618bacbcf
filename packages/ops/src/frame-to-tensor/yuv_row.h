// A row of YUV into red, green and blue: see `yuvRowToRgb` for the formula.
#ifndef POLYINFER_OPS_YUV_ROW_H_
#define POLYINFER_OPS_YUV_ROW_H_
#include "../../native/simd.h"

namespace POLY_ISA {

/** `YuvCoefficients`. */
struct YuvNumbers {
  int32_t black, luma, red_of_v, green_of_v, green_of_u, blue_of_u;
};

/** What U and V add to each channel, and one half: for every sample of a row. */
struct ChromaTerms {
  int32_t *red, *green, *blue;
};

static void chroma_terms(const uint8_t* u, const uint8_t* v, int count, const YuvNumbers& k, const ChromaTerms& out) {
  const int32_t half = 1 << 19;
  int x = 0;
  for (; x + 8 <= count; x += 8) {
    const i32x8 a = convert<i32x8>(load<u8x8>(u + x)) - 128, b = convert<i32x8>(load<u8x8>(v + x)) - 128;
    store(out.red + x, b * k.red_of_v + half);
    store(out.green + x, a * k.green_of_u + b * k.green_of_v + half);
    store(out.blue + x, a * k.blue_of_u + half);
  }
  for (; x < count; x++) {
    const int32_t a = u[x] - 128, b = v[x] - 128;
    out.red[x] = b * k.red_of_v + half;
    out.green[x] = a * k.green_of_u + b * k.green_of_v + half;
    out.blue[x] = a * k.blue_of_u + half;
  }
}

POLY_INLINE int level_of(int32_t sum) {
  const int32_t level = sum >> 20;
  return level < 0 ? 0 : level > 255 ? 255 : level;
}

template <class Sink>
POLY_INLINE void yuv_some(const uint8_t* y, const ChromaTerms& c, int phase, int from, int to, const YuvNumbers& k, Sink sink) {
  for (int x = from; x < to; x++) {
    const int32_t above = y[x] - k.black, luma = (above < 0 ? 0 : above) * k.luma;
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
  const i32x8 p = (first + POLY_SHUFFLE(c, c, 0, 0, 1, 1, 4, 4, 5, 5)) >> 20;
  const i32x8 q = (second + POLY_SHUFFLE(c, c, 2, 2, 3, 3, 6, 6, 7, 7)) >> 20;
  return pack_bytes(pack_halves(p, q));
}

template <class Sink>
POLY_INLINE void yuv_sixteen(const uint8_t* y, const ChromaTerms& c, int phase, int x, const YuvNumbers& k, Sink sink) {
  const i32x4 bytes = (i32x4)load<u8x16>(y + x);
  const u8x16 turned = (u8x16)POLY_SHUFFLE(bytes, bytes, 0, 2, 1, 3);
  const i32x8 p = widen_low(turned) - k.black, q = widen_high(turned) - k.black;
  const i32x8 first = (p < 0 ? i32x8{} : p) * k.luma, second = (q < 0 ? i32x8{} : q) * k.luma;
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
