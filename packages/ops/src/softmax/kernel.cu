// Softmax along one axis: `reference.ts`, with its order of summation. Element i of line (a, b) is
// `input[(a * length + i) * inner + b]`. The output may be the input where that is float32.
#ifdef CUDA_EMU
#include "cuda_emu.h"
#endif
#include "../nms-indices/score_keys.cuh"
#include "../softmax/exp64.cuh"

const unsigned kLineThreads = 256;
/** Powers that are summed up at a time. */
const unsigned kPowers = 1024;

struct SharedLine {
  float highest[kLineThreads / 32];
  double powers[kPowers];
  double sum;
};

template <class Numbers>
__device__ __forceinline__ void softmax_of_line(SharedLine& s, const Numbers& input, float* output, unsigned length,
                                                unsigned inner) {
  const unsigned thread = threadIdx.x, lane = thread & 31u;
  const size_t first = (size_t)(blockIdx.x / inner) * length * inner + blockIdx.x % inner;
  float highest = __int_as_float((int)0xff800000u);
  for (unsigned i = thread; i < length; i += kLineThreads) {
    const float x = input.at(first + (size_t)i * inner);
    if (x > highest) highest = x;
  }
  for (int lanes = 16; lanes > 0; lanes /= 2) {
    const float other = __shfl_xor_sync(~0u, highest, lanes);
    if (other > highest) highest = other;
  }
  if (lane == 0) s.highest[thread / 32] = highest;
  __syncthreads();
  for (unsigned i = 0; i < kLineThreads / 32; i++)
    if (s.highest[i] > highest) highest = s.highest[i];
  double sum = 0;
  for (unsigned from = 0; from < length; from += kPowers) {
    const unsigned count = length - from < kPowers ? length - from : kPowers;
    for (unsigned i = thread; i < count; i += kLineThreads)
      s.powers[i] = exp64((double)input.at(first + (size_t)(from + i) * inner) - (double)highest);
    __syncthreads();
    /* one after the other: another order rounds otherwise */
    if (thread == 0) {
      for (unsigned i = 0; i < count; i++) sum += s.powers[i];
      s.sum = sum;
    }
    __syncthreads();
  }
  sum = s.sum;
  for (unsigned i = thread; i < length; i += kLineThreads) {
    const size_t at = first + (size_t)i * inner;
    const double power = length <= kPowers ? s.powers[i] : exp64((double)input.at(at) - (double)highest);
    output[at] = one_nan((float)(power / sum));
  }
}

/** A line a block of threads. */
extern "C" __global__ void __launch_bounds__(256)
    softmax_lines(const void* input, float* output, int is_half, unsigned length, unsigned inner) {
  __shared__ SharedLine shared;
  if (is_half) softmax_of_line(shared, Halves{(const unsigned short*)input}, output, length, inner);
  else softmax_of_line(shared, Floats{(const float*)input}, output, length, inner);
}

template <class Numbers>
__device__ __forceinline__ void softmax_of_column(const Numbers& input, float* output, unsigned lines, unsigned length,
                                                  unsigned inner) {
  const unsigned line = blockIdx.x * blockDim.x + threadIdx.x;
  if (line >= lines) return;
  const size_t first = (size_t)(line / inner) * length * inner + line % inner;
  float highest = __int_as_float((int)0xff800000u);
  for (unsigned i = 0; i < length; i++) {
    const float x = input.at(first + (size_t)i * inner);
    if (x > highest) highest = x;
  }
  double sum = 0;
  for (unsigned i = 0; i < length; i++) sum += exp64((double)input.at(first + (size_t)i * inner) - (double)highest);
  for (unsigned i = 0; i < length; i++) {
    const size_t at = first + (size_t)i * inner;
    output[at] = one_nan((float)(exp64((double)input.at(at) - (double)highest) / sum));
  }
}

/** A line a thread: for lines that lie side by side. */
extern "C" __global__ void __launch_bounds__(256)
    softmax_columns(const void* input, float* output, int is_half, unsigned lines, unsigned length, unsigned inner) {
  if (is_half) softmax_of_column(Halves{(const unsigned short*)input}, output, lines, length, inner);
  else softmax_of_column(Floats{(const float*)input}, output, lines, length, inner);
}
