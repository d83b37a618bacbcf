#include "ranges.h"
#include <cstdint>
#include <type_traits>
#include "polyinfer/kit.h"

namespace openvino {
namespace {

template <typename T>
bool fits_int32(const poly_tensor& tensor) {
  const T* data = static_cast<const T*>(tensor.data);
  const size_t count = tensor.bytes / sizeof(T);
  for (size_t i = 0; i < count; i++)
    if (data[i] != static_cast<T>(static_cast<int32_t>(data[i])) || (!std::is_signed<T>::value && data[i] > INT32_MAX))
      return false;
  return true;
}

bool is_narrow(const poly_tensor& tensor) {
  switch (tensor.dtype) {
    case POLY_INT64:
      return fits_int32<int64_t>(tensor);
    case POLY_UINT64:
      return fits_int32<uint64_t>(tensor);
    case POLY_UINT32:
      return fits_int32<uint32_t>(tensor);
    default:
      return true;
  }
}

}  // namespace

poly_status check_ranges(const poly_info& info, const poly_run* run, poly_error* error) {
  for (size_t i = 0; i < info.input_count; i++)
    if (!is_narrow(run->inputs[i]))
      return poly_fail(error, POLY_UNSUPPORTED, 0,
                       "OpenVINO computes integers in 32 bits, and input `%s` has one that these do not hold.",
                       info.inputs[i].name);
  return POLY_OK;
}

}  // namespace openvino
