// The filters that average many source pixels, where a side of the source is two or three times the target's: weights are
// small whole numbers then, and every sum of a target pixel fits in 16 bits. See WholeAntialiasResampler.
#ifndef POLYINFER_OPS_WHOLE_ROW_H_
#define POLYINFER_OPS_WHOLE_ROW_H_
#include "convolve.h"

namespace POLY_ISA {

/** The weights of the source pixels that make one of the target, as `whole-tables.ts` numbers them. */
enum WholeTaps { kBoxOfTwo, kBoxOfThree, kTriangleOfTwo, kTriangleOfThree };

constexpr int kMostWholeTaps = 5;
constexpr int whole_tap_count(WholeTaps taps) {
  return taps == kBoxOfTwo ? 2 : taps == kBoxOfThree ? 3 : taps == kTriangleOfTwo ? 4 : 5;
}
POLY_INLINE int whole_weight(WholeTaps taps, int tap) {
  if (taps < kTriangleOfTwo) return 1;
  const int last = whole_tap_count(taps) - 1, nearest = tap < last - tap ? tap : last - tap;
  return taps == kTriangleOfTwo ? 1 + 2 * nearest : 1 + nearest;
}

/** As `whole-tables.ts` has planned it. */
struct WholeShrink {
  WholeTaps across, down;
  /** The source pixel, which may lie before the row, that is the first of the first target column; how many are needed. */
  int first, pixels;
  /** Bytes from one row of bytes to the next in `memory`. */
  int step;
  /** Of this thread: a line of sums, and rows of bytes. */
  uint8_t* memory;
  int planes;

