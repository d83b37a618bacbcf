// Greedy non-maximum suppression: `reference.ts`, for many candidates of which many are kept. Candidates come by falling score,
// the lower id first, in panels of up to 8192: all blocks of the grid test those of a panel against what was kept before it and,
// where nothing did, against the earlier ones of the panel, whose overlaps become bits; then one block goes through the bits.
//
// Why panels: bits for all pairs would take n * n / 8 bytes, these take 8 MiB; and in a crowd few of a later panel are left to
// be compared with each other. Launches are 2 for each 8192 boxes that there is room for, whatever is found.
#ifndef POLYINFER_OPS_CHOOSE_IN_PANELS_CUH_
#define POLYINFER_OPS_CHOOSE_IN_PANELS_CUH_
#include "../nms-indices/overlap.cuh"
#include "../nms-indices/rules.cuh"
#include "../nms-indices/sorted_runs.cuh"

/** By rank, the highest score first. */
struct alignas(16) Candidate {
  Box box;
  Key key;
  int label;
};

typedef unsigned long long Bits;

/** Candidates of a tile: one for each bit of `Bits`. */
const unsigned kTile = 64;
/** Tiles of a panel at most. */
const unsigned kMostTiles = 128;

/** What is known of a panel's candidates. */
struct Panel {
  unsigned first; /* rank of its first candidate */
  unsigned tiles; /* that there is room for */
  /** Of candidate `c` of tile `t`: which of those of tile `by` suppress it. */
  Bits* bits;
  /** Two words a tile: which candidates are suppressed by what was kept before the panel, or do not exist. */
  unsigned* gone;

  __device__ __forceinline__ Bits& word(unsigned t, unsigned by, unsigned c) const {
    return bits[((size_t)t * tiles + by) * kTile + c];
  }
};

/** Puts a key of the runs where it ranks among all, with what `read(id, box, label)` gives: a key a thread. */
template <class Read>
__device__ __forceinline__ void place_candidate(const Runs& runs, unsigned level, const Key* sorted, unsigned most,
                                                Candidate* candidates, const Read& read) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= runs.count) return;
  const Key key = sorted[at];
  unsigned rank = 0, end = 0;
  for (unsigned run = 0; run < runs.runs && rank < most; run += 1u << level) {
    const unsigned start = end;
    end = runs.start(run + (1u << level));
    rank += (at >= start && at < end ? at : end_of_higher(sorted, start, end, key)) - start;
  }
  if (rank >= most) return;
  Candidate& candidate = candidates[rank];
  read(id_of(key), candidate.box, candidate.label);
  candidate.key = key;
}

/** Boxes that those of a tile are tested against. */
struct SharedBoxes {
  Box boxes[kSortThreads];
  float areas[kSortThreads];
  int labels[kSortThreads];
  unsigned gone[2];
  unsigned char open[kTile];

  template <class Overlap>
  __device__ __forceinline__ void put(unsigned at, const Candidate& candidate) {
    boxes[at] = candidate.box;
    areas[at] = Overlap::area(candidate.box);
    labels[at] = candidate.label;
  }
};

