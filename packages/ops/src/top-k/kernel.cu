// The k highest of one line of scores: `reference.ts`. Launched in this order: `top_k_sort`, `top_k_merge` for each level,
// `top_k_take`.
#ifdef CUDA_EMU
#include "cuda_emu.h"
#endif
#include "../nms-indices/sorted_runs.cuh"

__device__ __forceinline__ float score_at(const void* scores, int is_half, unsigned i) {
  return is_half ? Halves{(const unsigned short*)scores}.at(i) : Floats{(const float*)scores}.at(i);
}

extern "C" __global__ void __launch_bounds__(1024)
    top_k_sort(const void* __restrict__ scores, int is_half, unsigned size, Key* __restrict__ sorted) {
  __shared__ Key room[kRun];
  sort_run(Runs(size), room, sorted, [=](unsigned i) { return key_of(score_at(scores, is_half, i), i); });
}

extern "C" __global__ void __launch_bounds__(256)
    top_k_merge(unsigned size, unsigned level, const Key* __restrict__ from, Key* __restrict__ to) {
  merge_runs(Runs(size), level, from, to);
}

struct alignas(8) Ranked {
  unsigned index;
  float score;
};

extern "C" __global__ void __launch_bounds__(1024, 1)
    top_k_take(const void* __restrict__ scores, int is_half, unsigned size, unsigned k, unsigned level,
               const Key* __restrict__ sorted, Ranked* __restrict__ result) {
  __shared__ SharedChunk shared;
  TakeKeys take(Runs(size), level, sorted, shared);
  for (unsigned taken = 0; taken < k;) {
    const unsigned count = take.next(), at = taken + threadIdx.x;
    if (threadIdx.x < count && at < k) {
      const unsigned index = id_of(shared.keys[threadIdx.x]);
      /* not the key's score: -0 is told from 0 */
      result[at] = {index, score_at(scores, is_half, index)};
    }
    taken += count;
  }
}
