/**
 * What tests ask of the fake driver, beside CUDA's functions. C99 and C++17. Found by dlsym in the library that
 * POLYINFER_CUDA_LIBRARY names; fakes of other libraries of NVIDIA work in its streams and memory by it.
 */
#ifndef POLYINFER_FAKE_CUDA_CONTROL_H_
#define POLYINFER_FAKE_CUDA_CONTROL_H_
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
/** Allocations, pinned memory, streams, events, modules, graphs that live; functions and contexts are not counted. */
int polyinfer_fake_cuda_live(void);
/** How often a function was called. */
int polyinfer_fake_cuda_calls(const char* function);
/** The call-th call from now on (1: the next) of the function gives the code. */
void polyinfer_fake_cuda_fail(const char* function, int call, int code);
/** What was done wrong, a line each, NUL-terminated; the result is how many there are. */
int polyinfer_fake_cuda_misuses(char* text, size_t bytes);
/** Forgets misuse, counts, scripted failures, and the error of a broken context. */
void polyinfer_fake_cuda_reset(void);
/** devices, version, major, minor, device_bytes, delay_us, order. Not 0: there is no such setting. */
int polyinfer_fake_cuda_set(const char* setting, double value);
/** Adds a library of emulated kernels; its names go before those that are there. */
void polyinfer_fake_cuda_kernels(const char* library);
/** Puts work into a stream (CUstream), in its order, on its thread. A result other than 0 breaks the context. */
int polyinfer_fake_cuda_enqueue(void* stream, int (*work)(void*), void* argument);
/** Whether what is put into the stream is captured: it then runs at each launch of the graph. */
int polyinfer_fake_cuda_is_capturing(void* stream);
/** Where the host may touch bytes of device memory now; NULL unless they lie in one live allocation. For work in streams. */
void* polyinfer_fake_cuda_host(unsigned long long device_pointer, size_t bytes);
/** Records a misuse that another fake has found. */
void polyinfer_fake_cuda_misuse(const char* text);
#ifdef __cplusplus
}
#endif
#endif
