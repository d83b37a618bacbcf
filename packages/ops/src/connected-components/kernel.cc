// Connected regions by runs: each row is cut into runs of foreground pixels, and runs of neighbouring rows that touch are
// joined in a forest whose roots are first runs. Labels and statistics follow from the runs alone.
#include "../../native/kernel.h"
#include "row_bits.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `components-kernel.ts`. */
enum Word { kElement, kWidth, kHeight, kDiagonal, kHasLabels, kThreshold };
enum Element { kUint8, kFloat32 };
/** Word of the call: how many components the statistics have room for. */
enum Call { kCapacity };

/** Pixels `start` to `end` - 1 of one row. */
struct Span {
  int32_t start, end;
};
struct Box {
  int32_t left, top, right, bottom;
};

struct Forest {
  Span* spans;
  /** The run itself or an earlier one of the same region; in the end, of a root, ~ of its label. */
  int32_t* parents;
  int32_t count;

  int32_t root(int32_t run) const {
    while (parents[run] != run) run = parents[run] = parents[parents[run]];
    return run;
  }
  void join(int32_t a, int32_t b) {
    a = root(a);
    b = root(b);
    if (a < b) parents[b] = a;
    else parents[a] = b;
  }
};

/** Appends the runs of a row whose foreground is `bits`. */
void add_spans(const uint64_t* bits, int width, Forest& forest) {
  bool is_open = false;
  for (int first = 0; first < width; first += 64) {
    const uint64_t word = bits[first / 64];
    uint64_t changes = word ^ (word << 1 | (is_open ? 1u : 0u));
    while (changes != 0) {
      const int x = first + __builtin_ctzll(changes);
      changes &= changes - 1;
      if (is_open) {
        forest.spans[forest.count++].end = x;
      } else {
        forest.spans[forest.count].start = x;
        forest.parents[forest.count] = forest.count;
      }
      is_open = !is_open;
    }
  }
  if (is_open) forest.spans[forest.count++].end = width;
}

/** Joins runs `begin` to `forest.count` - 1 with those of the row above, `above` to `begin` - 1. */
void join_rows(Forest& forest, int32_t above, int32_t begin, int reach) {
  const Span* spans = forest.spans;
  int32_t a = above, b = begin;
  while (a < begin && b < forest.count) {
    if (spans[a].start < spans[b].end + reach && spans[b].start < spans[a].end + reach) forest.join(a, b);
    if (spans[a].end < spans[b].end) a++;
    else b++;
  }
}

/** Makes the parent of every run ~ of its label, 1 for the first region. */
int32_t number_regions(Forest& forest) {
  int32_t labels = 0;
  for (int32_t i = 0; i < forest.count; i++) {
    const int32_t parent = forest.parents[i];
    forest.parents[i] = parent == i ? ~++labels : forest.parents[parent];
  }
  return labels;
}

void fill(int32_t* o, int32_t value, int count) {
  for (int i = 0; i < count; i++) o[i] = value;
}

}  // namespace

int32_t connected_components(const Run& run);
int32_t connected_components(const Run& run) {
  const int32_t* plan = run.plan;
  const int width = plan[kWidth], height = plan[kHeight], reach = plan[kDiagonal];
  const size_t most = (size_t)height * ((size_t)(width + 1) / 2);
  int32_t* rows = (int32_t*)run.scratch;
  uint64_t* bits = (uint64_t*)(run.scratch + ((size_t)(height + 1) * 4 + 63) / 64 * 64);
  Forest forest = {(Span*)(bits + width / 64 + 1), nullptr, 0};
  forest.parents = (int32_t*)(forest.spans + most);
  const float threshold = real(run, kThreshold);
  int32_t above = 0;
  for (int y = 0; y < height; y++) {
    const int32_t begin = forest.count;
    const size_t first = (size_t)y * (size_t)width;
    if (plan[kElement] == kUint8) bits_above(run.arrays[0] + first, (uint8_t)0, width, bits);
    else bits_above((const float*)run.arrays[0] + first, threshold, width, bits);
    add_spans(bits, width, forest);
    join_rows(forest, above, begin, reach);
    rows[y] = above = begin;
  }
  rows[height] = forest.count;

  const int32_t regions = number_regions(forest);
  const int32_t capacity = run.call[kCapacity];
  int32_t* labels = (int32_t*)run.arrays[1];
  Box* boxes = (Box*)run.arrays[2];
  double* sums = (double*)run.arrays[3];
  const int32_t known = regions < capacity ? regions : capacity;
  for (int32_t i = 0; i < known; i++) {
    boxes[i] = {width, height, 0, 0};
    sums[3 * i] = sums[3 * i + 1] = sums[3 * i + 2] = 0;
  }
  for (int y = 0; y < height; y++) {
    int x = 0;
    for (int32_t i = rows[y]; i < rows[y + 1]; i++) {
      const Span span = forest.spans[i];
      const int32_t region = ~forest.parents[i] - 1;
      if (plan[kHasLabels]) {
        fill(labels + x, 0, span.start - x);
        fill(labels + span.start, region + 1, span.end - span.start);
        x = span.end;
      }
      if (region >= known) continue;
      Box& box = boxes[region];
      if (span.start < box.left) box.left = span.start;
      if (span.end > box.right) box.right = span.end;
      if (y < box.top) box.top = y;
      box.bottom = y + 1;
      const double count = span.end - span.start;
      sums[3 * region] += count;
      sums[3 * region + 1] += ((double)span.start + (double)(span.end - 1)) * count / 2;
      sums[3 * region + 2] += y * count;
    }
    if (plan[kHasLabels]) {
      fill(labels + x, 0, width - x);
      labels += width;
    }
  }
  return regions;
}

}  // namespace POLY_ISA
