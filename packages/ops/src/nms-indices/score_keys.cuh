// Scores as keys: 64 bits, above them a number that rises with the score, below the complement of an id. A higher key comes
// first, and no two are equal, so that a sort has one result. 0 is no key.
#ifndef POLYINFER_OPS_SCORE_KEYS_CUH_
#define POLYINFER_OPS_SCORE_KEYS_CUH_

typedef unsigned long long Key;

/** Rises with the number; 0 for NaN, the same for 0 and -0. */
__device__ __forceinline__ unsigned score_key(float score) {
  const unsigned bits = (unsigned)__float_as_int(score);
  if (score != score) return 0;
  if (score == 0) return 0x80000000u;
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

__device__ __forceinline__ float score_of(Key key) {
  const unsigned high = (unsigned)(key >> 32);
  return __int_as_float((int)(high & 0x80000000u ? high ^ 0x80000000u : ~high));
}

__device__ __forceinline__ Key key_of(float score, unsigned id) { return (Key)score_key(score) << 32 | (unsigned)~id; }
__device__ __forceinline__ unsigned id_of(Key key) { return ~(unsigned)key; }

/** The numbers of a tensor. */
struct Floats {
  const float* data;
  __device__ __forceinline__ float at(size_t i) const { return data[i]; }
};

/** The numbers of a tensor in float16. */
struct Halves {
  const unsigned short* data;
  __device__ __forceinline__ float at(size_t i) const {
    const unsigned half = data[i], magnitude = half & 0x7fffu;
    /* exponents are 112 too low, which a product mends for subnormal numbers too */
    const unsigned scaled = (unsigned)__float_as_int(__int_as_float((int)(magnitude << 13)) * 0x1p112f);
    const unsigned special = magnitude >= 0x7c00u ? 0x7f800000u : 0u;
    return __int_as_float((int)(scaled | special | (half & 0x8000u) << 16));
  }
};

/** Processors make NaN of different signs. */
__device__ __forceinline__ float one_nan(float x) { return x == x ? x : __int_as_float(0x7fc00000); }

/** Appends the keys of those lanes that have one. All lanes of a warp call it. */
__device__ __forceinline__ void append_key(bool has, Key key, unsigned* count, Key* keys) {
  const unsigned which = __ballot_sync(~0u, has), lane = threadIdx.x & 31u;
  if (which == 0) return;
  unsigned at = 0;
  if (lane == 0) at = atomicAdd(count, (unsigned)__popc(which));
  at = __shfl_sync(~0u, at, 0) + (unsigned)__popc(which & ((1u << lane) - 1));
  if (has) keys[at] = key;
}

#endif
