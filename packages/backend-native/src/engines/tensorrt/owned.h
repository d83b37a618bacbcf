/* Objects of the vendor's that are ours to delete. */
#ifndef POLYINFER_TENSORRT_OWNED_H_
#define POLYINFER_TENSORRT_OWNED_H_
#include <memory>
#include "vendor.h"

namespace tensorrt {

struct Delete {
  int slot = kDeleteSlot;
  void operator()(void* object) const { call_direct<void>(slot, object); }
};
typedef std::unique_ptr<void, Delete> Owned;

/* Null where the vendor handed out no pointer. A parser is deleted by a slot of its own. */
inline Owned own(void* object, int slot = kDeleteSlot) { return Owned(is_pointer(object) ? object : nullptr, Delete{slot}); }

/* What a host memory holds. */
struct Bytes {
  const void* data;
  size_t size;
};
inline Bytes bytes_of(const Slots& slots, void* host_memory) {
  return {call<const void*>(slots.host_memory_data, host_memory), call<size_t>(slots.host_memory_size, host_memory)};
}

}  // namespace tensorrt
#endif
