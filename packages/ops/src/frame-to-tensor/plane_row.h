// Rows of a plane, or of two that are interleaved, resampled: the readers of `../resample` and quicker ways for one and two
// bytes a pixel.
#ifndef POLYINFER_OPS_PLANE_ROW_H_
#define POLYINFER_OPS_PLANE_ROW_H_
#include "../../native/kernel.h"
#include "../resample/gather_row.h"
#include "../resample/opencv_bilinear_row.h"

namespace POLY_ISA {

/** Words of a resampled plane, in the order of `addPlane` of `kernel-frame.ts`. */
enum PlaneWord {
  kPlaneFilter,
  kPlaneWidth,
  kPlaneHeight,
  kPlaneColumnCount,
  kPlaneNext,
  kPlaneKeeps,
  kPlaneSafe,
  /** 3 where target sample x is source sample `columns[0]` + 3x, else 0. */
  kPlaneThird,
  kPlaneColumns,
  kPlaneRows,
  kPlaneColumnWeights,
  kPlaneNextRows,
  kPlaneRowWeights,
  kPlaneWords,
};
/** `KernelTables.kind`. */
enum PlaneFilter { kPlaneCopy, kPlaneGather, kPlaneOpencvBilinear };

/** Samples of one row: sample i of channel c is `at[i * step + c]`. */
struct PlaneRow {
  const uint8_t* at;
  int step;
};

/** Every third of 48 bytes, from `FIRST` on. */
template <int FIRST>
POLY_INLINE u8x16 thirds(const uint8_t* s) {
  u8x16 planes[3];
  split_three(s, planes, planes + 1, planes + 2);
  return planes[FIRST];
}

/** Every third sample of 24 of two bytes. */
template <int FIRST>
POLY_INLINE u8x16 thirds_of_pairs(const uint8_t* s) {
  constexpr int F = FIRST;
  const i16x8 x = load<i16x8>(s), y = load<i16x8>(s + 16), z = load<i16x8>(s + 32);
  /* Five or six of the first two, the rest of the third. */
  const i16x8 both = POLY_SHUFFLE(x, y, F, 3 + F, 6 + F, 9 + F, 12 + F, F == 0 ? 15 : 0, 0, 0);
  return (u8x16)POLY_SHUFFLE(both, z, 0, 1, 2, 3, 4, F == 0 ? 5 : 7 + F, 10 + F, 13 + F);
}

/** Up to `width` samples of `STEP` bytes, as far as whole groups lie inside the row's `bytes`; gives how many. */
template <int STEP, int FIRST>
static int gather_thirds(const uint8_t* s, int bytes, int width, uint8_t* o) {
  constexpr int kSamples = 16 / STEP;
  int x = 0;
  for (; x + kSamples <= width && 3 * STEP * x + 48 <= bytes; x += kSamples)
    store(o + STEP * x, STEP == 1 ? thirds<FIRST>(s + 3 * x) : thirds_of_pairs<FIRST>(s + 6 * x));
  return x;
}

template <int STEP>
static int gather_thirds(const uint8_t* s, int bytes, int first, int width, uint8_t* o) {
  const int at = first / 3 * 3 * STEP;
  if (first % 3 == 0) return gather_thirds<STEP, 0>(s + at, bytes - at, width, o);
  if (first % 3 == 1) return gather_thirds<STEP, 1>(s + at, bytes - at, width, o);
  return gather_thirds<STEP, 2>(s + at, bytes - at, width, o);
}

/** Gives the rows of a resampled plane. `words`: where its words begin in the plan; `step`: 1, or 2 for two interleaved. */
struct PlaneReader {
  const Run& run;
  int words;
  Source source;
  KeptRows kept;

  /** Row `y`, in `memory` or where it is in the source. */
  PlaneRow read(int y, const Planes& memory) {
    const int32_t* plan = run.plan + words;
    const int32_t* columns = table<int32_t>(run, words + kPlaneColumns);
    const int row = table<int32_t>(run, words + kPlaneRows)[y], step = source.pixel_step;
    if (plan[kPlaneFilter] == kPlaneCopy) return {source.row(row) + (ptrdiff_t)columns[0] * step, step};
    if (plan[kPlaneFilter] == kPlaneGather) return gather(source.row(row), columns, memory.first);
    return bilinear(y, row, columns, memory);
  }

 private:
  PlaneRow gather(const uint8_t* s, const int32_t* columns, uint8_t* o) const {
    const int32_t* plan = run.plan + words;
    const int step = source.pixel_step, width = plan[kPlaneColumnCount], bytes = source.width * step;
    int x = 0;
    if (plan[kPlaneThird] == 3)
      x = step == 1 ? gather_thirds<1>(s, bytes, columns[0], width, o) : gather_thirds<2>(s, bytes, columns[0], width, o);
    if (step == 1)
      for (; x < width; x++) o[x] = s[columns[x]];
    else
      for (; x < width; x++) __builtin_memcpy(o + 2 * x, s + 2 * (ptrdiff_t)columns[x], 2);
    return {o, step};
  }

  PlaneRow bilinear(int y, int row, const int32_t* columns, const Planes& memory) {
    const int32_t* plan = run.plan + words;
    const int16_t* weights = table<int16_t>(run, words + kPlaneRowWeights) + 2 * y;
    const Pairs pairs = {columns, table<int16_t>(run, words + kPlaneColumnWeights), plan[kPlaneNext],
                         plan[kPlaneColumnCount], plan[kPlaneSafe]};
    const Between rows = {row, table<int32_t>(run, words + kPlaneNextRows)[y], weights[0], weights[1]};
    opencv_bilinear_row(source, rows, pairs, plan[kPlaneKeeps] != 0, kept, memory);
    return {memory.first, 1};
  }
};

}  // namespace POLY_ISA
#endif
