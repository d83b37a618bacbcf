#include "strings.h"
#include "polyinfer/kit.h"
#include "status.h"

namespace ort {

poly_status strings_to_value(const poly_runtime* runtime, const poly_tensor& tensor, Value** value, poly_error* error) {
  const Api& api = runtime->api;
  const auto count = static_cast<size_t>(poly_count(tensor.shape, tensor.rank));
  const auto* offsets = static_cast<const int64_t*>(tensor.data);
  Value* made = nullptr;
  ORT_TRY(api, During::kRun, error,
          api.CreateTensorAsOrtValue(runtime->allocator, tensor.shape, static_cast<size_t>(tensor.rank), POLY_STRING, &made));
  *value = made;
  if (!count) return POLY_OK;
  const char* text = reinterpret_cast<const char*>(offsets + count + 1);
  for (size_t i = 0; i < count; i++) {
    const auto bytes = static_cast<size_t>(offsets[i + 1] - offsets[i]);
    char* to = nullptr;
    poly_status status = take(api, api.GetResizedStringTensorElementBuffer(made, i, bytes, &to), During::kRun, error);
    if (status) {
      api.ReleaseValue(made);
      *value = nullptr;
      return status;
    }
    if (bytes) memcpy(to, text + offsets[i], bytes);
  }
  return POLY_OK;
}

poly_status strings_to_output(const poly_runtime* runtime, poly_call* call, uint32_t index, const Value* value,
                              poly_tensor* tensor, poly_error* error) {
  static_assert(sizeof(size_t) == sizeof(int64_t), "the vendor's offsets are the table's");
  const Api& api = runtime->api;
  const auto count = static_cast<size_t>(poly_count(tensor->shape, tensor->rank));
  size_t bytes = 0;
  ORT_TRY(api, During::kRun, error, api.GetStringTensorDataLength(value, &bytes));
  poly_status status = POLY_OK;
  auto* offsets = static_cast<int64_t*>(
      poly_place(call, tensor, index, (count + 1) * sizeof(int64_t) + bytes, &status, error));
  if (!offsets) return status;
  if (count)
    ORT_TRY(api, During::kRun, error,
            api.GetStringTensorContent(value, offsets + count + 1, bytes, reinterpret_cast<size_t*>(offsets), count));
  offsets[count] = static_cast<int64_t>(bytes);
  return POLY_OK;
}

}  // namespace ort
