// `cv2.resize` with INTER_AREA where it shrinks, byte for byte: see OpencvAreaResampler for the formula.
#ifndef POLYINFER_OPS_AREA_ROW_H_
#define POLYINFER_OPS_AREA_ROW_H_
#include "../to-tensor/numbers.h"
#include "averaged_rows.h"

namespace POLY_ISA {

/** Target pixel i is made of `spans[2i + 1]` source pixels from `spans[2i]` on, by weights from `weights[i * most]` on. */
struct AreaAxis {
  const int32_t* spans;
  const float* weights;
  int most;
};

/** As `area-tables.ts` has planned it. */
struct AreaShrink {
  AreaAxis across, down;
  /** The source pixels that are needed; spans across count from `first`. */
  int first, pixels;
  int width, planes;
  float scale;
  /** Of this thread: a source row, the same after the first pass, sums, and results; four numbers a pixel but in the first. */
  float *line, *held, *sums;
  uint8_t* means;
};

/** Pixels of a source row as numbers, `step` of each. Reads no byte beyond them, and may write some numbers more. */
static void area_line(const Source& source, const AreaShrink& plan, int y, int step) {
  const uint8_t* s = source.row(y) + (ptrdiff_t)plan.first * source.pixel_step;
  const int numbers = plan.pixels * step;
  if (has_bytes_side_by_side(source, plan.planes) && numbers >= 16) {
    for (int i = 0; i < numbers; i += 16) {
      const int at = i + 16 <= numbers ? i : numbers - 16;
      const u8x16 v = load<u8x16>(s + at);
      store(plan.line + at, to_floats(widen_low(v)));
      store(plan.line + at + 8, to_floats(widen_high(v)));
    }
    return;
  }
  for (int x = 0; x < plan.pixels; x++)
    for (int c = 0; c < plan.planes; c++)
      plan.line[x * step + c] = s[(ptrdiff_t)x * source.pixel_step + (ptrdiff_t)c * source.channel_step];
}

/** The first pass: lanes of a pixel that it has no channels for hold anything. */
template <int STEP>
static void area_across(const AreaShrink& plan) {
  const AreaAxis& axis = plan.across;
  for (int x = 0; x < plan.width; x++) {
    const float *p = plan.line + axis.spans[2 * x] * STEP, *w = axis.weights + (ptrdiff_t)x * axis.most;
    f32x4 sum = {};
    for (int k = 0; k < axis.spans[2 * x + 1]; k++) sum += load<f32x4>(p + k * STEP) * w[k];
    store(plan.held + 4 * (ptrdiff_t)x, sum);
  }
}

/**
 * Target row `y` as pixels of 4 bytes. `*held`: one more than the source row that went through the first pass last, since the
 * last row of one target row is often the first of the next; 0: none.
 */
static const uint8_t* area_row(const Source& source, const AreaShrink& plan, int y, int* held) {
  const int step = line_pixel(source, plan.planes);
  const int first = plan.down.spans[2 * y], count = plan.down.spans[2 * y + 1], numbers = 4 * plan.width;
  for (int k = 0; k < count; k++) {
    if (*held != first + k + 1) {
      area_line(source, plan, first + k, step);
      if (step == 1) area_across<1>(plan);
      else if (step == 3) area_across<3>(plan);
      else area_across<4>(plan);
      *held = first + k + 1;
    }
    const float weight = plan.down.weights[(ptrdiff_t)y * plan.down.most + k];
    for (int i = 0; i < numbers; i += 8) {
      const f32x8 more = load<f32x8>(plan.held + i) * weight;
      store(plan.sums + i, k == 0 ? more : load<f32x8>(plan.sums + i) + more);
    }
  }
  for (int i = 0; i < numbers; i += 16)
    store_numbers(plan.means + i, load<f32x8>(plan.sums + i) * plan.scale, load<f32x8>(plan.sums + i + 8) * plan.scale);
  return plan.means;
}

}  // namespace POLY_ISA
#endif
