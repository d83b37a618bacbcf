#include "runtime.h"
#include <dlfcn.h>
#include <memory>
#include <new>
#include <string>
#include "polyinfer/kit.h"
#include "printing.h"

namespace mnn {
namespace {

/* MNNForwardType; the CPU is always there. */
const Device kDevices[] = {{"cpu", "CPU", 0},       {"metal", "Metal", 1}, {"cuda", "CUDA", 2},
                           {"opencl", "OpenCL", 3}, {"nn", "NN API", 5},   {"vulkan", "Vulkan", 7}};

bool is_module(const char* reason) { return strstr(reason, "undefined symbol: Py") || strstr(reason, "undefined symbol: _Py"); }

/* The stub lies beside this library. It has to be seen by all, which is why it is opened only where it is needed. */
bool open_python_symbols() {
  Dl_info self{};
  if (!dladdr(reinterpret_cast<const void*>(&kDevices), &self) || !self.dli_fname) return false;
  std::string path = self.dli_fname;
  path = path.substr(0, path.rfind('/') + 1) + "libpolyinfer_mnn_python.so";
  return dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr;
}

/* Lazy: a Python module's functions stay unresolved, for nobody calls them. */
void* open_library(const char* library, std::string& reason) {
  void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (handle) return handle;
  reason = dlerror();
  if (!is_module(reason.c_str()) || !open_python_symbols()) return nullptr;
  handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) reason = dlerror();
  return handle;
}

/* The name that is missing, or null. */
const char* fill(Api& api, void* handle) {
#define XX(result, name, arguments, symbol) \
  if (!(api.name = reinterpret_cast<result(*) arguments>(dlsym(handle, symbol)))) return symbol;
  MNN_API_MAP(XX)
#undef XX
  api.has_new_strings = dlsym(handle, kInputsNewStrings) != nullptr;
  const char* inputs = api.has_new_strings ? kInputsNewStrings : kInputsOldStrings;
  const char* outputs = api.has_new_strings ? kOutputsNewStrings : kOutputsOldStrings;
  if (!(api.inputs = reinterpret_cast<MapOf>(dlsym(handle, inputs)))) return inputs;
  if (!(api.outputs = reinterpret_cast<MapOf>(dlsym(handle, outputs)))) return outputs;
  return nullptr;
}

}  // namespace

const Device* device_of(const char* id) {
  if (!id || !*id) return &kDevices[0];
  for (const Device& device : kDevices)
    if (!strcmp(device.id, id)) return &device;
  return nullptr;
}

bool has_device(const Api& api, const Device& device) { return device.type == 0 || api.runtime_creator(device.type); }

poly_status runtime_load(const poly_load* load, poly_runtime** out, poly_error* error) try {
  const char* library = load->library;
  if (load->option_count)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected no option at load but received `%s`.", load->options[0].key);
  if (!library || library[0] != '/')
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected the absolute path of MNN's library but received `%s`.",
                     library ? library : "");
  std::string reason;
  void* handle = open_library(library, reason);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", reason.c_str());
  auto runtime = std::make_unique<poly_runtime>();
  runtime->log = load->log;
  if (const char* missing = fill(runtime->api, handle))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected MNN %d or newer, built with libstdc++, but %s has no %s.", kFirstMajor,
                     library, missing);
  const char* version = runtime->api.version();
  int major = 0;
  if (!version || sscanf(version, "%d.", &major) != 1 || major < kFirstMajor)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected MNN %d or newer but %s is %s.", kFirstMajor, library,
                     version ? version : "of no version");
  printing_redirect(reinterpret_cast<const void*>(runtime->api.version), runtime->log);
  *out = runtime.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for MNN.");
}

poly_status runtime_probe(poly_runtime* runtime, poly_sink sink, poly_error*) {
  poly_text(sink, "{\"version\":");
  poly_json_string(sink, runtime->api.version());
  poly_text(sink, runtime->api.has_new_strings ? ",\"strings\":\"cxx11\"" : ",\"strings\":\"old\"");
  poly_text(sink, ",\"formats\":[\"mnn\"],\"devices\":[");
  bool is_first = true;
  for (const Device& device : kDevices) {
    if (!has_device(runtime->api, device)) continue;
    poly_text(sink, is_first ? "{\"id\":" : ",{\"id\":");
    poly_json_string(sink, device.id);
    poly_text(sink, ",\"name\":");
    poly_json_string(sink, device.name);
    poly_text(sink, "}");
    is_first = false;
  }
  poly_text(sink, "]}");
  return POLY_OK;
}

}  // namespace mnn
