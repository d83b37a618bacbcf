// Masks of instances: prototypes times coefficients, enlarged to the picture. Each row of products is made and widened once
// and serves all rows of the picture that lie beside it.
#include "../../native/kernel.h"
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `masks-kernel.ts`. */
enum Word {
  kPrototypes,
  kWidth,
  kHeight,
  kThreshold,
  kNextColumn,
  kNextRow,
  kWideStep,
  kColumns,
  kLeftWeights,
  kRightWeights,
  kRows,
  kUpperWeights,
  kLowerWeights,
};
/** Word of the call. */
enum Call { kInstances };

/** A box of whole pixels of the picture, and where its mask starts. */
struct Instance {
  int32_t left, top, right, bottom, offset;
};

struct Prototypes {
  const float* first;
  /** From one prototype to the next, and from one row to the next. */
  ptrdiff_t step, width;
  int count;
};

#if defined(__AVX2__)
typedef f32x8 Floats;
#else
typedef f32x4 Floats;
#endif
const int kLanes = sizeof(Floats) / 4;

/** Products of `kVectors` vectors of columns. */
template <int kVectors>
POLY_INLINE void multiply(const float* plane, const Prototypes& from, const float* coefficients, float* out) {
  Floats sums[kVectors];
  for (int v = 0; v < kVectors; v++) sums[v] = load<Floats>(plane + v * kLanes) * coefficients[0];
  for (int k = 1; k < from.count; k++) {
    plane += from.step;
    for (int v = 0; v < kVectors; v++) sums[v] = sums[v] + load<Floats>(plane + v * kLanes) * coefficients[k];
  }
  for (int v = 0; v < kVectors; v++) store(out + v * kLanes, sums[v]);
}

/** The products of columns `begin` to `end` - 1 of row `y`. */
void multiply_row(const Prototypes& from, const float* coefficients, int y, int begin, int end, float* out) {
  const float* row = from.first + y * from.width;
  int x = begin;
  for (; x + 4 * kLanes <= end; x += 4 * kLanes) multiply<4>(row + x, from, coefficients, out + x);
  for (; x + kLanes <= end; x += kLanes) multiply<1>(row + x, from, coefficients, out + x);
  for (; x < end; x++) {
    float sum = row[x] * coefficients[0];
    for (int k = 1; k < from.count; k++) sum = sum + row[x + k * from.step] * coefficients[k];
    out[x] = sum;
  }
}

void widen_row(const Run& run, const float* row, int begin, int end, float* out) {
  const int32_t* columns = table<int32_t>(run, kColumns);
  const float *left = table<float>(run, kLeftWeights), *right = table<float>(run, kRightWeights);
  const int next = run.plan[kNextColumn];
  for (int x = begin; x < end; x++) {
    const float* pair = row + columns[x];
    out[x - begin] = pair[0] * left[x] + pair[next] * right[x];
  }
}

struct Blend {
  const float *upper, *lower;
  float upper_weight, lower_weight, threshold;

  POLY_INLINE_MEMBER auto is_above(int x) const {
    return load<Floats>(upper + x) * upper_weight + load<Floats>(lower + x) * lower_weight > threshold;
  }
};

/** 255 where the blend of both rows is above the threshold, else 0. */
void blend_rows(const Blend& blend, int width, uint8_t* out) {
  int x = 0;
  for (; x + 16 <= width; x += 16) {
#if defined(__AVX2__)
    store(out + x, pack_signed_bytes(pack_all((i32x8)blend.is_above(x), (i32x8)blend.is_above(x + 8))));
#else
    store(out + x, pack_signed_bytes(pack((i32x4)blend.is_above(x), (i32x4)blend.is_above(x + 4)),
                                     pack((i32x4)blend.is_above(x + 8), (i32x4)blend.is_above(x + 12))));
#endif
  }
  for (; x < width; x++) {
    const float value = blend.upper[x] * blend.upper_weight + blend.lower[x] * blend.lower_weight;
    out[x] = value > blend.threshold ? 255 : 0;
  }
}

void draw_mask(const Run& run, const Instance& instance, const float* coefficients, uint8_t* out) {
  const int32_t *plan = run.plan, *columns = table<int32_t>(run, kColumns), *rows = table<int32_t>(run, kRows);
  const float *upper = table<float>(run, kUpperWeights), *lower = table<float>(run, kLowerWeights);
  const Prototypes from = {(const float*)run.arrays[0], (ptrdiff_t)plan[kWidth] * plan[kHeight], plan[kWidth],
                           plan[kPrototypes]};
  const int left = instance.left, right = instance.right, width = right - left;
  const int begin = columns[left], end = columns[right - 1] + plan[kNextColumn] + 1;
  float* products = (float*)run.scratch;
  /* Neighbouring rows have different places here. */
  float* wide[2] = {products + plan[kWidth], products + plan[kWidth] + plan[kWideStep]};
  int held[2] = {-1, -1};
  for (int y = instance.top; y < instance.bottom; y++) {
    const int pair[2] = {rows[y], rows[y] + plan[kNextRow]};
    for (int i = 0; i < 2; i++) {
      const int row = pair[i], place = row & 1;
      if (held[place] == row) continue;
      multiply_row(from, coefficients, row, begin, end, products);
      widen_row(run, products, left, right, wide[place]);
      held[place] = row;
    }
    const Blend blend = {wide[pair[0] & 1], wide[pair[1] & 1], upper[y], lower[y], real(run, kThreshold)};
    blend_rows(blend, width, out);
    out += width;
  }
}

}  // namespace

int32_t instance_masks(const Run& run);
int32_t instance_masks(const Run& run) {
  const Instance* instances = (const Instance*)run.arrays[2];
  const float* coefficients = (const float*)run.arrays[1];
  for (int i = 0; i < run.call[kInstances]; i++) {
    const Instance& instance = instances[i];
    if (instance.right > instance.left && instance.bottom > instance.top)
      draw_mask(run, instance, coefficients + (ptrdiff_t)i * run.plan[kPrototypes], run.arrays[3] + instance.offset);
  }
  return 0;
}

}  // namespace POLY_ISA
