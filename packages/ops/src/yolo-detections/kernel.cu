// Detections out of the head of a YOLO: `reference.ts`. Launched in this order: `yolo_find_in_planes` or `yolo_find_in_rows`,
// `yolo_sort`, `yolo_merge` for each level; then `yolo_choose`, or `yolo_place` and, for each panel, `yolo_overlap` and `yolo_pick`.
// An id is anchor * classes + class.
#ifdef CUDA_EMU
#include "cuda_emu.h"
#endif
#include "../nms-indices/choose.cuh"
#include "../nms-indices/choose_in_panels.cuh"
#include "../yolo-detections/exp32.cuh"

/** The words of a plan, as `cuda.ts` writes them; behind them a bit for each class, then a cell for each anchor. */
struct Plan {
  Rules rules;
  unsigned anchors, classes;
  unsigned channel_step, anchor_step;
  unsigned first_class; /* its channel: 5 where there is objectness, else 4 */
  int is_half, is_multi_label;
  unsigned grid_at;   /* word of `tables`; ~0 for none */
  unsigned extras;    /* numbers behind the classes */
  unsigned extras_at; /* word of the result from which on they are */
  unsigned tables[1];
};

template <class Numbers>
struct Head {
  Numbers numbers;
  const Plan* plan;

  __device__ __forceinline__ float at(unsigned channel, unsigned anchor) const {
    return numbers.at((size_t)channel * plan->channel_step + (size_t)anchor * plan->anchor_step);
  }
  __device__ __forceinline__ bool has_objectness() const { return plan->first_class == 5; }
  __device__ __forceinline__ bool is_wanted(unsigned label) const {
    return plan->tables[label / 32] >> label % 32 & 1u;
  }
  __device__ __forceinline__ Key key(unsigned anchor, unsigned label, float score) const {
    return key_of(score, anchor * plan->classes + label);
  }
};

/** For what is read seldom. */
struct AnyNumbers {
  const void* data;
  int is_half;
  __device__ __forceinline__ float at(size_t i) const {
    return is_half ? Halves{(const unsigned short*)data}.at(i) : Floats{(const float*)data}.at(i);
  }
};
using AnyHead = Head<AnyNumbers>;

struct Best {
  float score;
  unsigned label;
  /** The higher score, the lower class among equal ones; NaN is below all. */
  __device__ __forceinline__ void raise(const Best& other) {
    if (other.score > score || (other.score == score && other.label < label)) *this = other;
  }
};

/** Anchors of a block of threads, one a lane; each warp has every eighth of the classes. */
const unsigned kWarps = 8;

template <class Numbers>
__device__ __forceinline__ void find_in_planes(const Head<Numbers>& head, Best (*shared)[32], unsigned* count,
                                               Key* keys) {
  const Plan& plan = *head.plan;
  const unsigned lane = threadIdx.x & 31u, warp = threadIdx.x / 32, anchor = blockIdx.x * 32 + lane;
  const float from = plan.rules.from;
  float objectness = 1;
  bool is_in = anchor < plan.anchors;
  if (is_in && head.has_objectness()) {
    objectness = head.at(4, anchor);
    is_in = objectness >= from;
  }
  if (plan.is_multi_label) {
    for (unsigned label = warp; label < plan.classes; label += kWarps) {
      const float score = is_in ? head.at(plan.first_class + label, anchor) * objectness : 0;
      append_key(is_in && score >= from && head.is_wanted(label), head.key(anchor, label, score), count, keys);
    }
    return;
  }
  Best best = {__int_as_float((int)0xff800000u), 0};
  if (is_in) {
#pragma unroll 5
    for (unsigned label = warp; label < plan.classes; label += kWarps) {
      const float score = head.at(plan.first_class + label, anchor);
      if (score > best.score) best = {score, label};
    }
  }
  shared[warp][lane] = best;
  __syncthreads();
  if (warp > 0) return;
  for (unsigned other = 1; other < kWarps; other++) best.raise(shared[other][lane]);
  const float score = best.score * objectness;
  append_key(is_in && score >= from && head.is_wanted(best.label), head.key(anchor, best.label, score), count, keys);
}

