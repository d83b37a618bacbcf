// run_task: from JavaScript's arguments to what an engine gets.
#include <polyinfer/kit.h>

#include <cstring>

#include "run_task.h"

namespace poly {
namespace {

bool is_nullish(napi_env env, napi_value value) {
  napi_valuetype type = napi_external;  // also where the environment is ending and there is no value
  napi_typeof(env, value, &type);
  return type == napi_undefined || type == napi_null;
}

// Offsets and texts of a string tensor lie inside its bytes.
bool is_packed_text(const array_memory& memory, int64_t count) {
  const size_t header = static_cast<size_t>(count + 1) * sizeof(int64_t);
  if (memory.bytes < header || reinterpret_cast<uintptr_t>(memory.data) % alignof(int64_t) != 0) return false;
  const auto* offsets = static_cast<const int64_t*>(memory.data);
  if (offsets[0] != 0) return false;
  for (int64_t i = 0; i < count; i++)
    if (offsets[i + 1] < offsets[i]) return false;
  return static_cast<uint64_t>(offsets[count]) <= memory.bytes - header;
}

}  // namespace

std::string wrong_memory(napi_env env, const char* what, const value_info& value, size_t expected_bytes,
                         const array_memory& received) {
  std::string text = "Expected " + std::to_string(expected_bytes) + " bytes for " + what + " `" + value.name +
                     "` but received " + std::to_string(received.bytes);
  bool is_detached = false;
  if (received.buffer) napi_is_detached_arraybuffer(env, received.buffer, &is_detached);
  if (is_detached) return text + ": its memory was transferred away or disposed.";
  if (received.bytes == 0 && expected_bytes > 0) return text + ": its memory was resized away.";
  return text + ".";
}

bool run_task::read(napi_value feeds, napi_value shapes, napi_value outputs_given, std::string* why) {
  napi_env env = home_.env;
  const session_info& info = session_->info();
  uint32_t feed_count = 0;
  napi_get_array_length(env, feeds, &feed_count);
  if (feed_count != info.inputs.size()) {
    *why = "Expected " + std::to_string(info.inputs.size()) + " feeds but received " + std::to_string(feed_count) + ".";
    return false;
  }
  array_memory sizes;
  const bool has_shapes = !is_nullish(env, shapes) && get_memory(env, shapes, &sizes) && sizes.type == napi_float64_array;
  const double* next = static_cast<const double*>(sizes.data);
  const double* const end = has_shapes ? next + sizes.bytes / sizeof(double) : nullptr;
  for (uint32_t i = 0; i < feed_count; i++) {
    napi_value feed = nullptr;
    napi_get_element(env, feeds, i, &feed);
    const double* shape = nullptr;
    if (has_shapes) {
      const bool has_rank = next < end && *next >= 0 && *next <= POLY_MAX_RANK;
      if (!has_rank || end - next < 1 + static_cast<ptrdiff_t>(*next)) {
        *why = "Expected at most " + std::to_string(POLY_MAX_RANK) + " sizes for input `" + info.inputs[i].name + "`.";
        return false;
      }
      shape = next;
      next += 1 + static_cast<ptrdiff_t>(*next);
    }
    if (!read_feed(i, feed, shape, why)) return false;
  }
  if (is_nullish(env, outputs_given)) return true;
  for (uint32_t i = 0; i < outputs.size(); i++) {
    napi_value output = nullptr;
    napi_get_element(env, outputs_given, i, &output);
    if (!read_output(i, output, why)) return false;
  }
  return true;
}

// shape: the rank, then the sizes; null: the model's own.
bool run_task::read_feed(size_t i, napi_value feed, const double* shape, std::string* why) {
  napi_env env = home_.env;
  const value_info& value = session_->info().inputs[i];
  poly_tensor& x = inputs[i];
  array_memory& memory = feeds_[i];
  if (!get_memory(env, feed, &memory)) {
    if (is_nullish(env, feed)) return true;  // POLY_DTYPE_NONE: left out
    *why = "Expected a typed array for input `" + value.name + "`.";
    return false;
  }
  if (memory.type != array_type(value.dtype)) {
    *why = "Expected another kind of typed array for input `" + value.name + "`.";
    return false;
  }
  x.dtype = value.dtype;
  x.device_type = POLY_HOST;
  x.rank = shape ? static_cast<int32_t>(shape[0]) : value.rank;
  size_t expected = value.fixed_bytes;
  if (shape) {
    bool fits = value.rank < 0 || value.rank == x.rank;
    for (int32_t k = 0; fits && k < x.rank; k++) {
      x.shape[k] = shape[k + 1] >= 0 && shape[k + 1] < 9e15 ? static_cast<int64_t>(shape[k + 1]) : -1;
      if (value.rank >= 0 && value.shape[k] >= 0 && value.shape[k] != x.shape[k]) fits = false;
    }
    if (!fits || poly_count(x.shape, x.rank) < 0) {
      *why = "The shape of input `" + value.name + "` is not the model's.";
      return false;
    }
    expected = poly_bytes(&x);
  } else if (value.is_fixed) {
    for (int32_t k = 0; k < x.rank; k++) x.shape[k] = value.shape[k];
  } else {
    *why = "Expected a shape for input `" + value.name + "`.";
    return false;
  }
  if (value.dtype == POLY_STRING) {
    if (!is_packed_text(memory, poly_count(x.shape, x.rank))) {
      *why = "Expected packed strings for input `" + value.name + "`.";
      return false;
    }
  } else if (memory.bytes != expected) {
    *why = wrong_memory(env, "input", value, expected, memory);
    return false;
  }
  x.data = memory.data;
  x.bytes = memory.bytes;
  input_bytes += memory.bytes;
  return true;
}

bool run_task::read_output(size_t i, napi_value output, std::string* why) {
  napi_env env = home_.env;
  const value_info& value = session_->info().outputs[i];
  destination& to = destinations_[i];
  napi_valuetype kind = napi_external;
  napi_typeof(env, output, &kind);
  if (kind == napi_undefined) return true;
  if (kind == napi_boolean) {
    to.kind = destination::skipped;
    outputs[i].flags |= POLY_SKIP;
    return true;
  }
  if (!get_memory(env, output, &to.array) || to.array.type != array_type(value.dtype) || value.dtype == POLY_STRING) {
    *why = "Expected another kind of typed array for output `" + value.name + "`.";
    return false;
  }
  bool is_detached = false;
  if (to.array.bytes == 0) napi_is_detached_arraybuffer(env, to.array.buffer, &is_detached);
  if (is_detached || (value.is_fixed && to.array.bytes != value.fixed_bytes)) {
    *why = wrong_memory(env, "output", value, value.fixed_bytes, to.array);
    return false;
  }
  to.kind = destination::given;
  outputs[i].data = to.array.data;
  outputs[i].bytes = to.array.bytes;
  outputs[i].device_type = POLY_HOST;
  return true;
}

}  // namespace poly
