#include "values.h"
#include <algorithm>
#include <memory>
#include <new>
#include "polyinfer/kit.h"
#include "status.h"
#include "strings.h"

namespace ort {
namespace {

/* What the vendor is given instead of the null pointer of an empty tensor. */
alignas(64) char nothing[64];

struct InfoDeleter {
  const Api* api;
  void operator()(TensorInfo* info) const { api->ReleaseTensorTypeAndShapeInfo(info); }
};

/* A value that went out as memory of the engine's own. */
struct Owner {
  const Api* api;
  Value* value;
  static void release(void* self) {
    auto* owner = static_cast<Owner*>(self);
    owner->api->ReleaseValue(owner->value);
    delete owner;
  }
};

bool is_same(const poly_tensor& a, const poly_tensor& b) {
  return a.data == b.data && a.offset_bytes == b.offset_bytes && a.device_type == b.device_type && a.bytes == b.bytes && a.dtype == b.dtype && a.rank == b.rank &&
         std::equal(a.shape, a.shape + a.rank, b.shape);
}

poly_status read_type(const Api& api, const Value* value, uint32_t index, poly_tensor* tensor, poly_error* error) {
  TensorInfo* made = nullptr;
  ORT_TRY(api, During::kRun, error, api.GetTensorTypeAndShape(value, &made));
  std::unique_ptr<TensorInfo, InfoDeleter> info(made, InfoDeleter{&api});
  size_t rank = 0;
  ORT_TRY(api, During::kRun, error, api.GetTensorElementType(made, &tensor->dtype));
  ORT_TRY(api, During::kRun, error, api.GetDimensionsCount(made, &rank));
  if (rank > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but output %u has %zu.", POLY_MAX_RANK,
                     static_cast<unsigned>(index), rank);
  tensor->rank = static_cast<int32_t>(rank);
  ORT_TRY(api, During::kRun, error, api.GetDimensions(made, tensor->shape, rank));
  return POLY_OK;
}

}  // namespace

bool is_fixed(const poly_value& declared) {
  return declared.dtype != POLY_STRING && declared.rank >= 0 && poly_count(declared.shape, declared.rank) >= 0;
}

poly_status value_over(const poly_runtime* runtime, const MemoryInfo* memory, const poly_tensor& tensor, KeptValue* kept,
                       poly_error* error) {
  const Api& api = runtime->api;
  if (kept->value && is_same(kept->of, tensor)) return POLY_OK;
  if (kept->value) api.ReleaseValue(kept->value);
  kept->value = nullptr;
  ORT_TRY(api, During::kRun, error,
          api.CreateTensorWithDataAsOrtValue(memory, tensor.data ? static_cast<char*>(tensor.data) + tensor.offset_bytes : nothing,
                                             tensor.bytes, tensor.shape, static_cast<size_t>(tensor.rank), tensor.dtype,
                                             &kept->value));
  kept->of = tensor;
  return POLY_OK;
}

void set_type(const poly_value& declared, poly_tensor* tensor) {
  tensor->dtype = declared.dtype;
  tensor->rank = declared.rank;
  for (int32_t i = 0; i < declared.rank; i++) tensor->shape[i] = declared.shape[i];
}

poly_status place_on_device(poly_call* call, int32_t ordinal, uint32_t index, poly_tensor* tensor, poly_error* error) {
  const size_t need = poly_bytes(tensor);
  const size_t capacity = tensor->bytes;
  tensor->bytes = need;
  if (tensor->data) {
    if (capacity >= need) return POLY_OK;
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected at least %zu bytes for output %u but received %zu.", need,
                     static_cast<unsigned>(index), capacity);
  }
  tensor->device_type = POLY_CUDA;
  tensor->device_id = ordinal;
  tensor->data = call->alloc(call, index, tensor);
  if (tensor->data || !need) return POLY_OK;
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory of the device for output %u (%zu bytes).", static_cast<unsigned>(index),
                   need);
}

poly_status place_output(poly_call* call, const poly_value& declared, uint32_t index, poly_tensor* tensor,
                         poly_error* error) {
  poly_status status = POLY_OK;
  set_type(declared, tensor);
  return poly_place(call, tensor, index, poly_bytes(tensor), &status, error) ? POLY_OK : status;
}

poly_status value_to_output(const poly_runtime* runtime, poly_call* call, uint32_t index, Value** value,
                            poly_tensor* tensor, poly_error* error) {
  const Api& api = runtime->api;
  if (poly_status status = read_type(api, *value, index, tensor, error)) return status;
  if (tensor->dtype == POLY_STRING) return strings_to_output(runtime, call, index, *value, tensor, error);
  if (poly_count(tensor->shape, tensor->rank) < 0)
    return poly_fail(error, POLY_ENGINE, 0, "Output %u came without a size.", static_cast<unsigned>(index));
  const size_t need = poly_bytes(tensor);
  void* data = nullptr;
  ORT_TRY(api, During::kRun, error, api.GetTensorMutableData(*value, &data));
  if (tensor->data || !need) {
    poly_status status = POLY_OK;
    if (!poly_place(call, tensor, index, need, &status, error)) return status;
    if (need) memcpy(tensor->data, data, need);
    return POLY_OK;
  }
  tensor->owner = new (std::nothrow) Owner{&api, *value};
  if (!tensor->owner) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for output %u.", static_cast<unsigned>(index));
  tensor->release = Owner::release;
  tensor->data = data;
  tensor->bytes = need;
  tensor->device_type = POLY_HOST;
  *value = nullptr;
  return POLY_OK;
}

poly_status read_value(const poly_runtime* runtime, uint32_t index, Value* value, poly_tensor* tensor, const void** data,
                       poly_error* error) {
  const Api& api = runtime->api;
  if (poly_status status = read_type(api, value, index, tensor, error)) return status;
  if (poly_count(tensor->shape, tensor->rank) < 0 || tensor->dtype == POLY_STRING)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Output %u cannot stay on a device.", static_cast<unsigned>(index));
  void* at = nullptr;
  ORT_TRY(api, During::kRun, error, api.GetTensorMutableData(value, &at));
  *data = at;
  return POLY_OK;
}

}  // namespace ort
