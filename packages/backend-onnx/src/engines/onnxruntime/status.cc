#include "status.h"

namespace ort {
namespace {

bool says_out_of_memory(const char* message) {
  return strstr(message, "bad_alloc") || strstr(message, "Failed to allocate memory") ||
         strstr(message, "Available memory of") || strstr(message, "length_error");
}

poly_status status_of(int code, const char* message, During during) {
  if (says_out_of_memory(message)) return POLY_OUT_OF_MEMORY;
  switch (code) {
    case kModelLoadCanceled: return POLY_ABORTED;
    case kNotImplemented: return POLY_UNSUPPORTED;
    case kInvalidProtobuf:
    case kInvalidGraph:
    case kNoModel: return POLY_INVALID_MODEL;
    case kInvalidArgument: return during == During::kOpen ? POLY_UNSUPPORTED : POLY_INVALID_ARGUMENT;
    default:
      if (during == During::kOptions) return POLY_INVALID_ARGUMENT;
      return during == During::kOpen ? POLY_UNSUPPORTED : POLY_ENGINE;
  }
}

}  // namespace

poly_status take(const Api& api, Status* status, During during, poly_error* error) {
  if (!status) return POLY_OK;
  int code = api.GetErrorCode(status);
  const char* message = api.GetErrorMessage(status);
  poly_status mapped = poly_fail(error, status_of(code, message, during), code, "%s", message);
  api.ReleaseStatus(status);
  return mapped;
}

void drop(const Api& api, Status* status) {
  if (status) api.ReleaseStatus(status);
}

}  // namespace ort
