// Copies one source pixel for each target pixel: all that is left of a resampling whose weights are 0 and 1.
#ifndef POLYINFER_OPS_GATHER_ROW_H_
#define POLYINFER_OPS_GATHER_ROW_H_
#include "source.h"

namespace POLY_ISA {

POLY_INLINE u32x8 load_words(const uint8_t* s, const int32_t* x, int step) {
#define POLY_WORD(i) load<uint32_t>(s + (ptrdiff_t)x[i] * step)
  return u32x8{POLY_WORD(0), POLY_WORD(1), POLY_WORD(2), POLY_WORD(3),
               POLY_WORD(4), POLY_WORD(5), POLY_WORD(6), POLY_WORD(7)};
#undef POLY_WORD
}

template <class Sink>
static __attribute__((noinline)) void gather_some(const Source& source, const uint8_t* s, const int32_t* columns, int from,
                                                  int to, Sink sink) {
  for (int c = 0; c < sink.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    const auto lane = sink.lane(c);
    for (int x = from; x < to; x++) lane.put_one(x, p[(ptrdiff_t)columns[x] * source.pixel_step]);
  }
}

template <class Sink>
POLY_INLINE int gather_words(const uint8_t* s, const int32_t* columns, int step, int wide, Sink sink) {
  if (wide < 8) return 0;
  for (int x = 0; x + 8 <= wide; x += 8) sink.put_words(x, load_words(s, columns + x, step));
  sink.put_words(wide - 8, load_words(s, columns + wide - 8, step));
  return wide;
}

/**
 * Row `y` of the source into `sink`. The first `safe` columns may be read as words of 4 bytes even in the last row.
 */
template <class Sink>
static void gather_row(const Source& source, int y, const int32_t* columns, int width, int safe, Sink sink) {
  const uint8_t* s = source.row(y);
  const int wide = source.may_read_on(y) ? width : safe;
  int x = 0;
  if (source.channel_step == 1 && sink.count >= 3) {
    if (source.pixel_step == 3) x = gather_words(s, columns, 3, wide, sink);
    else if (source.pixel_step > 3) x = gather_words(s, columns, source.pixel_step, wide, sink);
  }
  gather_some(source, s, columns, x, width, sink);
}

/** {@link gather_row} where target pixel x is source pixel `first` + x. */
template <class Sink>
static void copy_row(const Source& source, int y, int first, int width, Sink sink) {
  const uint8_t* s = source.row(y) + (ptrdiff_t)first * source.pixel_step;
  if (source.pixel_step == 3 && source.channel_step == 1 && sink.count == 3 && width >= 16) {
    int x = 0;
    for (; x + 16 <= width; x += 16) sink.put_pixels(x, s + 3 * x);
    if (x < width) sink.put_pixels(width - 16, s + 3 * (width - 16));
    return;
  }
  if (source.pixel_step == 4 && source.channel_step == 1 && sink.count >= 3 && width >= 8) {
    int x = 0;
    for (; x + 8 <= width; x += 8) sink.put_words(x, load<u32x8>(s + 4 * x));
    if (x < width) sink.put_words(width - 8, load<u32x8>(s + 4 * (width - 8)));
    return;
  }
  for (int c = 0; c < sink.count; c++) {
    const uint8_t* p = s + (ptrdiff_t)c * source.channel_step;
    const auto lane = sink.lane(c);
    int x = 0;
    if (source.pixel_step == 1)
      for (; x + 16 <= width; x += 16) lane.put_16(x, widen(load<u8x16>(p + x)));
    for (; x < width; x++) lane.put_one(x, p[(ptrdiff_t)x * source.pixel_step]);
  }
}

}  // namespace POLY_ISA
#endif
