// Non-maximum suppression over arrays of boxes and scores.
#include "../../native/kernel.h"
#include "collect.h"
#include "opencv_overlap.h"
#include "suppress.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `kernel-indices.ts`. */
enum Word { kOpencv, kFrom, kLeast, kLow, kSlack, kCandidates, kDetections, kPerClass, kCapacity };
enum Call { kCount, kHasClasses };
enum Array { kBoxes, kScores, kClasses, kKept };

/** Scores that are looked at before their keys are written. */
const int kBlock = 1024;

}  // namespace

int32_t nms_indices(const Run& run);
int32_t nms_indices(const Run& run) {
  const int32_t* plan = run.plan;
  const int n = run.call[kCount] < plan[kCapacity] ? run.call[kCount] : plan[kCapacity];
  const float* scores = (const float*)run.arrays[kScores];
  const float* boxes = (const float*)run.arrays[kBoxes];
  const int32_t* classes = run.call[kHasClasses] ? (const int32_t*)run.arrays[kClasses] : nullptr;
  int32_t* indices = (int32_t*)run.arrays[kKept];
  uint64_t* keys = (uint64_t*)run.scratch;
  int count = 0;
  for (int first = 0; first < n; first += kBlock) {
    int32_t places[kBlock + kCollectSlack];
    const float* block = scores + first;
    const int found = collect(block, n - first < kBlock ? n - first : kBlock, real(run, kFrom), places);
    for (int i = 0; i < found; i++) keys[count++] = key_of(block[places[i]], (uint32_t)(first + places[i]));
  }
  const KeptBoxes kept((uint8_t*)(keys + plan[kCapacity]), real(run, kLow), real(run, kSlack));
  const Limits limits = {plan[kCandidates], plan[kDetections], plan[kPerClass]};
  const auto read = [=](uint32_t i) -> Candidate {
    const float* b = boxes + 4 * (size_t)i;
    return {b[0], b[1], b[2], b[3], classes ? classes[i] : 0, (int32_t)i};
  };
  const auto keep = [=](int32_t at, uint64_t key, const Candidate&) { indices[at] = (int32_t)index_of(key); };
  if (plan[kOpencv]) return suppress(keys, count, limits, kept, OpencvOverlap{boxes, real(run, kLeast)}, read, keep);
  return suppress(keys, count, limits, kept, Float32Overlap{real(run, kLeast)}, read, keep);
}

}  // namespace POLY_ISA
