#include "arrays.h"

#include <polyinfer/engine.h>

namespace poly {

napi_typedarray_type array_type(int32_t dtype) {
  switch (dtype) {
    case POLY_FLOAT32:
      return napi_float32_array;
    case POLY_FLOAT64:
      return napi_float64_array;
    case POLY_INT8:
      return napi_int8_array;
    case POLY_UINT16:
    case POLY_FLOAT16:
    case POLY_BFLOAT16:
      return napi_uint16_array;
    case POLY_INT16:
      return napi_int16_array;
    case POLY_INT32:
      return napi_int32_array;
    case POLY_UINT32:
      return napi_uint32_array;
    case POLY_INT64:
      return napi_bigint64_array;
    case POLY_UINT64:
      return napi_biguint64_array;
    default:
      return napi_uint8_array;
  }
}

size_t element_bytes(napi_typedarray_type type) {
  switch (type) {
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array:
      return 8;
    default:
      return 1;
  }
}

bool get_memory(napi_env env, napi_value value, array_memory* out) {
  size_t length = 0;
  if (napi_get_typedarray_info(env, value, &out->type, &length, &out->data, &out->buffer, &out->offset) != napi_ok)
    return false;
  out->array = value;
  out->bytes = length * element_bytes(out->type);
  return true;
}

bool is_plain_buffer(napi_env env, napi_value buffer) {
  bool is_plain = true;
  napi_is_arraybuffer(env, buffer, &is_plain);
  return is_plain;
}

napi_value new_array(napi_env env, int32_t dtype, size_t bytes, void** data) {
  napi_value holder = nullptr, buffer = nullptr, array = nullptr;
  if (bytes <= kSmallBytes) {
    if (napi_create_arraybuffer(env, bytes, data, &buffer) != napi_ok) return nullptr;
  } else {  // a Buffer's memory is not zeroed first
    if (napi_create_buffer(env, bytes, data, &holder) != napi_ok) return nullptr;
    napi_get_typedarray_info(env, holder, nullptr, nullptr, nullptr, &buffer, nullptr);
  }
  const napi_typedarray_type type = array_type(dtype);
  if (napi_create_typedarray(env, type, bytes / element_bytes(type), buffer, 0, &array) != napi_ok) return nullptr;
  return array;
}

}  // namespace poly
