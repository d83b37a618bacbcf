// Keys sorted in runs, one a block of threads, which are merged no further than is needed: the highest that are left are taken
// from all runs, up to 1024 at a time.
//
// Runs are as long as each other, whatever the order of the keys was: keys are dealt out four by four.
#ifndef POLYINFER_OPS_SORTED_RUNS_CUH_
#define POLYINFER_OPS_SORTED_RUNS_CUH_
#include "../nms-indices/score_keys.cuh"

/** Threads of the blocks that sort runs and of those that take from them. */
const unsigned kSortThreads = 1024;
/** Keys of a run, before runs are merged. */
const unsigned kRun = 2 * kSortThreads;
/** Keys that are taken at a time at most; and as many runs. */
const unsigned kChunk = kSortThreads;

/** Where `count` keys lie: run after run, without gaps. */
struct Runs {
  unsigned count, runs;

  __device__ __forceinline__ explicit Runs(unsigned keys) : count(keys), runs(keys / kRun + (keys % kRun != 0)) {}
  /** Where the sorted run begins; that behind the last ends there. */
  __device__ __forceinline__ unsigned start(unsigned run) const {
    if (run >= runs) return count;
    const unsigned fours = count / 4, round = fours / runs, last = fours % runs;
    return 4 * (round * run + (last < run ? last : run)) + (last < run ? count % 4 : 0);
  }
  /** Which of the unsorted keys is number `i` of a run. */
  __device__ __forceinline__ unsigned dealt(unsigned run, unsigned i) const { return 4 * (i / 4 * runs + run) + i % 4; }
};

/**
 * Sorts `size` keys, a power of two and at most two for each thread of the block, the highest first. All threads of the
 * block call it, behind a barrier, and there is one at its end.
 */
__device__ __forceinline__ void sort_keys(Key* keys, unsigned size) {
  const unsigned thread = threadIdx.x;
  for (unsigned width = 2; width <= size; width *= 2)
    for (unsigned step = width / 2; step > 0; step /= 2) {
      if (thread < size / 2) {
        const unsigned a = 2 * thread - (thread & (step - 1)), b = a + step;
        const Key x = keys[a], y = keys[b];
        if ((x < y) == ((a & width) == 0)) {
          keys[a] = y;
          keys[b] = x;
        }
      }
      /* a warp has 64 keys: while it stays among them, it need not wait for others */
      const unsigned next = step > 1 ? step / 2 : width < size ? width : kRun;
      if (step > 32 || next > 32) __syncthreads();
      else __syncwarp();
    }
}

__device__ __forceinline__ unsigned power_from(unsigned count) {
  unsigned power = 1;
  while (power < count) power *= 2;
  return power;
}

/** Sorts the run of this block of threads; `read(i)` gives one of the unsorted keys, `room` holds `kRun`. */
template <class Read>
__device__ __forceinline__ void sort_run(const Runs& runs, Key* room, Key* sorted, const Read& read) {
  const unsigned run = blockIdx.x;
  if (run >= runs.runs) return;
  const unsigned start = runs.start(run), length = runs.start(run + 1) - start, size = power_from(length);
  for (unsigned i = threadIdx.x; i < size; i += kSortThreads) room[i] = i < length ? read(runs.dealt(run, i)) : 0;
  __syncthreads();
  sort_keys(room, size);
  for (unsigned i = threadIdx.x; i < length; i += kSortThreads) sorted[start + i] = room[i];
}

/** Where the sorted keys from `first` up to `end` that are higher than `key` end. */
__device__ __forceinline__ unsigned end_of_higher(const Key* sorted, unsigned first, unsigned end, Key key) {
  while (first < end) {
    const unsigned middle = first + (end - first) / 2;
    if (sorted[middle] > key) first = middle + 1;
    else end = middle;
  }
  return first;
}

/** Merges runs of 2^`level` sorted ones each by two, from one memory into another: a key a thread. */
__device__ __forceinline__ void merge_runs(const Runs& runs, unsigned level, const Key* from, Key* to) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= runs.count) return;
  unsigned low = 0, high = (runs.runs - 1) >> level;
  while (low < high) {
    const unsigned middle = (low + high + 1) / 2;
    if (runs.start(middle << level) <= at) low = middle;
    else high = middle - 1;
  }
  const unsigned own = runs.start(low << level), other = runs.start((low ^ 1u) << level);
  const Key key = from[at];
  const unsigned end = (low ^ 1u) << level >= runs.runs ? other : runs.start(((low ^ 1u) + 1) << level);
  to[(own < other ? own : other) + (at - own) + (end_of_higher(from, other, end, key) - other)] = key;
}

/** What a block of threads shares that takes keys from runs. */
struct SharedChunk {
  Key keys[kChunk];
  unsigned cursors[kChunk];
  Key bound;
  unsigned filled;
};

/** Takes keys from sorted runs, the highest first. All `kSortThreads` threads of the one block call all functions. */
struct TakeKeys {
  const Key* sorted;
  SharedChunk& shared;
  unsigned heads, share;    /* runs, and how many keys of each are looked at */
  unsigned run, place, end; /* of this thread */

  __device__ __forceinline__ TakeKeys(const Runs& runs, unsigned level, const Key* keys, SharedChunk& memory)
      : sorted(keys), shared(memory) {
    heads = (runs.runs + (1u << level) - 1) >> level;
    share = heads == 0 ? 0 : kChunk / heads;
    run = heads == 0 ? 0 : threadIdx.x / share;
    place = heads == 0 ? 0 : threadIdx.x % share;
    end = run < heads ? runs.start((run + 1) << level) : 0;
    if (threadIdx.x < heads) shared.cursors[threadIdx.x] = runs.start(threadIdx.x << level);
  }

  /** Sorts the next keys into `shared.keys` and gives how many: 0 where none is left. Ends with a barrier. */
  __device__ __forceinline__ unsigned next() {
    if (threadIdx.x == 0) {
      shared.bound = 0;
      shared.filled = 0;
    }
    __syncthreads();
    const unsigned cursor = run < heads ? shared.cursors[run] : 0, at = cursor + place;
    const Key key = run < heads && at < end ? sorted[at] : 0;
    /* above the highest key behind any share, all keys are in the shares */
    Key bound = run < heads && place == 0 && cursor + share < end ? sorted[cursor + share] : 0;
    for (int lanes = 16; lanes > 0; lanes /= 2) {
      const Key other = __shfl_xor_sync(~0u, bound, lanes);
      bound = other > bound ? other : bound;
    }
    if ((threadIdx.x & 31u) == 0 && bound != 0) atomicMax(&shared.bound, bound);
    __syncthreads();
    bound = shared.bound;
    const bool takes = key > bound;
    append_key(takes, key, &shared.filled, shared.keys);
    if (takes && (place + 1 == share || at + 1 == end || sorted[at + 1] <= bound)) shared.cursors[run] = at + 1;
    __syncthreads();
    const unsigned count = shared.filled, size = power_from(count);
    if (threadIdx.x >= count && threadIdx.x < size) shared.keys[threadIdx.x] = 0;
    __syncthreads();
    sort_keys(shared.keys, size);
    return count;
  }
};

#endif
