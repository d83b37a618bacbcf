// Non-maximum suppression over boxes and scores: `reference.ts`. Launched in this order: `nms_find`, `nms_sort`, `nms_merge` for
// each level; then `nms_choose`, or `nms_place` and, for each panel, `nms_overlap` and `nms_pick`. How many candidates there are is
// known to the device only.
#ifdef CUDA_EMU
#include "cuda_emu.h"
#endif
#include "../nms-indices/choose.cuh"
#include "../nms-indices/choose_in_panels.cuh"

extern "C" __global__ void __launch_bounds__(256)
    nms_find(const Rules* __restrict__ rules, const float* __restrict__ scores, unsigned boxes,
             unsigned* __restrict__ count, Key* __restrict__ keys) {
  const unsigned id = blockIdx.x * blockDim.x + threadIdx.x;
  const float score = id < boxes ? scores[id] : 0;
  append_key(id < boxes && score >= rules->from, key_of(score, id), count, keys);
}

extern "C" __global__ void __launch_bounds__(1024)
    nms_sort(const unsigned* __restrict__ count, const Key* __restrict__ keys, Key* __restrict__ sorted) {
  __shared__ Key room[kRun];
  sort_run(Runs(*count), room, sorted, [=](unsigned i) { return keys[i]; });
}

extern "C" __global__ void __launch_bounds__(256)
    nms_merge(const unsigned* __restrict__ count, unsigned level, const Key* __restrict__ from, Key* __restrict__ to) {
  merge_runs(Runs(*count), level, from, to);
}

/** Gives a box by its index. */
struct ReadBox {
  const Box* boxes;
  const int* labels;
  __device__ __forceinline__ void operator()(unsigned id, Box& box, int& label) const {
    box = boxes[id];
    label = labels != nullptr ? labels[id] : 0;
  }
};

template <class Overlap>
__device__ __forceinline__ void choose_indices(SharedChoice& shared, const Rules* rules, const Overlap& overlap,
                                               const Box* boxes, const int* labels, unsigned count, unsigned level,
                                               const Key* sorted, Kept* kept, unsigned* result) {
  const ReadBox read = {boxes, labels};
  const auto keep = [=](unsigned at, Key key, const Box&) { result[4 + at] = id_of(key); };
  const unsigned kept_count = choose(shared, Runs(count), level, sorted, *rules, overlap, kept, read, keep);
  if (threadIdx.x > 0) return;
  result[0] = kept_count;
  result[1] = count;
}

/** `result`: how many are kept, how many were candidates, two gaps, then the indices. `labels` may be null. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    nms_choose(const Rules* __restrict__ rules, const Box* __restrict__ boxes, const int* __restrict__ labels,
               const unsigned* __restrict__ count, unsigned level, const Key* __restrict__ sorted, Kept* kept,
               unsigned* __restrict__ result) {
  __shared__ SharedChoice shared;
  const TorchvisionOverlap overlap = {rules->least, rules->low};
  choose_indices(shared, rules, overlap, boxes, labels, *count, level, sorted, kept, result);
}

/** The same by OpenCV's arithmetic. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    nms_choose_opencv(const Rules* __restrict__ rules, const Box* __restrict__ boxes, const int* __restrict__ labels,
                      const unsigned* __restrict__ count, unsigned level, const Key* __restrict__ sorted, Kept* kept,
                      unsigned* __restrict__ result) {
  __shared__ SharedChoice shared;
  const OpencvOverlap overlap = {rules->least, rules->low, rules->slack};
  choose_indices(shared, rules, overlap, boxes, labels, *count, level, sorted, kept, result);
}

extern "C" __global__ void __launch_bounds__(256)
    nms_place(const Rules* __restrict__ rules, const Box* __restrict__ boxes, const int* __restrict__ labels,
              const unsigned* __restrict__ count, unsigned level, const Key* __restrict__ sorted,
              Candidate* __restrict__ candidates) {
  place_candidate(Runs(*count), level, sorted, rules->candidates, candidates, ReadBox{boxes, labels});
}

/** `result` is what `nms_pick` made of the panels before. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    nms_overlap(const Rules* __restrict__ rules, const unsigned* __restrict__ count, unsigned first, unsigned tiles,
                const Candidate* __restrict__ candidates, const unsigned* __restrict__ chosen,
                const unsigned* __restrict__ result, Bits* __restrict__ bits, unsigned* __restrict__ gone) {
  __shared__ SharedBoxes shared;
  const TorchvisionOverlap overlap = {rules->least, rules->low};
  const unsigned kept = first == 0 ? 0 : result[0];
  overlap_panel(shared, *rules, overlap, *count, kept, candidates, chosen, {first, tiles, bits, gone});
}

/** The same by OpenCV's arithmetic. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    nms_overlap_opencv(const Rules* __restrict__ rules, const unsigned* __restrict__ count, unsigned first,
                       unsigned tiles, const Candidate* __restrict__ candidates, const unsigned* __restrict__ chosen,
                       const unsigned* __restrict__ result, Bits* __restrict__ bits, unsigned* __restrict__ gone) {
  __shared__ SharedBoxes shared;
  const OpencvOverlap overlap = {rules->least, rules->low, rules->slack};
  const unsigned kept = first == 0 ? 0 : result[0];
  overlap_panel(shared, *rules, overlap, *count, kept, candidates, chosen, {first, tiles, bits, gone});
}

/** `result`: as that of `nms_choose`. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    nms_pick(const Rules* __restrict__ rules, const unsigned* __restrict__ count, unsigned first, unsigned tiles,
             const Candidate* __restrict__ candidates, Bits* bits, unsigned* gone, unsigned* __restrict__ chosen,
             unsigned* __restrict__ result) {
  __shared__ SharedPanel shared;
  const auto keep = [=](unsigned at, const Candidate& candidate) { result[4 + at] = id_of(candidate.key); };
  pick_of_panel(shared, *rules, *count, candidates, {first, tiles, bits, gone}, chosen, result, keep);
}