/** A tile of the panel for each block of `kSortThreads` threads. `kept` are in `chosen`, all of them before the panel. */
template <class Overlap>
__device__ __forceinline__ void overlap_panel(SharedBoxes& s, const Rules& rules, const Overlap& overlap, unsigned count,
                                              unsigned kept, const Candidate* candidates, const unsigned* chosen,
                                              const Panel& panel) {
  const unsigned limit = count < rules.candidates ? count : rules.candidates;
  /* the last tile has most to do: it starts first */
  const unsigned thread = threadIdx.x, tile = gridDim.x - 1 - blockIdx.x, from = panel.first + kTile * tile;
  if (from >= limit || kept >= rules.detections) return;
  const unsigned size = limit - from < kTile ? limit - from : kTile, groups = kSortThreads / kTile;
  if (thread < 2) s.gone[thread] = size >= 32 * (thread + 1) ? 0 : size <= 32 * thread ? ~0u : ~0u << (size - 32 * thread);
  __syncthreads();
  {
    const unsigned c = thread % kTile, group = thread / kTile;
    Candidate own = {};
    if (c < size) own = candidates[from + c];
    const float area = Overlap::area(own.box);
    for (unsigned k = 0; k < kept; k += kSortThreads) {
      const unsigned low = s.gone[0], high = s.gone[1];
      if ((low & high) == ~0u) break;
      if (k + thread < kept) s.put<Overlap>(thread, candidates[chosen[k + thread]]);
      __syncthreads();
      if (!((c < 32 ? low : high) >> c % 32 & 1u))
        for (unsigned j = group; j < kSortThreads && j < kept - k; j += groups)
          if (s.labels[j] == own.label && overlap.is_too_much(own.box, area, s.boxes[j], s.areas[j])) {
            atomicOr(&s.gone[c / 32], 1u << c % 32);
            break;
          }
      __syncthreads();
    }
  }
  const Bits open = ~(s.gone[0] | (Bits)s.gone[1] << 32);
  const unsigned open_count = (unsigned)__popcll(open);
  if (thread < 2) panel.gone[2 * tile + thread] = s.gone[thread];
  if (thread < kTile && open >> thread & 1u) s.open[__popcll(open & (((Bits)1 << thread) - 1))] = (unsigned char)thread;
  if (open_count == 0) return;
  for (unsigned row = 0; row <= kTile * tile; row += kSortThreads) {
    if (row + thread < kTile * tile + size) s.put<Overlap>(thread, candidates[panel.first + row + thread]);
    __syncthreads();
    const unsigned c = s.open[thread % open_count], group = thread / open_count, by = row / kTile + group;
    if (group < groups && by <= tile) {
      const Candidate own = candidates[from + c];
      const float area = Overlap::area(own.box);
      const unsigned earlier = by < tile ? kTile : c;
      Bits bits = 0;
      for (unsigned i = 0; i < earlier; i++) {
        const unsigned j = kTile * group + i;
        const bool is = s.labels[j] == own.label && overlap.is_too_much(own.box, area, s.boxes[j], s.areas[j]);
        bits |= (Bits)is << i;
      }
      panel.word(tile, by, c) = bits;
    }
    __syncthreads();
  }
}

/** What the block shares that goes through a panel. */
struct SharedPanel {
  Bits kept[kMostTiles];
  unsigned before[kMostTiles + 1]; /* boxes kept before a tile */
  unsigned gone[2 * kMostTiles];
};

/** Which of the tile's candidates are kept, `by` being those of the tile that suppress candidates `lane` and `lane` + 32. */
__device__ __forceinline__ Bits keep_in_tile(Bits gone, Bits by_low, Bits by_high) {
  const unsigned lane = threadIdx.x & 31u;
  const Bits low = (Bits)1 << lane, high = low << 32;
  by_low &= low - 1;
  by_high &= high - 1;
  Bits kept = 0;
  /* the first that is open is decided in each round, and all whose suppressors are: no more rounds than candidates */
  for (unsigned round = 0; round < kTile; round++) {
    const Bits open = ~(kept | gone);
    if (open == 0) break;
    const unsigned keeps_low = __ballot_sync(~0u, (open & low) != 0 && (by_low & ~gone) == 0);
    const unsigned keeps_high = __ballot_sync(~0u, (open & high) != 0 && (by_high & ~gone) == 0);
    kept |= keeps_low | (Bits)keeps_high << 32;
    const unsigned ends_low = __ballot_sync(~0u, (open & low) != 0 && (by_low & kept) != 0);
    const unsigned ends_high = __ballot_sync(~0u, (open & high) != 0 && (by_high & kept) != 0);
    gone |= ends_low | (Bits)ends_high << 32;
  }
  return kept;
}

/** The first of `bits`, at most so many. */
__device__ __forceinline__ Bits first_bits(Bits bits, unsigned most) {
  const unsigned lane = threadIdx.x & 31u;
  const Bits low = (Bits)1 << lane, high = low << 32;
  const unsigned fits_low = __ballot_sync(~0u, (bits & low) != 0 && (unsigned)__popcll(bits & (low - 1)) < most);
  const unsigned fits_high = __ballot_sync(~0u, (bits & high) != 0 && (unsigned)__popcll(bits & (high - 1)) < most);
  return fits_low | (Bits)fits_high << 32;
}