/** For heads whose channels are planes: 32 anchors a block of 256 threads. */
extern "C" __global__ void __launch_bounds__(256)
    yolo_find_in_planes(const Plan* __restrict__ plan, const void* __restrict__ data, unsigned* __restrict__ count,
                        Key* __restrict__ keys) {
  __shared__ Best shared[kWarps][32];
  if (plan->is_half) find_in_planes(Head<Halves>{{(const unsigned short*)data}, plan}, shared, count, keys);
  else find_in_planes(Head<Floats>{{(const float*)data}, plan}, shared, count, keys);
}

template <class Numbers>
__device__ __forceinline__ void find_in_rows(const Head<Numbers>& head, unsigned* count, Key* keys) {
  const Plan& plan = *head.plan;
  const unsigned lane = threadIdx.x & 31u, anchor = blockIdx.x * kWarps + threadIdx.x / 32;
  const float from = plan.rules.from;
  if (anchor >= plan.anchors) return;
  const float objectness = head.has_objectness() ? head.at(4, anchor) : 1;
  if (head.has_objectness() && !(objectness >= from)) return;
  Best best = {__int_as_float((int)0xff800000u), 0};
  for (unsigned first = 0; first < plan.classes; first += 32) {
    const unsigned label = first + lane;
    const bool is_in = label < plan.classes;
    const float score = is_in ? head.at(plan.first_class + label, anchor) : 0;
    if (!plan.is_multi_label) {
      if (is_in && score > best.score) best = {score, label};
      continue;
    }
    const float weighed = score * objectness;
    append_key(is_in && weighed >= from && head.is_wanted(label), head.key(anchor, label, weighed), count, keys);
  }
  if (plan.is_multi_label) return;
  for (int lanes = 16; lanes > 0; lanes /= 2)
    best.raise({__shfl_xor_sync(~0u, best.score, lanes), __shfl_xor_sync(~0u, best.label, lanes)});
  const float score = best.score * objectness;
  append_key(lane == 0 && score >= from && head.is_wanted(best.label), head.key(anchor, best.label, score), count,
             keys);
}

/** For heads whose anchors are rows: an anchor a warp, 256 threads a block. */
extern "C" __global__ void __launch_bounds__(256)
    yolo_find_in_rows(const Plan* __restrict__ plan, const void* __restrict__ data, unsigned* __restrict__ count,
                      Key* __restrict__ keys) {
  if (plan->is_half) find_in_rows(Head<Halves>{{(const unsigned short*)data}, plan}, count, keys);
  else find_in_rows(Head<Floats>{{(const float*)data}, plan}, count, keys);
}

extern "C" __global__ void __launch_bounds__(1024)
    yolo_sort(const unsigned* __restrict__ count, const Key* __restrict__ keys, Key* __restrict__ sorted) {
  __shared__ Key room[kRun];
  sort_run(Runs(*count), room, sorted, [=](unsigned i) { return keys[i]; });
}

extern "C" __global__ void __launch_bounds__(256)
    yolo_merge(const unsigned* __restrict__ count, unsigned level, const Key* __restrict__ from, Key* __restrict__ to) {
  merge_runs(Runs(*count), level, from, to);
}

__device__ __forceinline__ Box decode_box(const AnyHead& head, unsigned anchor) {
  const Plan& plan = *head.plan;
  float x = head.at(0, anchor), y = head.at(1, anchor), w = head.at(2, anchor), h = head.at(3, anchor);
  if (plan.grid_at != ~0u) {
    const unsigned* cell = plan.tables + plan.grid_at + 3 * (size_t)anchor;
    const float stride = __int_as_float((int)cell[2]);
    x = (x + __int_as_float((int)cell[0])) * stride;
    y = (y + __int_as_float((int)cell[1])) * stride;
    w = exp32(w) * stride;
    h = exp32(h) * stride;
  }
  const float right = w * 0.5f, below = h * 0.5f;
  return {x - right, y - below, x + right, y + below};
}

/** Words of a detection in the result: its box, score and id. */
const unsigned kDetectionWords = 6;

/** Gives the box of an id. */
struct ReadHead {
  AnyHead head;
  __device__ __forceinline__ void operator()(unsigned id, Box& box, int& label) const {
    box = decode_box(head, id / head.plan->classes);
    label = head.plan->rules.is_per_class ? (int)(id % head.plan->classes) : 0;
  }
};

