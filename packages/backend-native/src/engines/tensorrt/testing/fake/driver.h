/* What the fake needs of the driver: the same fake one that the caller uses, which POLYINFER_CUDA_LIBRARY names. */
#ifndef FAKE_TENSORRT_DRIVER_H_
#define FAKE_TENSORRT_DRIVER_H_
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace fake {

/* Whether there is a driver that initialises: 0, else CUDA's number for why not. */
int driver_error();

/* Whether the calling thread has a context: without one a call works on whatever device comes first. */
bool has_context();

/* Whether the context is: what was on its streams does not run any more. */
bool is_broken();

/* Device memory; 0: there is none left. */
uint64_t allocate(size_t bytes);
void release(uint64_t memory);

/* Whether [pointer, pointer + bytes) lies in one live allocation of the device. */
bool is_device_memory(uint64_t pointer, size_t bytes);
bool is_capturing(void* stream);

/*
 * Runs work on the stream, after all that is on it; captured, at each launch of the graph. False: the driver refused. What
 * work gives is CUDA's number, and other than 0 breaks the context. The result keeps the work while a graph may run it.
 */
bool enqueue(void* stream, const std::function<int()>& work, std::shared_ptr<void>* keep);
bool synchronize(void* stream);

/* Of work that runs on a stream; false: these are no live bytes of the device. */
bool read_device(void* to, uint64_t from, size_t bytes);
bool write_device(uint64_t to, const void* from, size_t bytes);

/* Name and compute capability of the device: what plans are bound to. */
std::string device_facts();

}  // namespace fake
#endif
