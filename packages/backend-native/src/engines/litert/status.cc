#include "status.h"

namespace litert {
namespace {

poly_status status_of(int status, During during) {
  switch (status) {
    case kMemory: return POLY_OUT_OF_MEMORY;
    case kUnsupported: return POLY_UNSUPPORTED;
    case kCancelled: return POLY_ABORTED;
    case kFile:
    case kInvalidFlatbuffer: return POLY_INVALID_MODEL;
    default: break;
  }
  if (during == During::kLoad) return POLY_UNAVAILABLE;
  if (during == During::kRead) return POLY_INVALID_MODEL;
  return during == During::kOpen ? POLY_UNSUPPORTED : POLY_ENGINE;
}

}  // namespace

poly_status take(int status, During during, const char* what, const char* text, poly_error* error) {
  if (!status) return POLY_OK;
  poly_status mapped = poly_fail(error, status_of(status, during), status, "LiteRT answered %d when asked %s.%s%s", status,
                                 what, *text ? " " : "", text);
  /* Its texts have several lines, and an end of line after the last. */
  size_t length = strlen(error->message);
  while (length > 0 && error->message[length - 1] == '\n') error->message[--length] = 0;
  for (char* end = error->message; (end = strchr(end, '\n'));) *end = ' ';
  return mapped;
}

}  // namespace litert
