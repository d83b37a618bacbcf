// Kernels for the tests of the fake driver and of `Cuda`.
#ifndef CUDA_EMU
#define DYN_SHARED(T, name) extern __shared__ T name[]
#endif

extern "C" __global__ void add(int* data, int value, int count) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) data[i] += value;
}

extern "C" __global__ void wild(int* data, int offset, int) { data[offset] = 1; }

extern "C" __global__ void scale(const float* from, float* to, float by, unsigned count) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) to[i] = from[i] * by;
}

extern "C" __global__ void reverse(int* data, int count) {
  DYN_SHARED(int, shared);
  for (int i = threadIdx.x; i < count; i += blockDim.x) shared[i] = data[i];
  __syncthreads();
  for (int i = threadIdx.x; i < count; i += blockDim.x) data[i] = shared[count - 1 - i];
}

extern "C" __global__ void reverse_without_barrier(int* data, int count) {
  DYN_SHARED(int, shared);
  for (int i = threadIdx.x; i < count; i += blockDim.x) shared[i] = data[i];
  for (int i = threadIdx.x; i < count; i += blockDim.x) data[i] = shared[count - 1 - i];
}

extern "C" __global__ void warp_sum(const float* from, float* sum, unsigned count) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  float value = i < count ? from[i] : 0.f;
  for (int step = 16; step > 0; step /= 2) value += __shfl_down_sync(0xffffffffu, value, step);
  if (threadIdx.x % 32 == 0) atomicAdd(sum, value);
}
