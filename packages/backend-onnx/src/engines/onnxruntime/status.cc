#include "status.h"
#include <string>
#include "polyinfer/cuda.h"

namespace ort {
namespace {

bool says_out_of_memory(const char* message) {
  return strstr(message, "bad_alloc") || strstr(message, "Failed to allocate memory") ||
         strstr(message, "Available memory of") || strstr(message, "length_error");
}

/* CUDA's number in "CUDA failure 35: CUDA driver version is insufficient ..."; 0 where there is none. */
int cuda_code(const char* message) {
  for (const char* words : {"CUDA failure ", "CUDA error ", "cudaError: "})
    if (const char* at = strstr(message, words)) return atoi(at + strlen(words));
  return 0;
}

bool says_no_library(const char* message) {
  return strstr(message, "Failed to load library") || strstr(message, "Failed to load shared library") ||
         strstr(message, "is not enabled in this build");
}

/* What a user can make use of: without places in the vendor's sources, which come first, and the end of the line. */
std::string plain(const char* message) {
  const char* start = strstr(message, "Failed to load library");
  if (!start) start = strstr(message, "CUDA failure ");
  std::string text(start ? start : message);
  const size_t place = text.find(" ; GPU=");
  if (place != std::string::npos) text.resize(place);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

poly_status status_of(int code, const char* message, During during) {
  if (says_out_of_memory(message)) return POLY_OUT_OF_MEMORY;
  if (const int number = cuda_code(message)) {
    const poly_status meant = poly::cuda::meaning_of(number).status;
    if (meant != POLY_OK && meant != POLY_ENGINE) return meant;
  }
  if (says_no_library(message)) return POLY_UNAVAILABLE;
  if (strstr(message, "fallback to CPU EP has been explicitly disabled")) return POLY_UNSUPPORTED;
  switch (code) {
    case kModelLoadCanceled: return POLY_ABORTED;
    case kNotImplemented: return POLY_UNSUPPORTED;
    case kInvalidProtobuf:
    case kInvalidGraph:
    case kNoModel: return POLY_INVALID_MODEL;
    case kInvalidArgument: return during == During::kOpen ? POLY_UNSUPPORTED : POLY_INVALID_ARGUMENT;
    default:
      if (during == During::kOptions || during == During::kProviderOptions) return POLY_INVALID_ARGUMENT;
      if (during == During::kProvider) return POLY_UNAVAILABLE;
      return during == During::kOpen ? POLY_UNSUPPORTED : POLY_ENGINE;
  }
}

}  // namespace

poly_status take(const Api& api, Status* status, During during, poly_error* error) {
  if (!status) return POLY_OK;
  int code = api.GetErrorCode(status);
  const char* message = api.GetErrorMessage(status);
  const poly_status means = status_of(code, message, during);
  if (means == POLY_DEVICE_LOST) error->scope = POLY_SCOPE_RUNTIME;
  const int number = cuda_code(message);
  const char* advice = number ? poly::cuda::meaning_of(number).advice : "";
  poly_status mapped =
      poly_fail(error, means, number ? number : code, "%s%s%s%s", plain(message).c_str(), *advice ? ". Try: " : "", advice, *advice ? "." : "");
  api.ReleaseStatus(status);
  return mapped;
}

void drop(const Api& api, Status* status) {
  if (status) api.ReleaseStatus(status);
}

}  // namespace ort
