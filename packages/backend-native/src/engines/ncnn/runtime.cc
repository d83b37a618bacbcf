#include "runtime.h"
#include <dlfcn.h>
#include <cstdlib>
#include <memory>
#include <new>
#include "polyinfer/kit.h"

namespace ncnn {
namespace {

void look_at_precisions(poly_runtime* runtime) {
  const Api& api = runtime->api;
  Layer* layer = api.layer_create_by_type("Convolution");
  if (!layer) return;
  runtime->has_fp16 = api.layer_get_support_fp16_storage(layer) != 0;
  runtime->has_bf16 = api.layer_get_support_bf16_storage(layer) != 0;
  api.layer_destroy(layer);
}

/* OpenMP's threads spin while they wait unless it is told otherwise when it is loaded, which the first library does. */
void* open_passive(const char* library) {
  const bool is_told = getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT");
  if (!is_told) setenv("OMP_WAIT_POLICY", "passive", 1);
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!is_told) unsetenv("OMP_WAIT_POLICY");
  return handle;
}

}  // namespace

poly_status runtime_load(const poly_load* load, poly_runtime** out, poly_error* error) try {
  const char* library = load->library;
  if (load->option_count)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected no option at load but received `%s`.", load->options[0].key);
  if (!library || library[0] != '/')
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected the absolute path of ncnn's library but received `%s`.",
                     library ? library : "");
  void* handle = open_passive(library);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  auto runtime = std::make_unique<poly_runtime>();
  Api& api = runtime->api;
#define XX(result, name, arguments)                                                                                    \
  api.name = reinterpret_cast<result(*) arguments>(dlsym(handle, "ncnn_" #name));                                      \
  if (!api.name)                                                                                                       \
    return poly_fail(error, POLY_UNAVAILABLE, 0,                                                                       \
                     "Expected ncnn's library with its C API but %s has no ncnn_" #name ".", library);
  NCNN_API_MAP(XX)
#undef XX
  api.net_set_vulkan_device = reinterpret_cast<void (*)(Net*, int)>(dlsym(handle, "ncnn_net_set_vulkan_device"));
  runtime->library = handle;
  runtime->version = api.version();
  look_at_precisions(runtime.get());
  *out = runtime.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for ncnn.");
}

poly_status runtime_probe(poly_runtime* runtime, poly_sink sink, poly_error*) {
  poly_text(sink, "{\"version\":");
  poly_json_string(sink, runtime->version.c_str());
  poly_text(sink, ",\"formats\":[\"ncnn\"],\"devices\":[{\"id\":\"cpu\",\"name\":\"CPU\"}");
  if (runtime->api.net_set_vulkan_device) poly_text(sink, ",{\"id\":\"vulkan\",\"name\":\"Vulkan\"}");
  poly_text(sink, "],\"precisions\":[\"float32\"");
  if (runtime->has_fp16) poly_text(sink, ",\"float16\"");
  if (runtime->has_bf16) poly_text(sink, ",\"bfloat16\"");
  poly_text(sink, "]}");
  return POLY_OK;
}

SetSwitch runtime_switch(const poly_runtime* runtime, const char* name) {
  if (strncmp(name, "use_", 4)) return nullptr;
  const std::string symbol = std::string("ncnn_option_set_") + name;
  return reinterpret_cast<SetSwitch>(dlsym(runtime->library, symbol.c_str()));
}

}  // namespace ncnn
