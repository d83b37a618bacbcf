// Peaks of heat maps: the cells that are over a threshold and not under a neighbour, the highest first.
#include "../../native/kernel.h"
#include "../nms-indices/collect.h"
#include "../nms-indices/largest_first.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `index.ts`. */
enum Word { kClasses, kRows, kColumns, kFrom, kMost, kCapacity };
enum Array { kValues, kIndices };

POLY_INLINE bool is_peak(const float* values, ptrdiff_t at, int row, int column, int rows, int columns) {
  const float own = values[at];
  const int top = row > 0 ? -1 : 0, below = row + 1 < rows ? 1 : 0;
  const int left = column > 0 ? -1 : 0, right = column + 1 < columns ? 1 : 0;
  for (int y = top; y <= below; y++)
    for (int x = left; x <= right; x++)
      if (values[at + (ptrdiff_t)y * columns + x] > own) return false;
  return true;
}

}  // namespace

int32_t heatmap_peaks(const Run& run);
int32_t heatmap_peaks(const Run& run) {
  const int32_t* plan = run.plan;
  const int rows = plan[kRows], columns = plan[kColumns], most = plan[kMost], capacity = plan[kCapacity];
  const float from = real(run, kFrom);
  const float* values = (const float*)run.arrays[kValues];
  uint64_t* keys = (uint64_t*)run.scratch;
  int32_t* places = (int32_t*)(keys + capacity);
  int count = 0;
  for (int line = 0; line < plan[kClasses] * rows; line++) {
    const ptrdiff_t first = (ptrdiff_t)line * columns;
    if (count + columns > capacity) {
      select_largest(keys, count, most);
      count = most;
    }
    const int found = collect(values + first, columns, from, places);
    for (int i = 0; i < found; i++) {
      const ptrdiff_t at = first + places[i];
      if (is_peak(values, at, line % rows, places[i], rows, columns)) keys[count++] = key_of(values[at], (uint32_t)at);
    }
  }
  const int kept = count < most ? count : most;
  select_largest(keys, count, kept);
  sort_largest_first(keys, kept);
  int32_t* indices = (int32_t*)run.arrays[kIndices];
  for (int i = 0; i < kept; i++) indices[i] = (int32_t)index_of(keys[i]);
  return kept;
}

}  // namespace POLY_ISA
