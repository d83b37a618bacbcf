// Greedy non-maximum suppression: `reference.ts`, by one block of threads. Candidates come by falling score, the lower id first,
// and are tested 128 at a time: against what is kept by then and, by a matrix of bits, against each other. It ends when enough
// are kept.
#ifndef POLYINFER_OPS_CHOOSE_CUH_
#define POLYINFER_OPS_CHOOSE_CUH_
#include "../nms-indices/overlap.cuh"
#include "../nms-indices/rules.cuh"
#include "../nms-indices/sorted_runs.cuh"

struct alignas(16) Kept {
  Box box;
  float area;
  int label;
};

/** Candidates that are tested at a time. */
const unsigned kBlock = 128;
const unsigned kBlockWords = kBlock / 32;

struct alignas(16) Words {
  unsigned word[kBlockWords];
};

/** What the block of threads shares that chooses. */
struct SharedChoice {
  SharedChunk chunk;
  Box boxes[kChunk];
  float areas[kChunk];
  int labels[kChunk];
  Words suppressed[kBlock]; /* by each of the block: bits of later ones */
  unsigned dead[kBlockWords];
  unsigned of_label[kBlock]; /* boxes kept before of the same label */
  unsigned chosen[kBlock];
  unsigned chosen_count;
};

/** Whether one of the label of candidate `c` may be kept behind the `n` that are chosen. */
__device__ __forceinline__ bool may_keep(const SharedChoice& s, unsigned first, unsigned c, unsigned n, unsigned most) {
  unsigned same = s.of_label[c];
  for (unsigned i = 0; i < n; i++) same += s.labels[first + s.chosen[i]] == s.labels[first + c];
  return same < most;
}

/** Goes through the candidates that nothing kept before suppresses, in order: one thread. */
__device__ __forceinline__ void choose_of_block(SharedChoice& s, unsigned first, unsigned size, unsigned most,
                                                const Rules& rules) {
  unsigned gone[kBlockWords], n = 0;
  for (unsigned w = 0; w < kBlockWords; w++) {
    const unsigned left = size > 32 * w ? size - 32 * w : 0;
    gone[w] = s.dead[w] | (left >= 32 ? 0 : ~0u << left);
  }
#pragma unroll
  for (unsigned w = 0; w < kBlockWords; w++)
    while (gone[w] != ~0u && n < most) {
      const unsigned bit = (unsigned)__ffs((int)~gone[w]) - 1, c = 32 * w + bit;
      gone[w] |= 1u << bit;
      if (rules.is_limited && !may_keep(s, first, c, n, rules.per_class)) continue;
      s.chosen[n++] = c;
      const Words suppressed = s.suppressed[c];
      for (unsigned i = 0; i < kBlockWords; i++) gone[i] |= suppressed.word[i];
    }
  s.chosen_count = n;
}

/**
 * Chooses among the sorted keys, with `kSortThreads` threads. `read(id, box, label)` gives a candidate, `keep(at, key, box)`
 * is called for each that is kept, `at` counting them. Gives how many, the same to all threads.
 */
template <class Overlap, class Read, class Keep>
__device__ __forceinline__ unsigned choose(SharedChoice& s, const Runs& runs, unsigned level, const Key* sorted,
                                           const Rules& rules, const Overlap& overlap, Kept* kept, const Read& read,
                                           const Keep& keep) {
  const unsigned thread = threadIdx.x, lane = thread & 31u, warp = thread / 32;
  const unsigned limit = runs.count < rules.candidates ? runs.count : rules.candidates;
  TakeKeys take(runs, level, sorted, s.chunk);
  unsigned taken = 0, kept_count = 0;
  while (taken < limit && kept_count < rules.detections) {
    const unsigned chunk = take.next();
    if (thread < chunk) {
      read(id_of(s.chunk.keys[thread]), s.boxes[thread], s.labels[thread]);
      s.areas[thread] = Overlap::area(s.boxes[thread]);
    }
    for (unsigned first = 0; first < chunk && taken < limit && kept_count < rules.detections; first += kBlock) {
      const unsigned rest = chunk - first < limit - taken ? chunk - first : limit - taken;
      const unsigned size = rest < kBlock ? rest : kBlock;
      if (thread < kBlockWords) s.dead[thread] = 0;
      if (thread < kBlock) s.of_label[thread] = 0;
      __syncthreads();
      const unsigned c = thread % kBlock, at = first + c;
      if (c < size) {
        unsigned same = 0;
        for (unsigned k = thread / kBlock; k < kept_count; k += kSortThreads / kBlock) {
          const Kept& other = kept[k];
          if (other.label != s.labels[at]) continue;
          same++;
          if (overlap.is_too_much(s.boxes[at], s.areas[at], other.box, other.area)) {
            atomicOr(&s.dead[c / 32], 1u << c % 32);
            break;
          }
        }
        if (rules.is_limited && same > 0) atomicAdd(&s.of_label[c], same);
      }
      for (unsigned word = warp; word < size * kBlockWords; word += kSortThreads / 32) {
        const unsigned by = word / kBlockWords, later = word % kBlockWords * 32 + lane, a = first + later,
                       b = first + by;
        const bool is = later > by && later < size && s.labels[a] == s.labels[b] &&
                        overlap.is_too_much(s.boxes[a], s.areas[a], s.boxes[b], s.areas[b]);
        const unsigned bits = __ballot_sync(~0u, is);
        if (lane == 0) s.suppressed[by].word[word % kBlockWords] = bits;
      }
      __syncthreads();
      if (thread == 0) choose_of_block(s, first, size, rules.detections - kept_count, rules);
      __syncthreads();
      const unsigned added = s.chosen_count;
      if (thread < added) {
        const unsigned of = first + s.chosen[thread];
        Kept& place = kept[kept_count + thread];
        place.box = s.boxes[of];
        place.area = s.areas[of];
        place.label = s.labels[of];
        keep(kept_count + thread, s.chunk.keys[of], s.boxes[of]);
      }
      kept_count += added;
      taken += size;
    }
  }
  return kept_count;
}

#endif
