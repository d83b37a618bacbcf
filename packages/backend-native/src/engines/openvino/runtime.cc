#include "runtime.h"
#include <dlfcn.h>
#include <memory>
#include <new>
#include "polyinfer/kit.h"
#include "status.h"

namespace openvino {
namespace {

/* "2026.4.1" of "2026.4.1-22982-a1b2c3-releases/2026/4". */
std::string version_of(const char* build) {
  const std::string text = build ? build : "";
  return text.substr(0, text.find('-'));
}

poly_status fill(Api& api, void* handle, const char* library, poly_error* error) {
#define XX(result, name, arguments)                                                                               \
  api.name = reinterpret_cast<result(*) arguments>(dlsym(handle, "ov_" #name));                                   \
  if (!api.name)                                                                                                  \
    return poly_fail(error, POLY_UNAVAILABLE, 0,                                                                  \
                     "Expected OpenVINO's C library, 2024.6 or newer, but %s has no ov_" #name ".", library);
  OPENVINO_API_MAP(XX)
#undef XX
  return POLY_OK;
}

}  // namespace

poly_status runtime_load(const poly_load* load, poly_runtime** out, poly_error* error) try {
  const char* library = load->library;
  if (load->option_count)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected no option at load but received `%s`.", load->options[0].key);
  if (!library || !poly_is_absolute(library))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected the absolute path of OpenVINO's C library but received `%s`.",
                     library ? library : "");
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  auto runtime = std::make_unique<poly_runtime>();
  Api& api = runtime->api;
  if (poly_status status = fill(api, handle, library, error)) return status;
  Version version{};
  OPENVINO_TRY(api, POLY_UNAVAILABLE, error, api.get_openvino_version(&version));
  runtime->version = version_of(version.build);
  api.version_free(&version);
  OPENVINO_TRY(api, POLY_UNAVAILABLE, error, api.core_create(&runtime->core));
  runtime->types = read_element_types(api, runtime->core);
  if (!runtime->types.of_dtype.count(POLY_FLOAT32))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "OpenVINO %s beside %s reads no nets: its IR frontend is missing.",
                     runtime->version.c_str(), library);
  /* Never freed: the vendor's plug-ins keep threads and statics of their own. */
  *out = runtime.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for OpenVINO.");
}

poly_status runtime_probe(poly_runtime* runtime, poly_sink sink, poly_error* error) {
  const Api& api = runtime->api;
  Devices devices{};
  OPENVINO_TRY(api, POLY_UNAVAILABLE, error, api.core_get_available_devices(runtime->core, &devices));
  poly_text(sink, "{\"version\":");
  poly_json_string(sink, runtime->version.c_str());
  poly_text(sink, ",\"formats\":[\"openvino\",\"onnx\"],\"devices\":[");
  for (size_t i = 0; i < devices.count; i++) {
    char* name = nullptr;
    if (api.core_get_property(runtime->core, devices.names[i], "FULL_DEVICE_NAME", &name)) name = nullptr;
    poly_text(sink, i ? ",{\"id\":" : "{\"id\":");
    poly_json_string(sink, devices.names[i]);
    poly_text(sink, ",\"name\":");
    poly_json_string(sink, name ? name : devices.names[i]);
    poly_text(sink, "}");
    if (name) api.free(name);
  }
  poly_text(sink, "]}");
  api.available_devices_free(&devices);
  return POLY_OK;
}

}  // namespace openvino