__device__ __forceinline__ void write_detection(unsigned* result, unsigned at, Key key, const Box& box) {
  unsigned* words = result + 4 + kDetectionWords * at;
  words[0] = (unsigned)__float_as_int(one_nan(box.left));
  words[1] = (unsigned)__float_as_int(one_nan(box.top));
  words[2] = (unsigned)__float_as_int(one_nan(box.right));
  words[3] = (unsigned)__float_as_int(one_nan(box.bottom));
  words[4] = (unsigned)__float_as_int(score_of(key));
  words[5] = id_of(key);
}

/** Copies number `i` of those behind the classes, for detection `at`. */
__device__ __forceinline__ void write_extra(unsigned* result, unsigned at, unsigned i, unsigned id, const AnyHead& head) {
  const Plan& plan = *head.plan;
  const float value = head.at(plan.first_class + plan.classes + i, id / plan.classes);
  result[plan.extras_at + at * plan.extras + i] = (unsigned)__float_as_int(value);
}

/** `result`: how many are kept, how many were candidates, two gaps, the detections, then their keypoints and coefficients. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    yolo_choose(const Plan* __restrict__ words, const void* __restrict__ data, const unsigned* __restrict__ count,
                unsigned level, const Key* __restrict__ sorted, Kept* kept, unsigned* result) {
  __shared__ SharedChoice shared;
  const Plan& plan = *words;
  const AnyHead head = {{data, plan.is_half}, words};
  const ReadHead read = {head};
  const auto keep = [=](unsigned at, Key key, const Box& box) { write_detection(result, at, key, box); };
  const TorchvisionOverlap overlap = {plan.rules.least, plan.rules.low};
  const unsigned kept_count = choose(shared, Runs(*count), level, sorted, plan.rules, overlap, kept, read, keep);
  if (threadIdx.x == 0) {
    result[0] = kept_count;
    result[1] = *count;
  }
  if (plan.extras == 0) return;
  __syncthreads();
  for (unsigned i = threadIdx.x; i < kept_count * plan.extras; i += kSortThreads) {
    const unsigned at = i / plan.extras;
    write_extra(result, at, i % plan.extras, result[4 + kDetectionWords * at + 5], head);
  }
}

extern "C" __global__ void __launch_bounds__(256)
    yolo_place(const Plan* __restrict__ plan, const void* __restrict__ data, const unsigned* __restrict__ count,
               unsigned level, const Key* __restrict__ sorted, Candidate* __restrict__ candidates) {
  const ReadHead read = {{{data, plan->is_half}, plan}};
  place_candidate(Runs(*count), level, sorted, plan->rules.candidates, candidates, read);
}

/** `result` is what `yolo_pick` made of the panels before. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    yolo_overlap(const Plan* __restrict__ plan, const unsigned* __restrict__ count, unsigned first, unsigned tiles,
                 const Candidate* __restrict__ candidates, const unsigned* __restrict__ chosen,
                 const unsigned* __restrict__ result, Bits* __restrict__ bits, unsigned* __restrict__ gone) {
  __shared__ SharedBoxes shared;
  const Rules& rules = plan->rules;
  const TorchvisionOverlap overlap = {rules.least, rules.low};
  const unsigned kept = first == 0 ? 0 : result[0];
  overlap_panel(shared, rules, overlap, *count, kept, candidates, chosen, {first, tiles, bits, gone});
}

/** `result`: as that of `yolo_choose`. */
extern "C" __global__ void __launch_bounds__(1024, 1)
    yolo_pick(const Plan* __restrict__ plan, const void* __restrict__ data, const unsigned* __restrict__ count,
              unsigned first, unsigned tiles, const Candidate* __restrict__ candidates, Bits* bits, unsigned* gone,
              unsigned* __restrict__ chosen, unsigned* __restrict__ result) {
  __shared__ SharedPanel shared;
  const AnyHead head = {{data, plan->is_half}, plan};
  const auto keep = [=](unsigned at, const Candidate& candidate) {
    write_detection(result, at, candidate.key, candidate.box);
    for (unsigned i = 0; i < head.plan->extras; i++) write_extra(result, at, i, id_of(candidate.key), head);
  };
  pick_of_panel(shared, plan->rules, *count, candidates, {first, tiles, bits, gone}, chosen, result, keep);
}
