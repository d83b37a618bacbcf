#include "options.h"
#include "polyinfer/kit.h"
#include "status.h"

namespace litert {
namespace {

/* Errors are kept with the compiled model instead of being printed. */
constexpr const char* kKeepErrors = "error_reporter_mode = 2\n";

poly_status reject(const poly_pair& pair, const char* expected, poly_error* error) {
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected %s for option `%s` but received `%s`.", expected, pair.key,
                   pair.value);
}

/* What follows a prefix, or null. */
const char* after(const char* key, const char* prefix) {
  const size_t length = strlen(prefix);
  return strncmp(key, prefix, length) ? nullptr : key + length;
}

/* `key = value` in the vendor's TOML. */
poly_status add_line(const poly_pair& pair, const char* key, std::string* toml, poly_error* error) {
  if (!*key || key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_")])
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a key of LiteRT's own but received `%s`.", pair.key);
  if (!*pair.value || strpbrk(pair.value, "\n\r")) return reject(pair, "one line of TOML", error);
  *toml += std::string(key) + " = " + pair.value + "\n";
  return POLY_OK;
}

/* A basic string of TOML. */
poly_status add_text(const poly_pair& pair, const char* key, std::string* toml, poly_error* error) {
  for (const char* c = pair.value; *c; c++)
    if (static_cast<unsigned char>(*c) < 32) return reject(pair, "text of one line", error);
  std::string text = std::string(key) + " = \"";
  for (const char* c = pair.value; *c; c++) {
    if (*c == '"' || *c == '\\') text += '\\';
    text += *c;
  }
  *toml += text + "\"\n";
  return POLY_OK;
}

poly_status read_option(const poly_pair& pair, CompileOptions* options, poly_error* error) {
  if (const char* key = after(pair.key, "xnnpack.")) return add_line(pair, key, &options->xnnpack, error);
  if (const char* key = after(pair.key, "runtime.")) return add_line(pair, key, &options->runtime, error);
  const bool is_true = !strcmp(pair.value, "true");
  if (!strcmp(pair.key, "kernelMode")) {
    if (!strcmp(pair.value, "xnnpack")) return POLY_OK; /* the vendor's default, whose name is not the same in all versions */
    if (strcmp(pair.value, "builtin") && strcmp(pair.value, "reference"))
      return reject(pair, "xnnpack, builtin or reference", error);
    return add_text(pair, "kernel_mode", &options->xnnpack, error);
  }
  if (!strcmp(pair.key, "weightCache")) return add_text(pair, "weight_cache_file_path", &options->xnnpack, error);
  if (!strcmp(pair.key, "signature")) {
    options->signature = pair.value;
    return POLY_OK;
  }
  if (!strcmp(pair.key, "fallback")) {
    if (!is_true && strcmp(pair.value, "false")) return reject(pair, "true or false", error);
    options->may_fall_back = is_true;
    return POLY_OK;
  }
  if (!strcmp(pair.key, "delegate") || after(pair.key, "delegate."))
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0,
                     "Expected TensorFlow Lite's library with option `%s` but this one is LiteRT's.", pair.key);
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "LiteRT's engine has no option `%s`.", pair.key);
}

poly_status read_device(const char* device, int found, CompileOptions* options, poly_error* error) {
  if (!device || !*device || !strcmp(device, "cpu")) return POLY_OK;
  const int bit = !strcmp(device, "gpu") ? kGpu : !strcmp(device, "npu") ? kNpu : 0;
  if (!bit)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected device `cpu`, `gpu` or `npu` but received `%s`.", device);
  if (!(found & bit) && !options->may_fall_back)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "LiteRT found no library that runs models on device `%s`.", device);
  options->is_device_missing = !(found & bit);
  options->accelerators = found & bit ? bit : kCpu;
  return POLY_OK;
}

poly_status add(const Api& api, Options* options, const char* id, const std::string& toml, poly_error* error) {
  OpaqueOptions* opaque = nullptr;
  char* copy = strdup(toml.c_str());
  if (!copy) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for options.");
  if (const int status = api.CreateOpaqueOptions(id, copy, free, &opaque)) {
    free(copy);
    return take(status, During::kOpen, "for options", "", error);
  }
  LITERT_TRY(During::kOpen, error, "to take options", api.AddOpaqueOptions(options, opaque));
  return POLY_OK;
}

}  // namespace

poly_status options_read(const poly_open* open, int found, CompileOptions* options, poly_error* error) {
  options->xnnpack = "num_threads = " + std::to_string(open->threads > 0 ? open->threads : 1) + "\n";
  options->runtime = kKeepErrors;
  for (size_t i = 0; i < open->option_count; i++)
    if (poly_status status = read_option(open->options[i], options, error)) return status;
  return read_device(open->device, found, options, error);
}

poly_status options_make(const Api& api, const CompileOptions& from, int accelerators, Options** out, poly_error* error) {
  LITERT_TRY(During::kOpen, error, "for options", api.CreateOptions(out));
  LITERT_TRY(During::kOpen, error, "to take accelerators", api.SetOptionsHardwareAccelerators(*out, accelerators));
  if (poly_status status = add(api, *out, "xnnpack", from.xnnpack, error)) return status;
  return add(api, *out, "runtime_options_string", from.runtime, error);
}

}  // namespace litert
