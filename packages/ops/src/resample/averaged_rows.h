// The filters that average many source pixels, a block of rows at a time.
#ifndef POLYINFER_OPS_AVERAGED_ROWS_H_
#define POLYINFER_OPS_AVERAGED_ROWS_H_
#include "convolve.h"

namespace POLY_ISA {

/** As `averaging-tables.ts` has planned it. */
struct Averaging {
  Axis down, across;
  /** Target columns that are turned at a time, whose lines are made at a time, and all; multiples of 16, and of `tile`. */
  int tile, strip, width;
  /** Numbers from one line of a block to the next. */
  int line_step;
  /** Bytes of a plane of a row. */
  int plane_step;
  /** Of this thread: lines of pixels, the same as columns, and rows of `planes` planes. */
  int16_t* lines;
  int32_t* turned;
  uint8_t* rows;
  int planes;
  /** Rows that `rows` has room for. */
  int row_count;

  POLY_INLINE_MEMBER ptrdiff_t row_step() const { return (ptrdiff_t)plane_step * planes; }
  POLY_INLINE_MEMBER uint8_t* row(int y) const { return rows + y * row_step(); }
};

/** Which rows a run has at hand: `rows` holds those from `begin` up to `end`. */
struct RowsAtHand {
  int begin, end;
};

/** Numbers of a pixel in `lines`: the source's own where its bytes can be taken as they are, else one a plane. */
POLY_INLINE int line_pixel(const Source& source, int planes) {
  const int step = source.pixel_step;
  const bool is_dense = source.channel_step == 1 && (step == 3 || step == 4) && planes >= 3 && planes <= step;
  if (is_dense) return step;
  return planes == 1 ? 1 : planes <= 3 ? 3 : 4;
}
POLY_INLINE bool has_bytes_side_by_side(const Source& source, int planes) {
  return source.channel_step == 1 && source.pixel_step == line_pixel(source, planes);
}

/** Source pixels of a tile: from pair `origin` on, `pairs` pairs, the last of which may lie behind the row. */
struct TilePixels {
  int origin, pairs, first, count;
};
POLY_INLINE TilePixels tile_pixels(const Averaging& plan, const Source& source, int begin, int end) {
  const int origin = plan.across.first[begin], pairs = plan.across.first[end - 1] + plan.across.most - origin;
  const int last = 2 * (origin + pairs) < source.width ? 2 * (origin + pairs) : source.width;
  return {origin, pairs, 2 * origin, last - 2 * origin};
}

/** A tile of lines that hold source pixels from `first` on. */
template <class S>
static void tile_across(const Averaging& plan, int step, int first, const TilePixels& tile, int begin, int end,
                        uint8_t* const* rows) {
  const int16_t* lines = plan.lines + (tile.first - first) * step;
#define POLY_ACROSS(STEP, PAIRS) \
  convolve_across<S, STEP, PAIRS>(plan.turned, plan.across, tile.origin, begin, end, plan.planes, rows, plan.plane_step)
#define POLY_STEP(STEP)                                             \
  turn<STEP>(lines, plan.line_step, tile.pairs, plan.turned);       \
  if (plan.across.most == 2) POLY_ACROSS(STEP, 2);                  \
  else if (plan.across.most == 3) POLY_ACROSS(STEP, 3);             \
  else POLY_ACROSS(STEP, 0)
  if (step == 1) {
    POLY_STEP(1);
  } else if (step == 3) {
    POLY_STEP(3);
  } else {
    POLY_STEP(4);
  }
#undef POLY_STEP
#undef POLY_ACROSS
}

/** Rows of a picture from row `first` on; behind its end the last row again, which weighs nothing. */
struct SourceRows {
  const Source& source;
  int first;
  ptrdiff_t column;

