// What every kernel that makes a tensor or picture of 8-bit planes does with a target row, by the words of its plan.
#ifndef POLYINFER_OPS_TARGET_ROW_H_
#define POLYINFER_OPS_TARGET_ROW_H_
#include "../../native/kernel.h"
#include "write_row.h"

namespace POLY_ISA {

/** Element types, as plans number them. */
enum Dtype { kFloat32, kUint8, kFloat16, kInt8 };
/** How levels become elements: as they are, by `scale` and `shift`, or by a table. */
enum Numbers { kAsTheyAre, kByScale, kByTable };

/** The channels of a target: words of the plan, one a channel. */
struct Channels {
  int count;
  /** The plane that feeds each; float32 numbers; elements of the margin, in their lowest bytes. */
  const int32_t *map, *scale, *shift, *around;

  static POLY_INLINE_MEMBER float number_of(const int32_t* word) {
    float f;
    __builtin_memcpy(&f, word, sizeof f);
    return f;
  }
  template <class T>
  POLY_INLINE_MEMBER NumberLane<T> lane(const Target<T>& target, int c) const {
    return {target.first + c * target.channel_step, number_of(scale + c), number_of(shift + c)};
  }
  /** Receives rows for a tensor whose planes are the picture's three, in any order: read and written in one step. */
  template <class T>
  POLY_INLINE_MEMBER NumberPlanes<T> planes(const Target<T>& target) const {
    int place[4] = {};
    for (int c = 0; c < 3; c++) place[map[c]] = c;
    return {lane(target, place[0]), lane(target, place[1]), lane(target, place[2])};
  }
};

static inline void write_as_they_are(const Channels& channels, const Planes& planes, const Target<uint8_t>& target) {
  const int32_t* map = channels.map;
  if (channels.count == 3 && target.pixel_step == 3)
    return interleave_three(planes.at(map[0]), planes.at(map[1]), planes.at(map[2]), target.first, target.width);
  if (channels.count == 4 && target.pixel_step == 4)
    return interleave_four(planes.at(map[0]), planes.at(map[1]), planes.at(map[2]), planes.at(map[3]), target.first,
                           target.width);
  for (int c = 0; c < channels.count; c++)
    write_bytes(planes.at(map[c]), target.first + c * target.channel_step, target.pixel_step, target.width);
}

/** From pixels of three channels to pixels of three channels in the same order. */
template <class T>
static void write_pixels_of(const Channels& channels, const uint8_t* pixels, const Target<T>& target) {
  float scales[3], shifts[3];
  __builtin_memcpy(scales, channels.scale, sizeof scales);
  __builtin_memcpy(shifts, channels.shift, sizeof shifts);
  write_pixels(pixels, target.first, scales, shifts, target.width);
}

/** By `scale` and `shift`. `pixels`: room for a row of bytes, or null where there is none. */
template <class T>
static void write_by_scale(const Channels& channels, const Planes& planes, uint8_t* pixels, const Target<T>& target) {
  const int32_t* map = channels.map;
  if (pixels && channels.count == 3 && target.pixel_step == 3) {
    interleave_three(planes.at(map[0]), planes.at(map[1]), planes.at(map[2]), pixels, target.width);
    return write_pixels_of(channels, pixels, target);
  }
  for (int c = 0; c < channels.count; c++)
    write_numbers(planes.at(map[c]), channels.lane(target, c), target.pixel_step, target.width);
}

/** `levels`: 256 elements a channel. */
template <class T>
static void write_by_table(const Channels& channels, const Planes& planes, const T* levels, const Target<T>& target) {
  for (int c = 0; c < channels.count; c++)
    write_levels(planes.at(channels.map[c]), target.first + c * target.channel_step, target.pixel_step, levels + 256 * c,
                 target.width);
}

/** `count` pixels of margin from column `x` of a row on. */
template <class T>
static void write_around(const Channels& channels, T* row, ptrdiff_t channel_step, ptrdiff_t step, int x, int count) {
  for (int c = 0; c < channels.count && count > 0; c++) {
    T value;
    __builtin_memcpy(&value, channels.around + c, sizeof value);
    T* o = row + c * channel_step + x * step;
    if (step == 1) fill(o, 1, value, count);
    else fill(o, step, value, count);
  }
}

}  // namespace POLY_ISA
#endif
