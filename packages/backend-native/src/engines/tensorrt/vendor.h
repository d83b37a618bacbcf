/*
 * What is needed of TensorRT: calls into its objects, and the classes of ours that it calls. Own declarations; what was
 * run with which library is said beside each. No vendor header is included, nothing is linked.
 */
#ifndef POLYINFER_TENSORRT_VENDOR_H_
#define POLYINFER_TENSORRT_VENDOR_H_
#include <cstddef>
#include "slots.h"

namespace tensorrt {

/* Whether a pointer that the vendor handed out is one. */
inline bool is_pointer(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer) >= kLeastPointer; }

/* Calls what a V* has in a slot: call<bool>(slots.config_set_flag, config, flag). Structs come back as their class does. */
template <class Result, class... Arguments>
Result call(int slot, void* object, Arguments... arguments) {
  void* const impl = static_cast<Object*>(object)->impl;
  void* const* const table = *static_cast<void* const**>(impl);
  return reinterpret_cast<Result (*)(void*, Arguments...)>(table[slot])(impl, arguments...);
}

/* The same in an object's own table. */
template <class Result, class... Arguments>
Result call_direct(int slot, void* object, Arguments... arguments) {
  void* const* const table = static_cast<Object*>(object)->table;
  return reinterpret_cast<Result (*)(void*, Arguments...)>(table[slot])(object, arguments...);
}

/* What a class of ours says it is, where the vendor asks: {"ILogger", 1, 0}. */
struct InterfaceInfo {
  const char* kind;
  int32_t major, minor;
};

/* ILogger of 10.x: log is slot 0. Run with lean and dispatch 10.16. */
class Logger10 {
 public:
  virtual void log(int32_t severity, const char* text) noexcept = 0;
  virtual ~Logger10() = default;
};

/* ILogger of 11.x and RTX: log is slot 4. Run with lean and dispatch 11.4 and RTX 1.7. */
class Logger11 {
 public:
  virtual int32_t language() const noexcept { return 0; }
  virtual InterfaceInfo info() const noexcept { return {"ILogger", 1, 0}; }
  virtual ~Logger11() = default;
  virtual void log(int32_t severity, const char* text) noexcept = 0;
};

/* IProgressMonitor, slots 4 to 6 in all versions. step false: give up. Run with RTX 1.7. */
class ProgressMonitor {
 public:
  virtual int32_t language() const noexcept { return 0; }
  virtual InterfaceInfo info() const noexcept { return {"IProgressMonitor", 1, 0}; }
  virtual ~ProgressMonitor() = default;
  virtual void start(const char* phase, const char* parent, int32_t step_count) noexcept = 0;
  virtual bool step(const char* phase, int32_t step) noexcept = 0;
  virtual void finish(const char* phase) noexcept = 0;
};

/* IOutputAllocator, slots 4 to 6 in all versions. Memory null: there is none. Not run: it needs a GPU. */
class OutputAllocator {
 public:
  virtual int32_t language() const noexcept { return 0; }
  virtual InterfaceInfo info() const noexcept { return {"IOutputAllocator", 1, 0}; }
  virtual ~OutputAllocator() = default;
  virtual void* reallocate(const char* tensor, void* memory, uint64_t size_bytes, uint64_t alignment) noexcept = 0;
  virtual void* reallocate_async(const char* tensor, void* memory, uint64_t size_bytes, uint64_t alignment,
                                 void* stream) noexcept = 0;
  virtual void notify_shape(const char* tensor, const Dims& dims) noexcept = 0;
};

}  // namespace tensorrt
#endif
