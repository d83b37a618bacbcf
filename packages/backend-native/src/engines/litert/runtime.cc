#include "runtime.h"
#include <dlfcn.h>
#include <filesystem>
#include <memory>
#include <new>
#include <vector>
#include "polyinfer/kit.h"
#include "printed.h"
#include "session.h"
#include "status.h"
#include "tflite_session.h"

namespace litert {
namespace {

/* The versions whose signatures and structures are known: 2.0.2 to 2.3. */
bool is_known(const char* version) {
  unsigned major = 0, minor = 0, patch = 0;
  return sscanf(version, "%u.%u.%u", &major, &minor, &patch) == 3 && major == 2 && minor <= 3 && (minor || patch >= 2);
}

/* The library does not tell, but the Python package that it comes in does, by the name of a folder beside it. */
std::string version_beside(const char* library) {
  static const std::string kStart = "ai_edge_litert-", kEnd = ".dist-info";
  std::error_code ignored;
  const auto site = std::filesystem::u8path(library).parent_path().parent_path();
  for (const auto& entry : std::filesystem::directory_iterator(site, ignored)) {
    const std::string name = entry.path().filename().u8string();
    if (name.size() > kStart.size() + kEnd.size() && !name.compare(0, kStart.size(), kStart) &&
        !name.compare(name.size() - kEnd.size(), kEnd.size(), kEnd))
      return name.substr(kStart.size(), name.size() - kStart.size() - kEnd.size());
  }
  return "";
}

poly_status read_options(const poly_load* load, std::string* version, std::vector<EnvironmentOption>* options,
                         poly_error* error) {
  for (size_t i = 0; i < load->option_count; i++) {
    const poly_pair& pair = load->options[i];
    EnvironmentOption option{};
    option.kind = kText;
    option.text = pair.value;
    if (!strcmp(pair.key, "version")) {
      *version = pair.value;
    } else if (!strcmp(pair.key, "runtimeLibraries")) {
      option.tag = kRuntimeLibraryDir;
      options->push_back(option);
    } else if (!strcmp(pair.key, "dispatchLibraries")) {
      option.tag = kDispatchLibraryDir;
      options->push_back(option);
    } else {
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "LiteRT's engine has no option `%s` at load.", pair.key);
    }
  }
  EnvironmentOption quiet{};
  quiet.tag = kMinLoggerSeverity;
  quiet.kind = kInteger;
  quiet.number = kErrorSeverity;
  options->push_back(quiet);
  return POLY_OK;
}

poly_status fill(Api& api, void* handle, const char* library, poly_error* error) {
  const char* missing = nullptr;
#define XX(result, name, arguments)                                                 \
  api.name = reinterpret_cast<result(*) arguments>(dlsym(handle, "LiteRt" #name)); \
  if (!api.name && !missing) missing = "LiteRt" #name;
  LITERT_API_MAP(XX)
#undef XX
  void* create = dlsym(handle, "LiteRtCreateModelFromBuffer");
  if (!create && !missing) missing = "LiteRtCreateModelFromBuffer";
  if (missing)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected LiteRT's library but %s is another one: it has no %s.", library,
                     missing);
  const bool is_newer = dlsym(handle, kNewerSymbol), is_older = dlsym(handle, kOlderSymbol);
  if (is_newer == is_older)
    return poly_fail(error, POLY_UNAVAILABLE, 0,
                     "Expected LiteRT 2.0.2 to 2.3 but %s is of a version whose functions are not known.", library);
  if (is_newer) api.CreateModelFromBuffer = reinterpret_cast<decltype(api.CreateModelFromBuffer)>(create);
  else api.CreateModelFromBufferOnly = reinterpret_cast<decltype(api.CreateModelFromBufferOnly)>(create);
  return POLY_OK;
}

const char* name_of(int accelerator) {
  return accelerator == kCpu ? "cpu" : accelerator == kGpu ? "gpu" : accelerator == kNpu ? "npu" : nullptr;
}

}  // namespace

poly_status runtime_load(const poly_load* load, poly_runtime** out, poly_error* error) try {
  const char* library = load->library;
  auto runtime = std::make_unique<poly_runtime>();
  std::vector<EnvironmentOption> options;
  if (poly_status status = read_options(load, &runtime->version, &options, error)) return status;
  if (!library || library[0] != '/')
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected the absolute path of LiteRT's library but received `%s`.",
                     library ? library : "");
  if (runtime->version.empty()) runtime->version = version_beside(library);
  const char* version = runtime->version.c_str();
  if (*version && !is_known(version))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected LiteRT 2.0.2 to 2.3 but %s is of version %s.", library, version);
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  if (dlsym(handle, "TfLiteVersion") && !dlsym(handle, "LiteRtCreateEnvironment")) {
    if (poly_status status = tflite::api_find(handle, library, &runtime->tflite.emplace(), error)) return status;
    runtime->version = runtime->tflite->Version();
    printed_redirect(reinterpret_cast<void*>(runtime->tflite->Version), load->log);
    *out = runtime.release();
    return POLY_OK;
  }
  if (poly_status status = fill(runtime->api, handle, library, error)) return status;
  printed_redirect(reinterpret_cast<void*>(runtime->api.CreateEnvironment), load->log);
  Printed printed(nullptr);
  const int created =
      runtime->api.CreateEnvironment(static_cast<int>(options.size()), options.data(), &runtime->environment);
  if (created) return take(created, During::kLoad, "for its environment", printed.errors().c_str(), error);
  *out = runtime.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for LiteRT.");
} catch (const std::exception& failure) {
  return poly_fail(error, POLY_UNAVAILABLE, 0, "The folder of %s cannot be read: %s", load->library, failure.what());
}

poly_status runtime_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  return runtime->tflite ? tflite::session_open(*runtime->tflite, open, call, out, error)
                         : session_open(runtime, open, call, out, error);
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
}

int runtime_accelerators(const poly_runtime* runtime) {
  if (runtime->tflite) return kCpu;
  const Api& api = runtime->api;
  size_t count = 0;
  int all = 0;
  if (api.GetNumAccelerators(runtime->environment, &count)) return kCpu;
  for (size_t i = 0; i < count; i++) {
    Accelerator* accelerator = nullptr;
    int bits = 0;
    if (!api.GetAccelerator(runtime->environment, i, &accelerator) &&
        !api.GetAcceleratorHardwareSupport(accelerator, &bits))
      all |= bits;
  }
  return all | kCpu;
}

poly_status runtime_probe(poly_runtime* runtime, poly_sink sink, poly_error*) {
  poly_text(sink, "{\"version\":");
  if (runtime->version.empty()) poly_text(sink, "null");
  else poly_json_string(sink, runtime->version.c_str());
  poly_text(sink, ",\"formats\":[\"tflite\"],\"devices\":[");
  const int found = runtime_accelerators(runtime);
  for (int bit : {kCpu, kGpu, kNpu}) {
    if (!(found & bit)) continue;
    poly_text(sink, bit == kCpu ? "{\"id\":\"" : ",{\"id\":\"");
    poly_text(sink, name_of(bit));
    poly_text(sink, bit == kCpu ? "\",\"name\":\"CPU\"}" : bit == kGpu ? "\",\"name\":\"GPU\"}" : "\",\"name\":\"NPU\"}");
  }
  poly_text(sink, "]}");
  return POLY_OK;
}

}  // namespace litert
