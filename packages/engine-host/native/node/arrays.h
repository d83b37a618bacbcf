// Typed arrays as memory.
#ifndef POLYINFER_NODE_ARRAYS_H_
#define POLYINFER_NODE_ARRAYS_H_
#include <node_api.h>

#include <cstddef>
#include <cstdint>

namespace poly {

/** Up to here new memory comes from V8 directly. */
constexpr size_t kSmallBytes = 4096;

/** What JavaScript holds a dtype in; strings travel packed, as bytes. */
napi_typedarray_type array_type(int32_t dtype);
size_t element_bytes(napi_typedarray_type type);

/** A typed array and where its elements are right now. */
struct array_memory {
  napi_value array = nullptr, buffer = nullptr;
  napi_typedarray_type type = napi_uint8_array;
  void* data = nullptr;
  size_t bytes = 0, offset = 0;

  /** Start of the buffer. */
  void* base() const { return static_cast<char*>(data) - offset; }
};
/** False: not a typed array. */
bool get_memory(napi_env env, napi_value value, array_memory* out);
/** True where JavaScript can transfer or shrink the memory at any time. */
bool is_plain_buffer(napi_env env, napi_value buffer);

/** A new typed array that JavaScript owns, small ones zeroed, large ones not. Null: no memory. */
napi_value new_array(napi_env env, int32_t dtype, size_t bytes, void** data);

}  // namespace poly
#endif
