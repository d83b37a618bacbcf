/** The functions and types of CUDA C++ that kernels use, on cuda_emu.h. */
#ifndef POLYINFER_CUDA_EMU_FUNCTIONS_H_
#define POLYINFER_CUDA_EMU_FUNCTIONS_H_
#include <algorithm>

static const int warpSize __attribute__((unused)) = 32;
struct alignas(8) float2 {
  float x, y;
};
struct float3 {
  float x, y, z;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) int2 {
  int x, y;
};
struct alignas(16) int4 {
  int x, y, z, w;
};
struct alignas(8) uint2 {
  unsigned x, y;
};
struct uchar3 {
  unsigned char x, y, z;
};
struct alignas(4) uchar4 {
  unsigned char x, y, z, w;
};
static inline float2 make_float2(float x, float y) { return {x, y}; }
static inline float3 make_float3(float x, float y, float z) { return {x, y, z}; }
static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
static inline int2 make_int2(int x, int y) { return {x, y}; }
static inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }

static inline void __syncthreads() { emu::sync_threads(); }
static inline int __syncthreads_or(int flag) {
  emu::block* const own = emu::block_now;
  own->any |= flag;
  emu::sync_threads();
  const int result = own->any;
  emu::sync_threads();
  own->any = 0;
  emu::sync_threads();
  return result != 0;
}
static inline int __syncthreads_and(int flag) { return !__syncthreads_or(!flag); }
static inline void __syncwarp(unsigned mask = ~0u) { emu::sync_warp(mask); }
static inline void __threadfence() { __sync_synchronize(); }
static inline void __threadfence_block() {}
static inline unsigned __activemask() { return emu::block_now->live[emu::thread_id() / 32]; }
static inline unsigned __ballot_sync(unsigned mask, int flag) {
  return emu::fold(mask, flag != 0, 0u, [](unsigned all, unsigned value, unsigned lane) { return all | value << lane; });
}
static inline int __any_sync(unsigned mask, int flag) { return __ballot_sync(mask, flag) != 0; }
static inline int __all_sync(unsigned mask, int flag) { return __ballot_sync(mask, !flag) == 0; }
static inline unsigned __reduce_add_sync(unsigned mask, unsigned value) {
  return emu::fold(mask, value, 0u, [](unsigned all, unsigned each, unsigned) { return all + each; });
}
static inline unsigned __reduce_max_sync(unsigned mask, unsigned value) {
  return emu::fold(mask, value, 0u, [](unsigned all, unsigned each, unsigned) { return std::max(all, each); });
}
static inline unsigned __reduce_min_sync(unsigned mask, unsigned value) {
  return emu::fold(mask, value, ~0u, [](unsigned all, unsigned each, unsigned) { return std::min(all, each); });
}
static inline unsigned __reduce_or_sync(unsigned mask, unsigned value) {
  return emu::fold(mask, value, 0u, [](unsigned all, unsigned each, unsigned) { return all | each; });
}
template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
  const unsigned lane = emu::thread_id() % 32, w = static_cast<unsigned>(width);
  return emu::exchange(mask, value, (lane & ~(w - 1)) | (static_cast<unsigned>(source) & (w - 1)));
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32) {
  const unsigned lane = emu::thread_id() % 32, source = lane ^ static_cast<unsigned>(bits), w = static_cast<unsigned>(width);
  return emu::exchange(mask, value, (source & ~(w - 1)) > (lane & ~(w - 1)) ? lane : source);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32) {
  const unsigned lane = emu::thread_id() % 32, source = lane + by, w = static_cast<unsigned>(width);
  return emu::exchange(mask, value, (source & ~(w - 1)) == (lane & ~(w - 1)) ? source : lane);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32) {
  const unsigned lane = emu::thread_id() % 32, w = static_cast<unsigned>(width);
  return emu::exchange(mask, value, (lane & (w - 1)) < by ? lane : lane - by);
}

template <class T>
T atomicCAS(T* at, T expected, T value) {
  emu::jitter();
  __atomic_compare_exchange(at, &expected, &value, false, 5, 5);
  return expected;
}
template <class T>
T atomicExch(T* at, T value) {
  T old;
  emu::jitter();
  __atomic_exchange(at, &value, &old, 5);
  return old;
}
#define EMU_ATOMIC(name, result)                                \
  template <class T, class U>                                   \
  T name(T* at, U given) {                                      \
    const T value = T(given);                                   \
    return emu::change(at, [value](T old) { return T(result); }); \
  }
EMU_ATOMIC(atomicAdd, old + value)
EMU_ATOMIC(atomicSub, old - value)
EMU_ATOMIC(atomicMax, old > value ? old : value)
EMU_ATOMIC(atomicMin, old < value ? old : value)
EMU_ATOMIC(atomicOr, old | value)
EMU_ATOMIC(atomicAnd, old & value)
EMU_ATOMIC(atomicXor, old ^ value)
#undef EMU_ATOMIC

static inline int __popc(unsigned value) { return __builtin_popcount(value); }
static inline int __popcll(unsigned long long value) { return __builtin_popcountll(value); }
static inline int __ffs(int value) { return __builtin_ffs(value); }
static inline int __ffsll(long long value) { return __builtin_ffsll(value); }
static inline int __clz(int value) { return value ? __builtin_clz(static_cast<unsigned>(value)) : 32; }
static inline int __clzll(long long value) { return value ? __builtin_clzll(static_cast<unsigned long long>(value)) : 64; }
static inline unsigned __brev(unsigned value) {
  unsigned result = 0;
  for (int i = 0; i < 32; i++) result |= (value >> i & 1u) << (31 - i);
  return result;
}
template <class T>
T __ldg(const T* at) {
  return *at;
}
static inline float __saturatef(float value) { return value > 0 ? (value < 1 ? value : 1) : 0; }
static inline int __float2int_rn(float value) { return static_cast<int>(std::nearbyintf(value)); }
static inline int __float2int_rd(float value) { return static_cast<int>(std::floor(value)); }
static inline int __float2int_rz(float value) { return static_cast<int>(value); }
static inline float __int2float_rn(int value) { return static_cast<float>(value); }
static inline float __fmul_rn(float a, float b) { return a * b; }
static inline float __fadd_rn(float a, float b) { return a + b; }
static inline float __fsub_rn(float a, float b) { return a - b; }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fsqrt_rn(float value) { return std::sqrt(value); }
template <class To, class From>
To emu_bits(From from) {
  To to;
  memcpy(&to, &from, sizeof to);
  return to;
}
static inline int __float_as_int(float value) { return emu_bits<int>(value); }
static inline unsigned __float_as_uint(float value) { return emu_bits<unsigned>(value); }
static inline float __int_as_float(int value) { return emu_bits<float>(value); }
static inline float __uint_as_float(unsigned value) { return emu_bits<float>(value); }
static inline long long __double_as_longlong(double value) { return emu_bits<long long>(value); }
static inline double __longlong_as_double(long long value) { return emu_bits<double>(value); }
using std::max;
using std::min;
#endif
