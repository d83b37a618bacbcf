#include "ort.h"
#include <dlfcn.h>
#include <cstdlib>
#include "record.h"

namespace fake {
namespace {

void ignore(void*, int, const char*, const char*, const char*, const char*) {}

const Ort* load() {
  using namespace ort;
  const char* path = getenv("FAKE_TENSORRT_ONNXRUNTIME");
  if (!path || !*path) give_up("FAKE_TENSORRT_ONNXRUNTIME is not set: the path of ONNX Runtime's library");
  setenv("ORT_DISABLE_TELEMETRY", "1", 0);
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) give_up("%s", dlerror());
  const auto get_base = reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  if (!get_base) give_up("%s has no OrtGetApiBase", path);
  const auto* table = static_cast<void* const*>(get_base()->GetApi(ort::kApiVersion));
  if (!table) give_up("%s is too old", path);
  auto* made = new Ort;
#define XX(slot, result, name, arguments) made->api.name = reinterpret_cast<result(*) arguments>(table[slot]);
  ORT_API_MAP(XX)
#undef XX
  const ort::Api& api = made->api;
  constexpr int kFatal = 4;
  ort::Status* wrong = api.CreateEnvWithCustomLogger(ignore, nullptr, kFatal, "fake", &made->env);
  if (!wrong) wrong = api.CreateCpuMemoryInfo(ort::kCpuAllocator, ort::kMemoryTypeDefault, &made->memory);
  if (!wrong) wrong = api.GetAllocatorWithDefaultOptions(&made->allocator);
  if (wrong) give_up("ONNX Runtime: %s", api.GetErrorMessage(wrong));
  return made;
}

}  // namespace

const Ort& the_ort() {
  static const Ort* const one = load();
  return *one;
}

bool well(ort::Status* status, std::string& error, int* code) {
  if (!status) return true;
  const ort::Api& api = the_ort().api;
  error = api.GetErrorMessage(status);
  if (code) *code = api.GetErrorCode(status);
  api.ReleaseStatus(status);
  return false;
}

}  // namespace fake