  POLY_INLINE_MEMBER const uint8_t* operator()(int k) const {
    const int y = first + k;
    return source.row(y < source.height ? y : source.height - 1) + column;
  }
};

/** Numbers from `from` on of a line that is the weighted mean of source rows, one by one. */
static void antialias_some(const Source& source, const SourceRows& row, const int32_t* weights, int pairs, int step, int planes,
                           int pixels, int16_t* line) {
  for (int x = 0; x < pixels; x++)
    for (int c = 0; c < planes; c++) {
      const ptrdiff_t at = (ptrdiff_t)x * source.pixel_step + (ptrdiff_t)c * source.channel_step;
      int32_t sum = 1 << 7;
      for (int k = 0; k < pairs; k++) sum += row(2 * k)[at] * (int16_t)weights[k] + row(2 * k + 1)[at] * (weights[k] >> 16);
      line[x * step + c] = (int16_t)(sum >> 8);
    }
}

/** Target rows from `y` on, at most 16 and not beyond `end`, into `plan.rows`. */
static void antialias_block(const Source& source, const Averaging& plan, int y, int end, RowsAtHand* at_hand) {
  const int count = end - y < kBlock ? end - y : kBlock, step = line_pixel(source, plan.planes);
  const bool is_dense = has_bytes_side_by_side(source, plan.planes);
  uint8_t* rows[kBlock];
  for (int i = 0; i < kBlock; i++) rows[i] = plan.row(i);
  for (int begin = 0; begin < plan.width; begin += plan.strip) {
    const int until = begin + plan.strip < plan.width ? begin + plan.strip : plan.width;
    const TilePixels strip = tile_pixels(plan, source, begin, until);
    for (int i = 0; i < count; i++) {
      const SourceRows row = {source, plan.down.first[y + i], (ptrdiff_t)strip.first * source.pixel_step};
      const int32_t* weights = plan.down.weights + (ptrdiff_t)(y + i) * plan.down.most;
      const int pairs = plan.down.count[y + i];
      int16_t* line = plan.lines + (ptrdiff_t)i * plan.line_step;
      if (is_dense && convolve_down<AntialiasDown>(row, weights, pairs, strip.count * step, line) > 0) continue;
      antialias_some(source, row, weights, pairs, step, plan.planes, strip.count, line);
    }
    for (int x = begin; x < until; x += plan.tile) {
      const int next = x + plan.tile < until ? x + plan.tile : until;
      tile_across<AntialiasAcross>(plan, step, strip.first, tile_pixels(plan, source, x, next), x, next, rows);
    }
  }
  *at_hand = {y, y + count};
}

/** Target row `y` of `end` into `out`, as planes. Rows come in ascending order. */
static void antialias_row(const Source& source, const Averaging& plan, int y, int end, RowsAtHand* at_hand, uint8_t* out) {
  if (y >= at_hand->end) antialias_block(source, plan, y, end, at_hand);
  __builtin_memcpy(out, plan.row(y - at_hand->begin), (size_t)plan.row_step());
}

/** Rows of the ring from source row `first` on; those behind row `last` weigh nothing. */
struct RingRows {
  const Averaging& plan;
  int first, last;

  POLY_INLINE_MEMBER const uint8_t* operator()(int k) const {
    return plan.row((first + k < last ? first + k : last) % plan.row_count);
  }
};

static void widen_line(const Source& source, int y, const TilePixels& tile, int step, int planes, int16_t* line) {
  const uint8_t* s = source.row(y) + (ptrdiff_t)tile.first * source.pixel_step;
  const int numbers = tile.count * step;
  if (has_bytes_side_by_side(source, planes) && numbers >= kWords) {
    int x = 0;
    for (; x + kWords <= numbers; x += kWords) store(line + x, widen(s + x));
    store(line + numbers - kWords, widen(s + numbers - kWords));
    return;
  }
  for (int x = 0; x < tile.count; x++)
    for (int c = 0; c < planes; c++)
      line[x * step + c] = s[(ptrdiff_t)x * source.pixel_step + (ptrdiff_t)c * source.channel_step];
}

/** Source rows from `at_hand->end` on, at most 16 and not beyond `until`, through the first pass. */
static void pillow_block(const Source& source, const Averaging& plan, int until, RowsAtHand* at_hand) {
  const int begin = at_hand->end, count = until - begin < kBlock ? until - begin : kBlock;
  const int step = line_pixel(source, plan.planes);
  uint8_t* rows[kBlock];
  for (int i = 0; i < kBlock; i++) rows[i] = plan.row(i < count ? (begin + i) % plan.row_count : plan.row_count);
  for (int x = 0; x < plan.width; x += plan.tile) {
    const int end = x + plan.tile < plan.width ? x + plan.tile : plan.width;
    const TilePixels tile = tile_pixels(plan, source, x, end);
    for (int i = 0; i < count; i++)
      widen_line(source, begin + i, tile, step, plan.planes, plan.lines + (ptrdiff_t)i * plan.line_step);
    tile_across<PillowSums>(plan, step, tile.first, tile, x, end, rows);
  }
  at_hand->end = begin + count;
}

/** Behind the last source row that target row `y` needs. */
POLY_INLINE int rows_until(const Source& source, const Axis& down, int y) {
  const int last = down.first[y] + 2 * down.count[y];
  return last < source.height ? last : source.height;
}

/** Target row `y` of `end` into `out`, as planes. Rows come in ascending order. */
static void pillow_row(const Source& source, const Averaging& plan, int y, int end, RowsAtHand* at_hand, uint8_t* out) {
  const int first = plan.down.first[y], pairs = plan.down.count[y];
  const int last = rows_until(source, plan.down, y), most = rows_until(source, plan.down, end - 1);
  const int until = most > last ? most : last;
  if (at_hand->end < first) at_hand->end = first;
  while (at_hand->end < last) pillow_block(source, plan, until, at_hand);
  const RingRows row = {plan, first, last - 1};
  const int32_t* weights = plan.down.weights + (ptrdiff_t)y * plan.down.most * PillowSums::kParts;
  convolve_down<PillowSums>(row, weights, pairs, plan.planes * plan.plane_step, out);
}

}  // namespace POLY_ISA
#endif