  static constexpr int kMargin = 64;
  POLY_INLINE_MEMBER int16_t* line() const { return (int16_t*)(memory + kMargin); }
  POLY_INLINE_MEMBER uint8_t* row(int i) const { return memory + kMargin + (ptrdiff_t)(2 + i) * step; }
  /** What comes out, and a row without light. */
  POLY_INLINE_MEMBER uint8_t* means() const { return row(0); }
  POLY_INLINE_MEMBER uint8_t* dark() const { return row(1); }
};

template <WholeTaps TAPS, class V>
POLY_INLINE V whole_sum(const V* t) {
  if (TAPS == kBoxOfTwo) return t[0] + t[1];
  if (TAPS == kBoxOfThree) return t[0] + t[1] + t[2];
  if (TAPS == kTriangleOfTwo) {
    const V inner = t[1] + t[2];
    return (t[0] + t[3] + inner) + (inner + inner);
  }
  const V inner = t[1] + t[2] + t[3];
  return (t[0] + t[4] + t[2]) + (inner + inner);
}

/** `count` sums of bytes that lie above each other. */
template <WholeTaps TAPS>
static __attribute__((noinline)) void whole_down(const uint8_t* const* rows, int count, int16_t* o) {
  constexpr int kTaps = whole_tap_count(TAPS);
  int x = 0;
  while (x + kWords <= count) {
    Words t[kTaps];
    for (int k = 0; k < kTaps; k++) t[k] = widen(rows[k] + x);
    store(o + x, whole_sum<TAPS>(t));
    x += kWords;
    if (x < count && x + kWords > count) x = count - kWords;
  }
  for (; x < count; x++) {
    int t[kTaps];
    for (int k = 0; k < kTaps; k++) t[k] = rows[k][x];
    o[x] = (int16_t)whole_sum<TAPS>(t);
  }
}

/** Half is added, then `n / divisor` is `(n * factor >> 16) >> shift` for all that is at most 256 times the divisor. */
struct WholeDivision {
  int half, factor, shift;
};
POLY_INLINE WholeDivision whole_division(int divisor) {
  int bits = 1;
  while (2 << bits < divisor) bits++;
  return {divisor / 2, ((1 << (15 + bits)) + divisor - 1) / divisor, bits - 1};
}

/** Means of numbers that follow each other, every one of them: `count`, and up to 32 behind them. */
template <WholeTaps TAPS, int STEP>
static __attribute__((noinline)) void whole_across(const int16_t* line, int count, const WholeDivision& by, uint8_t* o) {
  constexpr int kTaps = whole_tap_count(TAPS);
  const Words half = Words{} + (int16_t)by.half, factor = Words{} + (int16_t)by.factor;
  for (int x = 0; x < count; x += kWords) {
    Words t[kTaps];
    for (int k = 0; k < kTaps; k++) t[k] = load<Words>(line + x + k * STEP);
    put_words(o + x, multiply_high(whole_sum<TAPS>(t) + half, factor) >> by.shift);
  }
}

/** One pixel of which some source pixels lie beyond the border, `pixel` being the first in the line. */
static inline void whole_border(const WholeShrink& plan, int step, int width, int down, int pixel) {
  int weight = 0;
  for (int k = 0; k < whole_tap_count(plan.across); k++) {
    const int x = plan.first + pixel + k;
    if (x >= 0 && x < width) weight += whole_weight(plan.across, k);
  }
  const int divisor = down * weight;
  for (int c = 0; c < step; c++) {
    int sum = divisor / 2;
    for (int k = 0; k < whole_tap_count(plan.across); k++)
      sum += whole_weight(plan.across, k) * plan.line()[(pixel + k) * step + c];
    plan.means()[pixel * step + c] = (uint8_t)(sum / divisor);
  }
}

/** Row `y` of the source from pixel `x` on, as pixels of `step` bytes. */
static inline const uint8_t* dense_row(const Source& source, const WholeShrink& plan, int y, int x, int count, int step,
                                       uint8_t* room) {
  const uint8_t* s = source.row(y) + (ptrdiff_t)x * source.pixel_step;
  if (source.channel_step == 1 && source.pixel_step == step) return s;
  for (int i = 0; i < count; i++)
    for (int c = 0; c < plan.planes; c++)
      room[i * step + c] = s[(ptrdiff_t)i * source.pixel_step + (ptrdiff_t)c * source.channel_step];
  return room;
}

/**
 * Means for a target row that begins at source row `first`, which may lie above the picture: pixels of `step` bytes, one for
 * each source pixel that could be the first of a target pixel.
 */
static const uint8_t* whole_row(const Source& source, const WholeShrink& plan, int first, int step) {
  const int begin = plan.first > 0 ? plan.first : 0;
  const int end = plan.first + plan.pixels < source.width ? plan.first + plan.pixels : source.width;
  const int count = (end - begin) * step, taps = whole_tap_count(plan.down);
  const uint8_t* rows[kMostWholeTaps];
  int down = 0, across = 0;
  for (int k = 0; k < taps; k++) {
    const int y = first + k;
    if (y < 0 || y >= source.height) {
      __builtin_memset(plan.dark(), 0, (size_t)count);
      rows[k] = plan.dark();
      continue;
    }
    rows[k] = dense_row(source, plan, y, begin, end - begin, step, plan.row(2 + k));
    down += whole_weight(plan.down, k);
  }
  int16_t* line = plan.line();
  const int before = (begin - plan.first) * step, all = plan.pixels * step;
  for (int i = 0; i < before; i++) line[i] = 0;
  /* Vectors at the end of the line read beyond it. */
  for (int i = before + count; i < all + kWords; i++) line[i] = 0;
  if (plan.down == kBoxOfTwo) whole_down<kBoxOfTwo>(rows, count, line + before);
  else if (plan.down == kBoxOfThree) whole_down<kBoxOfThree>(rows, count, line + before);
  else if (plan.down == kTriangleOfTwo) whole_down<kTriangleOfTwo>(rows, count, line + before);
  else whole_down<kTriangleOfThree>(rows, count, line + before);
  for (int k = 0; k < whole_tap_count(plan.across); k++) across += whole_weight(plan.across, k);
  const WholeDivision by = whole_division(down * across);
  const int means = plan.pixels - whole_tap_count(plan.across) + 1;
#define POLY_WHOLE(TAPS)                                                                  \
  step == 1   ? whole_across<TAPS, 1>(line, means * step, by, plan.means())               \
  : step == 3 ? whole_across<TAPS, 3>(line, means * step, by, plan.means())               \
              : whole_across<TAPS, 4>(line, means * step, by, plan.means())
  if (plan.across == kBoxOfTwo) POLY_WHOLE(kBoxOfTwo);
  else if (plan.across == kBoxOfThree) POLY_WHOLE(kBoxOfThree);
  else if (plan.across == kTriangleOfTwo) POLY_WHOLE(kTriangleOfTwo);
  else POLY_WHOLE(kTriangleOfThree);
#undef POLY_WHOLE
  if (plan.first < 0) whole_border(plan, step, source.width, down, 0);
  if (plan.first + plan.pixels > source.width) whole_border(plan, step, source.width, down, means - 1);
  return plan.means();
}

}  // namespace POLY_ISA
#endif
