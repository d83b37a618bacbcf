/**
 * polyinfer/cuda_api.h: the functions of the CUDA driver API that Polyinfer calls, declared without NVIDIA's headers and
 * opened at run time. C++17. Names, versions of functions and numbers are those of cuda.h of CUDA 12 and 13.
 */
#ifndef POLYINFER_CUDA_API_H_
#define POLYINFER_CUDA_API_H_

#include <cstddef>
#include <cstdint>

namespace poly::cuda {

/** CUresult. */
using result = int;
/** CUdevice: an ordinal. */
using device_id = int;
/** CUdeviceptr: an address in the memory of a device. */
using pointer = unsigned long long;
using context = struct context_object*;
using stream = struct stream_object*;
using event = struct event_object*;
using module = struct module_object*;
using function = struct function_object*;
using graph = struct graph_object*;
using graph_exec = struct graph_exec_object*;

enum : result {
  kSuccess = 0,
  kInvalidValue = 1,
  kOutOfMemory = 2,
  kDeinitialized = 4,
  kNoDevice = 100,
  kInvalidDevice = 101,
  kNotReady = 600,
};

/** CUdevice_attribute. */
enum : int {
  kMaxThreadsPerBlock = 1,
  kMultiprocessorCount = 16,
  kIntegrated = 18,
  kComputeCapabilityMajor = 75,
  kComputeCapabilityMinor = 76,
  kMaxSharedBytesPerBlockOptin = 97,
  kMemoryPoolsSupported = 115,
};

/** CUfunction_attribute: dynamic shared memory of a block beyond 48 KiB has to be allowed first. */
constexpr int kMaxDynamicSharedBytes = 8;
/** CU_STREAM_NON_BLOCKING: does not wait for the stream NULL. */
constexpr unsigned kStreamNonBlocking = 1;
/** CU_EVENT_BLOCKING_SYNC: whoever waits sleeps; CU_EVENT_DISABLE_TIMING: cheaper, where nobody measures. */
constexpr unsigned kEventBlockingSync = 1, kEventDisableTiming = 2;
/** CU_MEMHOSTALLOC_PORTABLE: pinned for all contexts. */
constexpr unsigned kHostPortable = 1;
/** CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: other threads may call what a capture forbids. */
constexpr int kCaptureThreadLocal = 1;
/** CU_STREAM_CAPTURE_MODE_RELAXED: nobody is forbidden anything; memory may be allocated meanwhile. */
constexpr int kCaptureRelaxed = 2;
/** CU_JIT_ERROR_LOG_BUFFER and its size: of cuModuleLoadDataEx. */
constexpr int kJitErrorLog = 5, kJitErrorLogBytes = 6;

/** XX(name, arguments): functions that every driver since CUDA 11.4 has. */
#define POLY_CUDA_FUNCTIONS(XX)                                                                                  \
  XX(cuInit, (unsigned flags))                                                                                   \
  XX(cuDriverGetVersion, (int* version))                                                                         \
  XX(cuGetErrorName, (result, const char** name))                                                                \
  XX(cuGetErrorString, (result, const char** text))                                                              \
  XX(cuDeviceGetCount, (int* count))                                                                             \
  XX(cuDeviceGet, (device_id*, int ordinal))                                                                     \
  XX(cuDeviceGetName, (char* name, int bytes, device_id))                                                        \
  XX(cuDeviceGetAttribute, (int* value, int attribute, device_id))                                               \
  XX(cuDeviceTotalMem_v2, (size_t* bytes, device_id))                                                            \
  XX(cuDevicePrimaryCtxRetain, (context*, device_id))                                                            \
  XX(cuDevicePrimaryCtxRelease_v2, (device_id))                                                                  \
  XX(cuCtxSetCurrent, (context))                                                                                 \
  XX(cuCtxGetCurrent, (context*))                                                                                \
  XX(cuCtxPushCurrent_v2, (context))                                                                             \
  XX(cuCtxPopCurrent_v2, (context*))                                                                             \
  XX(cuMemGetInfo_v2, (size_t* free_bytes, size_t* total_bytes))                                                 \
  XX(cuMemAlloc_v2, (pointer*, size_t bytes))                                                                    \
  XX(cuMemFree_v2, (pointer))                                                                                    \
  XX(cuMemHostAlloc, (void** memory, size_t bytes, unsigned flags))                                              \
  XX(cuMemFreeHost, (void* memory))                                                                              \
  XX(cuMemcpyHtoDAsync_v2, (pointer to, const void* from, size_t bytes, stream))                                 \
  XX(cuMemcpyDtoHAsync_v2, (void* to, pointer from, size_t bytes, stream))                                       \
  XX(cuMemcpyDtoDAsync_v2, (pointer to, pointer from, size_t bytes, stream))                                     \
  XX(cuMemsetD8Async, (pointer, unsigned char value, size_t count, stream))                                      \
  XX(cuStreamCreate, (stream*, unsigned flags))                                                                  \
  XX(cuStreamSynchronize, (stream))                                                                              \
  XX(cuStreamQuery, (stream))                                                                                    \
  XX(cuStreamWaitEvent, (stream, event, unsigned flags))                                                         \
  XX(cuStreamDestroy_v2, (stream))                                                                               \
  XX(cuEventCreate, (event*, unsigned flags))                                                                    \
  XX(cuEventRecord, (event, stream))                                                                             \
  XX(cuEventSynchronize, (event))                                                                                \
  XX(cuEventQuery, (event))                                                                                      \
  XX(cuEventElapsedTime, (float* ms, event from, event to))                                                      \
  XX(cuEventDestroy_v2, (event))                                                                                 \
  XX(cuModuleLoadDataEx, (module*, const void* image, unsigned count, int* options, void** values))              \
  XX(cuModuleUnload, (module))                                                                                   \
  XX(cuModuleGetFunction, (function*, module, const char* name))                                                 \
  XX(cuFuncSetAttribute, (function, int attribute, int value))                                                   \
  XX(cuLaunchKernel, (function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,             \
                      unsigned block_y, unsigned block_z, unsigned shared_bytes, stream, void** arguments,       \
                      void** extra))                                                                             \
  XX(cuStreamBeginCapture_v2, (stream, int mode))                                                                \
  XX(cuStreamEndCapture, (stream, graph*))                                                                       \
  XX(cuGraphInstantiateWithFlags, (graph_exec*, graph, unsigned long long flags))                                \
  XX(cuGraphLaunch, (graph_exec, stream))                                                                        \
  XX(cuGraphDestroy, (graph))                                                                                    \
  XX(cuGraphExecDestroy, (graph_exec))

/** Functions that not every device or driver has: null where it has not. */
#define POLY_CUDA_OPTIONAL_FUNCTIONS(XX)                \
  XX(cuMemAllocAsync, (pointer*, size_t bytes, stream)) \
  XX(cuMemFreeAsync, (pointer, stream))                 \
  XX(cuFuncGetParamInfo, (function, size_t index, size_t* offset, size_t* bytes))

}  // namespace poly::cuda
#endif
