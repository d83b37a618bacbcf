// The class of the highest score of every pixel: `reference.ts`.
#ifdef CUDA_EMU
#include "cuda_emu.h"
#endif
#include "../nms-indices/score_keys.cuh"

/** Neighbours, which are read and written as one. */
template <class T, unsigned count>
struct alignas(count * sizeof(T)) Together {
  T value[count];
};

/** Numbers as those of class 0, and classes: a pixel's `raise` goes through the others in their order. */
template <unsigned count>
struct Highest {
  float score[count];
  int label[count];
  __device__ __forceinline__ void begin(unsigned i, float first) {
    score[i] = first;
    label[i] = 0;
  }
  __device__ __forceinline__ void raise(unsigned i, float other, int of) {
    if (other > score[i]) {
      score[i] = other;
      label[i] = of;
    }
  }
};

template <class Index, unsigned count>
__device__ __forceinline__ void write_classes(const Highest<count>& highest, Index* output, unsigned at) {
  Together<Index, count> classes;
  for (unsigned i = 0; i < count; i++) classes.value[i] = (Index)highest.label[i];
  ((Together<Index, count>*)output)[at] = classes;
}

/** Planes of scores, `count` neighbours a thread. */
template <class Numbers, class Element, class Index, unsigned count>
__device__ __forceinline__ void find_in_planes(const Element* scores, Index* output, unsigned pixels, int classes) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x, plane = pixels / count;
  if (at >= plane) return;
  const Together<Element, count>* from = (const Together<Element, count>*)scores + at;
  Highest<count> highest;
  const Together<Element, count> first = *from;
  for (unsigned i = 0; i < count; i++) highest.begin(i, Numbers{first.value}.at(i));
#pragma unroll 4
  for (int c = 1; c < classes; c++) {
    const Together<Element, count> scores_of_class = from[(size_t)c * plane];
    for (unsigned i = 0; i < count; i++) highest.raise(i, Numbers{scores_of_class.value}.at(i), c);
  }
  write_classes(highest, output, at);
}

template <class Numbers, class Element, unsigned count>
__device__ __forceinline__ void find_in_planes(const void* scores, void* output, int is_bytes, unsigned pixels,
                                               int classes) {
  if (is_bytes)
    find_in_planes<Numbers, Element, unsigned char, count>((const Element*)scores, (unsigned char*)output, pixels,
                                                           classes);
  else find_in_planes<Numbers, Element, int, count>((const Element*)scores, (int*)output, pixels, classes);
}

/** A pixel a thread. */
extern "C" __global__ void __launch_bounds__(256)
    argmax_planes(const void* __restrict__ scores, void* __restrict__ output, int is_half, int is_bytes,
                  unsigned pixels, int classes) {
  if (is_half) find_in_planes<Halves, unsigned short, 1>(scores, output, is_bytes, pixels, classes);
  else find_in_planes<Floats, float, 1>(scores, output, is_bytes, pixels, classes);
}

/** Four pixels a thread: for planes of a multiple of four. */
extern "C" __global__ void __launch_bounds__(256)
    argmax_planes_by_four(const void* __restrict__ scores, void* __restrict__ output, int is_half, int is_bytes,
                          unsigned pixels, int classes) {
  if (is_half) find_in_planes<Halves, unsigned short, 4>(scores, output, is_bytes, pixels, classes);
  else find_in_planes<Floats, float, 4>(scores, output, is_bytes, pixels, classes);
}

/** Threads of a block for pixels whose scores are side by side; each warp has 32 pixels. */
const unsigned kRowThreads = 128;

/** Scores side by side: 32 classes of 32 pixels at a time go through shared memory, so that neighbours are read together. */
template <class Numbers>
__device__ __forceinline__ void find_in_rows(const Numbers& scores, void* output, int is_bytes, unsigned pixels,
                                             int classes, float (*tile)[33]) {
  const unsigned lane = threadIdx.x & 31u, first = (blockIdx.x * kRowThreads + threadIdx.x) & ~31u;
  if (first >= pixels) return;
  const unsigned count = pixels - first < 32 ? pixels - first : 32;
  Highest<1> highest;
  highest.begin(0, lane < count ? scores.at((size_t)(first + lane) * classes) : 0);
  for (int from = 0; from < classes; from += 32) {
    const int size = classes - from < 32 ? classes - from : 32;
    if ((int)lane < size)
      for (unsigned p = 0; p < count; p++) tile[p][lane] = scores.at((size_t)(first + p) * classes + from + lane);
    __syncwarp();
    if (lane < count)
      for (int c = 0; c < size; c++) highest.raise(0, tile[lane][c], from + c);
    __syncwarp();
  }
  if (lane >= count) return;
  if (is_bytes) write_classes(highest, (unsigned char*)output, first + lane);
  else write_classes(highest, (int*)output, first + lane);
}

extern "C" __global__ void __launch_bounds__(kRowThreads)
    argmax_rows(const void* __restrict__ scores, void* __restrict__ output, int is_half, int is_bytes, unsigned pixels,
                int classes) {
  __shared__ float tiles[kRowThreads / 32][32][33];
  float(*tile)[33] = tiles[threadIdx.x / 32];
  if (is_half) find_in_rows(Halves{(const unsigned short*)scores}, output, is_bytes, pixels, classes, tile);
  else find_in_rows(Floats{(const float*)scores}, output, is_bytes, pixels, classes, tile);
}
