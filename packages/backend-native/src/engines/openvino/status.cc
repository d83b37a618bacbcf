#include "status.h"
#include <cstring>
#include "polyinfer/kit.h"

namespace openvino {
namespace {

bool is_about_memory(const char* text) { return strstr(text, "bad_alloc") || strstr(text, "std::length_error"); }

/* What a user can read: without the lines that say where in the vendor's code it happened. */
const char* plain(const char* text) {
  for (const char* line = text; line && *line;) {
    const bool is_origin = !strncmp(line, "Exception from ", 15) || !strncmp(line, "Check '", 7);
    if (!is_origin) return line;
    const char* end = strchr(line, '\n');
    if (!end) break;
    line = end + 1;
  }
  return text;
}

}  // namespace

poly_status take(const Api& api, Status vendor, poly_status status, poly_error* error) {
  if (!vendor) return POLY_OK;
  const char* text = vendor == kInvalidParameter ? nullptr : api.get_last_err_msg();
  if (text && is_about_memory(text)) status = POLY_OUT_OF_MEMORY;
  poly_fail(error, status, vendor, "%s", text && *text ? plain(text) : api.get_error_info(vendor));
  for (size_t end = strlen(error->message); end && error->message[end - 1] == '\n';) error->message[--end] = 0;
  if (text) api.free(text);
  return status;
}

}  // namespace openvino