/**
 * Goes through the panel in order, with one block of `kSortThreads` threads: the first warp decides a tile, while the others
 * find out which of the next are suppressed by the tiles before it. `keep(at, candidate)` is called for each that is kept.
 * `result`: how many are kept by then, of how many.
 */
template <class Keep>
__device__ __forceinline__ void pick_of_panel(SharedPanel& s, const Rules& rules, unsigned count,
                                              const Candidate* candidates, const Panel& panel, unsigned* chosen,
                                              unsigned* result, const Keep& keep) {
  const unsigned thread = threadIdx.x, warp = thread / 32, lane = thread & 31u;
  const unsigned limit = count < rules.candidates ? count : rules.candidates;
  const unsigned kept_before = panel.first == 0 ? 0 : result[0];
  const bool is_over = panel.first >= limit || kept_before >= rules.detections;
  if (is_over && panel.first > 0) return;
  const unsigned left = is_over ? 0 : (limit - panel.first - 1) / kTile + 1, tiles = left < panel.tiles ? left : panel.tiles;
  for (unsigned i = thread; i < 2 * tiles; i += kSortThreads) s.gone[i] = panel.gone[i];
  if (thread == 0) s.before[0] = kept_before;
  /* of candidates `lane` and `lane` + 32: who of its own tile suppresses it, and of the tile before */
  Bits own_low = 0, own_high = 0, last_low = 0, last_high = 0;
  if (warp == 0 && tiles > 0) {
    own_low = panel.word(0, 0, lane);
    own_high = panel.word(0, 0, lane + 32);
  }
  __syncthreads();
  unsigned done = 0;
  while (done < tiles && s.before[done] < rules.detections) {
    const unsigned t = done++;
    if (warp == 0) {
      const Bits last = t > 0 ? s.kept[t - 1] : 0;
      const unsigned ends_low = s.gone[2 * t] | __ballot_sync(~0u, (last_low & last) != 0);
      const unsigned ends_high = s.gone[2 * t + 1] | __ballot_sync(~0u, (last_high & last) != 0);
      Bits kept = keep_in_tile(ends_low | (Bits)ends_high << 32, own_low, own_high);
      const unsigned before = s.before[t], most = rules.detections - before;
      if ((unsigned)__popcll(kept) > most) kept = first_bits(kept, most);
      if (lane == 0) {
        s.kept[t] = kept;
        s.before[t + 1] = before + (unsigned)__popcll(kept);
      }
      if (t + 1 < tiles) {
        own_low = panel.word(t + 1, t + 1, lane);
        own_high = panel.word(t + 1, t + 1, lane + 32);
        last_low = panel.word(t + 1, t, lane);
        last_high = panel.word(t + 1, t, lane + 32);
      }
    } else if (t + 1 < tiles) {
      /* whole groups of a tile's width, so that a thread has one candidate */
      const unsigned groups = (kSortThreads - 32) / kTile, c = (thread - 32) % kTile, group = (thread - 32) / kTile;
      if (group < groups && !(panel.gone[2 * (t + 1) + c / 32] >> c % 32 & 1u)) {
        Bits suppressing = 0;
        for (unsigned by = group; by < t; by += groups) suppressing |= panel.word(t + 1, by, c) & s.kept[by];
        if (suppressing != 0) atomicOr(&s.gone[2 * (t + 1) + c / 32], 1u << c % 32);
      }
    }
    __syncthreads();
  }
  for (unsigned i = thread; i < kTile * done; i += kSortThreads) {
    const Bits kept = s.kept[i / kTile];
    if (!(kept >> i % kTile & 1u)) continue;
    const unsigned at = s.before[i / kTile] + (unsigned)__popcll(kept & (((Bits)1 << i % kTile) - 1));
    chosen[at] = panel.first + i;
    keep(at, candidates[panel.first + i]);
  }
  if (thread > 0) return;
  result[0] = s.before[done];
  result[1] = count;
}

#endif
