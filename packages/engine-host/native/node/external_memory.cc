#include "external_memory.h"

#include <cstring>

#include "arrays.h"

namespace poly {
namespace {

void adjust(napi_env env, size_t bytes, bool is_more) {
  int64_t now;
  napi_adjust_external_memory(env, is_more ? static_cast<int64_t>(bytes) : -static_cast<int64_t>(bytes), &now);
}

void finalize_pooled(napi_env env, void*, void* hint) {
  auto* array = static_cast<pooled_array*>(hint);
  if (array->memory) {
    array->home->pooled_arrays.erase(array->memory->data);
    adjust(env, array->bytes, false);
  }
  delete array;
}

struct handed_over {
  void (*release)(void*);
  void* owner;
  block_ref memory;
  size_t bytes;

  ~handed_over() {
    if (release) release(owner);
  }
};

void finalize_handed_over(napi_env env, void*, void* hint) {
  auto* memory = static_cast<handed_over*>(hint);
  adjust(env, memory->bytes, false);
  delete memory;
}

}  // namespace

napi_value copy_out(environment& home, const poly_tensor& output) {
  void* data = nullptr;
  napi_value array = new_array(home.env, output.dtype, output.bytes, &data);
  if (array && output.bytes > 0) memcpy(data, output.data, output.bytes);
  return array;
}

napi_value allocate(environment& home, size_t bytes) {
  napi_value buffer = nullptr;
  void* data = nullptr;
  if (home.settings.external_buffers) {
    block_ref memory = pool::get().take(bytes);
    if (!memory) return nullptr;
    memset(memory->data, 0, bytes);
    auto* array = new pooled_array{home.shared_from_this(), memory, bytes};
    const napi_status status =
        napi_create_external_arraybuffer(home.env, memory->data, bytes, finalize_pooled, array, &buffer);
    if (status == napi_ok) {
      home.pooled_arrays[memory->data] = array;
      adjust(home.env, bytes, true);
      return buffer;
    }
    delete array;
    if (status != napi_no_external_buffers_allowed) return nullptr;
    home.settings.external_buffers = false;
  }
  return napi_create_arraybuffer(home.env, bytes, &data, &buffer) == napi_ok ? buffer : nullptr;
}

void release(environment& home, napi_value buffer) {
  void* data = nullptr;
  size_t bytes = 0;
  if (napi_get_arraybuffer_info(home.env, buffer, &data, &bytes) != napi_ok) return;
  const auto found = home.pooled_arrays.find(data);
  if (found == home.pooled_arrays.end()) return;
  pooled_array* array = found->second;
  home.pooled_arrays.erase(found);
  adjust(home.env, array->bytes, false);
  const block_ref memory = std::move(array->memory);
  array->memory = nullptr;
  // Detached before the block is free, so that nobody reads what the next owner writes. May delete `array`.
  napi_detach_arraybuffer(home.env, buffer);
}

block_ref find_pooled(environment& home, void* base) {
  if (home.pooled_arrays.empty()) return nullptr;
  const auto found = home.pooled_arrays.find(base);
  return found == home.pooled_arrays.end() ? nullptr : found->second->memory;
}

napi_value hand_over(environment& home, poly_tensor& output, block_ref memory) {
  auto* owned = new handed_over{output.release, output.owner, std::move(memory), output.bytes};
  output.release = nullptr;
  napi_value buffer = nullptr;
  if (output.bytes > kSmallBytes && home.settings.external_buffers) {
    const napi_status status =
        napi_create_external_arraybuffer(home.env, output.data, output.bytes, finalize_handed_over, owned, &buffer);
    if (status == napi_ok) {
      if (owned->memory) owned->memory->hand_over();
      adjust(home.env, output.bytes, true);
      const napi_typedarray_type type = array_type(output.dtype);
      napi_value array = nullptr;
      napi_create_typedarray(home.env, type, output.bytes / element_bytes(type), buffer, 0, &array);
      return array;
    }
    if (status == napi_no_external_buffers_allowed) home.settings.external_buffers = false;
  }
  napi_value array = copy_out(home, output);
  delete owned;
  return array;
}

}  // namespace poly
