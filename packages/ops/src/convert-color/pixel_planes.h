// Pixels of 4 bytes from and to planes, and gray from red, green and blue.
#ifndef POLYINFER_OPS_PIXEL_PLANES_H_
#define POLYINFER_OPS_PIXEL_PLANES_H_
#include "../resample/gather_row.h"
#include "../to-tensor/write_row.h"

namespace POLY_ISA {

/** Bytes 0 of all words first, then bytes 1 and so on; the same twice gives the words again. */
POLY_INLINE i32x4 turn_bytes(i32x4 words) {
  const u8x16 b = (u8x16)words;
  return (i32x4)POLY_SHUFFLE(b, b, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

/** The transpose of a 4x4 of words. */
POLY_INLINE void turn_words(i32x4* v) {
  const i32x4 a = POLY_SHUFFLE(v[0], v[1], 0, 4, 1, 5), b = POLY_SHUFFLE(v[2], v[3], 0, 4, 1, 5);
  const i32x4 c = POLY_SHUFFLE(v[0], v[1], 2, 6, 3, 7), d = POLY_SHUFFLE(v[2], v[3], 2, 6, 3, 7);
  v[0] = POLY_SHUFFLE(a, b, 0, 1, 4, 5);
  v[1] = POLY_SHUFFLE(a, b, 2, 3, 6, 7);
  v[2] = POLY_SHUFFLE(c, d, 0, 1, 4, 5);
  v[3] = POLY_SHUFFLE(c, d, 2, 3, 6, 7);
}

/** Row `y` of the source from pixel `first` on into planes. */
static inline void read_pixels(const Source& source, int y, int first, int width, const Planes& planes) {
  int x = 0;
  if (source.pixel_step == 4 && source.channel_step == 1 && planes.count == 4) {
    const uint8_t* s = source.row(y) + 4 * (ptrdiff_t)first;
    for (; x + 16 <= width; x += 16) {
      i32x4 v[4];
      for (int i = 0; i < 4; i++) v[i] = turn_bytes(load<i32x4>(s + 4 * x + 16 * i));
      turn_words(v);
      for (int i = 0; i < 4; i++) store(planes.at(i) + x, v[i]);
    }
  }
  const Planes rest = {planes.first + x, planes.step, planes.count};
  if (x < width) copy_row(source, y, first + x, width - x, rest);
}

/** `(9798 red + 19235 green + 3735 blue + 2^14) >> 15` */
static inline void gray_row(const uint8_t* r, const uint8_t* g, const uint8_t* b, uint8_t* o, int width) {
  const i16x16 red_green = {9798, 19235, 9798, 19235, 9798, 19235, 9798, 19235,
                            9798, 19235, 9798, 19235, 9798, 19235, 9798, 19235};
  const i16x16 blue_half = {3735, 1 << 14, 3735, 1 << 14, 3735, 1 << 14, 3735, 1 << 14,
                            3735, 1 << 14, 3735, 1 << 14, 3735, 1 << 14, 3735, 1 << 14};
  const u8x16 one = u8x16{} + 1;
  int x = 0;
  for (; x + 16 <= width; x += 16) {
    const u8x16 p = load<u8x16>(r + x), q = load<u8x16>(g + x), t = load<u8x16>(b + x);
#define POLY_ZIP(v, w, i) \
  POLY_SHUFFLE(v, w, i, i + 16, i + 1, i + 17, i + 2, i + 18, i + 3, i + 19, i + 4, i + 20, i + 5, i + 21, i + 6, i + 22, i + 7, i + 23)
    const i32x8 l = dot(convert<i16x16>(POLY_ZIP(p, q, 0)), red_green) + dot(convert<i16x16>(POLY_ZIP(t, one, 0)), blue_half);
    const i32x8 h = dot(convert<i16x16>(POLY_ZIP(p, q, 8)), red_green) + dot(convert<i16x16>(POLY_ZIP(t, one, 8)), blue_half);
#undef POLY_ZIP
    store(o + x, pack_bytes(pack_all(l >> 15, h >> 15)));
  }
  for (; x < width; x++) o[x] = (uint8_t)((9798 * r[x] + 19235 * g[x] + 3735 * b[x] + (1 << 14)) >> 15);
}

}  // namespace POLY_ISA
#endif
