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
  kPlaneColumns,
  kPlaneRows,
  kPlaneColumnWeights,
  kPlaneNextRows,
  kPlaneRowWeights,
  kPlaneWords,
};
/** `KernelTables.kind`. */
enum PlaneFilter { kPlaneCopy, kPlaneGather, kPlaneOpencvBilinear };

/** Gives the rows of a resampled plane. `words`: where its words begin in the plan. */
struct PlaneReader {
  const Run& run;
  int words;
  Source source;
  KeptRows kept;

  void read(int y, const Planes& planes) {
    const int32_t* plan = run.plan + words;
    const int32_t* columns = table<int32_t>(run, words + kPlaneColumns);
    const int row = table<int32_t>(run, words + kPlaneRows)[y], width = plan[kPlaneColumnCount], safe = plan[kPlaneSafe];
    if (plan[kPlaneFilter] == kPlaneCopy) return copy_row(source, row, columns[0], width, planes);
    if (plan[kPlaneFilter] == kPlaneGather) return gather_row(source, row, columns, width, safe, planes);
    const int16_t* weights = table<int16_t>(run, words + kPlaneRowWeights) + 2 * y;
    const Pairs pairs = {columns, table<int16_t>(run, words + kPlaneColumnWeights), plan[kPlaneNext], width, safe};
    const Between rows = {row, table<int32_t>(run, words + kPlaneNextRows)[y], weights[0], weights[1]};
    opencv_bilinear_row(source, rows, pairs, plan[kPlaneKeeps] != 0, kept, planes);
  }
};

}  // namespace POLY_ISA
#endif
