// Order of candidates: keys of 64 bits, no two alike, the largest first. Nothing here takes more than n log n steps.
#ifndef POLYINFER_OPS_LARGEST_FIRST_H_
#define POLYINFER_OPS_LARGEST_FIRST_H_
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

/** A key that orders by falling score, then by rising index. Scores are no NaN. */
POLY_INLINE uint64_t key_of(float score, uint32_t index) {
  const float s = score + 0.0f; /* -0 and 0 are equal scores */
  uint32_t bits;
  __builtin_memcpy(&bits, &s, 4);
  bits ^= bits >> 31 ? 0xffffffffu : 0x80000000u;
  return (uint64_t)bits << 32 | (uint32_t)~index;
}
POLY_INLINE uint32_t index_of(uint64_t key) { return ~(uint32_t)key; }
POLY_INLINE float score_of(uint64_t key) {
  uint32_t bits = (uint32_t)(key >> 32);
  bits ^= bits >> 31 ? 0x80000000u : 0xffffffffu;
  float score;
  __builtin_memcpy(&score, &bits, 4);
  return score;
}

const int kFew = 24;

POLY_INLINE void sort_few(uint64_t* keys, int n) {
  for (int i = 1; i < n; i++) {
    const uint64_t key = keys[i];
    int at = i;
    for (; at > 0 && keys[at - 1] < key; at--) keys[at] = keys[at - 1];
    keys[at] = key;
  }
}

/** Lets the key at `at` sink in a heap whose smallest is on top. */
inline void sink(uint64_t* keys, int n, int at) {
  const uint64_t key = keys[at];
  for (int child = 2 * at + 1; child < n; child = 2 * at + 1) {
    if (child + 1 < n && keys[child + 1] < keys[child]) child++;
    if (keys[child] >= key) break;
    keys[at] = keys[child];
    at = child;
  }
  keys[at] = key;
}

inline void heap_sort(uint64_t* keys, int n) {
  for (int i = n / 2 - 1; i >= 0; i--) sink(keys, n, i);
  for (int end = n - 1; end > 0; end--) {
    const uint64_t key = keys[0];
    keys[0] = keys[end];
    keys[end] = key;
    sink(keys, end, 0);
  }
}

/** Brings the keys from `least` on to the front and gives how many they are. `are_rare`: most are smaller. */
POLY_INLINE int bring_to_front(uint64_t* keys, int n, uint64_t least, bool are_rare) {
  int count = 0;
  if (are_rare) {
    for (int i = 0; i < n; i++) {
      const uint64_t key = keys[i];
      if (__builtin_expect(key < least, 1)) continue;
      keys[i] = keys[count];
      keys[count++] = key;
    }
    return count;
  }
  for (int i = 0; i < n; i++) {
    const uint64_t key = keys[i];
    keys[i] = keys[count];
    keys[count] = key;
    count += key >= least;
  }
  return count;
}

POLY_INLINE uint64_t middle(uint64_t a, uint64_t b, uint64_t c) {
  const uint64_t low = a < b ? a : b, high = a < b ? b : a;
  return c < low ? low : c < high ? c : high;
}

/** `depth`: so often it may divide badly before it turns to a way without bad cases. */
inline void sort_largest_first(uint64_t* keys, int n, int depth = 40) {
  while (n > kFew) {
    if (depth-- == 0) return heap_sort(keys, n);
    const int count = bring_to_front(keys, n, middle(keys[0], keys[n / 2], keys[n - 1]), false);
    /* the shorter part by a call of its own: the stack stays short */
    if (count < n - count) {
      sort_largest_first(keys, count, depth);
      keys += count;
      n -= count;
    } else {
      sort_largest_first(keys + count, n - count, depth);
      n = count;
    }
  }
  sort_few(keys, n);
}

/** Brings the `count` largest to the front, in any order. */
inline void select_largest(uint64_t* keys, int n, int count) {
  const int kSample = 31;
  for (int round = 0; count > 0 && count < n; round++) {
    if (n <= 2 * kFew) return sort_few(keys, n);
    if (round == 40) return heap_sort(keys, n);
    uint64_t sample[kSample];
    for (int i = 0; i < kSample; i++) sample[i] = keys[(int64_t)n * i / kSample];
    sort_few(sample, kSample);
    /* one place further than expected, so that the front is likely to have all that are wanted */
    const int expected = (int)((int64_t)kSample * count / n) + 1;
    const int rank = expected < kSample - 2 ? expected : kSample - 2;
    const int front = bring_to_front(keys, n, sample[rank], rank < 3);
    if (front >= count) {
      n = front;
    } else {
      keys += front;
      n -= front;
      count -= front;
    }
  }
}

}  // namespace
}  // namespace POLY_ISA
#endif
