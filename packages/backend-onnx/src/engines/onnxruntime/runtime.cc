#include "runtime.h"
#include <dlfcn.h>
#include <memory>
#include <new>
#include "polyinfer/kit.h"
#include "status.h"

namespace ort {
namespace {

constexpr int kWarning = 2;

/* 30 of "1.30.0"; 0 if it is no such text. The minor version is the version of the API. */
uint32_t minor_of(const char* version) {
  unsigned major = 0, minor = 0;
  return version && sscanf(version, "%u.%u", &major, &minor) == 2 && major == 1 ? minor : 0;
}

void fill(Api& api, const ApiBase* base, uint32_t minor) {
  auto* table = static_cast<void* const*>(base->GetApi(kApiVersion));
#define XX(slot, result, name, arguments) api.name = reinterpret_cast<result(*) arguments>(table[slot]);
  ORT_API_MAP(XX)
#undef XX
  if (minor < kNewerVersion) return;
  auto* newer = static_cast<void* const*>(base->GetApi(kNewerVersion));
#define XX(slot, result, name, arguments) api.name = reinterpret_cast<result(*) arguments>(newer[slot]);
  ORT_NEWER_API_MAP(XX)
#undef XX
}

}  // namespace

poly_status runtime_load(const poly_load* load, poly_runtime** out, poly_error* error) try {
  const char* library = load->library;
  if (!library || !poly_is_absolute(library))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected the absolute path of ONNX Runtime's library but received `%s`.",
                     library ? library : "");
  /* The library reads it once, when it is loaded; afterwards DisableTelemetryEvents comes too late to leave no trace. */
  const char* telemetry = getenv("ORT_DISABLE_TELEMETRY");
#ifdef _WIN32
  if (!telemetry || !*telemetry) _putenv_s("ORT_DISABLE_TELEMETRY", "1");
#else
  if (!telemetry || !*telemetry) setenv("ORT_DISABLE_TELEMETRY", "1", 1);
#endif
  std::unique_ptr<Gpu> gpu;
  if (load->option_count)
    if (poly_status status = gpu_load(load, &gpu, error)) return status;
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  auto get_base = reinterpret_cast<const ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  const ApiBase* base = get_base ? get_base() : nullptr;
  if (!base)
    return poly_fail(error, POLY_UNAVAILABLE, 0,
                     "Expected ONNX Runtime's library but %s is another one: it has no OrtGetApiBase.", library);
  const char* version = base->GetVersionString();
  uint32_t minor = minor_of(version);
  if (minor < kApiVersion)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected ONNX Runtime 1.%u or newer but %s is %s.", kApiVersion, library,
                     version ? version : "of no version");
  auto runtime = std::make_unique<poly_runtime>(load->log);
  Api& api = runtime->api;
  fill(api, base, minor);
  runtime->version = version;
  /* From here on the vendor may log to it for ever. */
  poly_runtime* r = runtime.release();
  ORT_TRY(api, During::kLoad, error,
          api.CreateEnvWithCustomLogger(CallLog::write, &r->library_log, kWarning, "polyinfer", &r->env));
  telemetry = getenv("ORT_DISABLE_TELEMETRY");
  if (!telemetry || strcmp(telemetry, "0")) drop(api, api.DisableTelemetryEvents(r->env));
  ORT_TRY(api, During::kLoad, error, api.CreateCpuMemoryInfo(kCpuAllocator, kMemoryTypeDefault, &r->memory));
  ORT_TRY(api, During::kLoad, error, api.GetAllocatorWithDefaultOptions(&r->allocator));
  if (gpu) {
    if (poly_status status = gpu_check(api, *gpu, reinterpret_cast<void*>(get_base), library, error)) return status;
    r->gpu = std::move(gpu);
  }
  *out = r;
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for ONNX Runtime.");
}

poly_status runtime_probe(poly_runtime* runtime, poly_sink sink, poly_error*) {
  poly_text(sink, "{\"version\":");
  poly_json_string(sink, runtime->version.c_str());
  poly_text(sink, ",\"build\":");
  poly_json_string(sink, runtime->api.GetBuildInfoString());
  poly_text(sink, ",\"formats\":[\"onnx\",\"ort\"],\"devices\":[{\"id\":\"cpu\",\"name\":\"CPU\"}");
  if (runtime->gpu) gpu_devices(*runtime->gpu, sink);
  poly_text(sink, "]}");
  return POLY_OK;
}

}  // namespace ort
