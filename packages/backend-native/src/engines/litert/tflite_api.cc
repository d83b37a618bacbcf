#include <dlfcn.h>
#include "polyinfer/kit.h"
#include "tflite_session.h"

namespace tflite {
namespace {

/* Of these versions the functions and structures are known: 2.5 to 2.19. */
bool is_known(const char* version) {
  unsigned major = 0, minor = 0;
  return version && sscanf(version, "%u.%u", &major, &minor) == 2 && major == 2 && minor >= 5 && minor <= 19;
}

}  // namespace

poly_status api_find(void* handle, const char* library, Api* api, poly_error* error) {
  const char* missing = nullptr;
#define XX(result, name, arguments)                                                  \
  api->name = reinterpret_cast<result(*) arguments>(dlsym(handle, "TfLite" #name)); \
  if (!api->name && !missing) missing = "TfLite" #name;
  TFLITE_API_MAP(XX)
#undef XX
  if (missing) return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected TensorFlow Lite but %s has no %s.", library, missing);
  const char* version = api->Version();
  if (is_known(version)) return POLY_OK;
  return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected TensorFlow Lite 2.5 to 2.19 but %s is of version %s.", library,
                   version ? version : "");
}

}  // namespace tflite
