#include <dlfcn.h>
#include <cerrno>
#include "polyinfer/kit.h"
#include "tflite_session.h"

namespace tflite {
namespace {

const char* after(const char* key, const char* prefix) {
  const size_t length = strlen(prefix);
  return strncmp(key, prefix, length) ? nullptr : key + length;
}

poly_status load_delegate(const char* library, InterpreterOptions* options, poly_error* error) {
  if (!poly_is_absolute(library))
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an absolute path for option `delegate` but received `%s`.",
                     library);
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  options->create = reinterpret_cast<CreateDelegate>(dlsym(handle, kCreateDelegate));
  options->destroy = reinterpret_cast<DestroyDelegate>(dlsym(handle, kDestroyDelegate));
  if (options->create && options->destroy) return POLY_OK;
  return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected a delegate of TensorFlow Lite but %s has no %s.", library,
                   options->create ? kDestroyDelegate : kCreateDelegate);
}

poly_status read_option(const poly_pair& pair, InterpreterOptions* options, poly_error* error) {
  if (const char* key = after(pair.key, "delegate.")) {
    options->keys.push_back(key);
    options->values.push_back(pair.value);
    return POLY_OK;
  }
  if (!strcmp(pair.key, "delegate")) return load_delegate(pair.value, options, error);
  if (!strcmp(pair.key, "kernelMode")) {
    options->with_xnnpack = !strcmp(pair.value, "xnnpack");
    if (options->with_xnnpack || !strcmp(pair.value, "builtin")) return POLY_OK;
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0,
                     "Expected xnnpack or builtin for option `kernelMode` of TensorFlow Lite but received `%s`.", pair.value);
  }
  if (!strcmp(pair.key, "xnnpack.flags")) {
    char* end = nullptr;
    errno = 0;
    const unsigned long flags = strtoul(pair.value, &end, 0);
    if (errno || !*pair.value || *end || flags > UINT32_MAX)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a number for option `%s` but received `%s`.", pair.key,
                       pair.value);
    options->flags = static_cast<uint32_t>(flags);
    return POLY_OK;
  }
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "TensorFlow Lite has no option `%s`, which LiteRT may have.", pair.key);
}

}  // namespace

poly_status options_read(const poly_open* open, InterpreterOptions* options, poly_error* error) {
  if (open->device && *open->device && strcmp(open->device, "cpu"))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected device `cpu`, or option `delegate`, but received device `%s`.",
                     open->device);
  options->threads = open->threads > 0 ? open->threads : 1;
  for (size_t i = 0; i < open->option_count; i++)
    if (poly_status status = read_option(open->options[i], options, error)) return status;
  if (!options->keys.empty() && !options->create)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected option `delegate` beside `delegate.%s`.",
                     options->keys[0].c_str());
  return POLY_OK;
}

}  // namespace tflite
