#include "relay.h"
#include <dlfcn.h>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace relay {

Real real;
State state;

void log(const char* format, ...) {
  const char* path = getenv("POLYINFER_RELAY_LOG");
  FILE* file = path ? fopen(path, "a") : nullptr;
  if (!file) return;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(file, format, arguments);
  va_end(arguments);
  fputc('\n', file);
  fclose(file);
}

void misuse(const std::string& what) {
  log("misuse %s", what.c_str());
  if (real.misuse) real.misuse(("onnxruntime: " + what).c_str());
}

Status* failure(int code, const std::string& message) { return real.create_status(code, message.c_str()); }

Status* scripted(const char* function) {
  const char* given = getenv("POLYINFER_RELAY_FAIL");
  static std::string* const last = new std::string;
  if (given && *last != given) state.calls.clear(); /* counted from when it was asked for */
  *last = given ? given : "";
  const int call = ++state.calls[function];
  const std::string wanted = std::string(function) + ":" + std::to_string(call) + ":";
  if (!given || strncmp(given, wanted.c_str(), wanted.size())) return nullptr;
  log("fail %s", given);
  return failure(ort::kFail, given + wanted.size());
}

namespace {

const ort::ApiBase* base_of_relay = nullptr;

/* More entries than are used; the real table of 1.24 and newer has them all. */
constexpr size_t kEntries = 413;

bool open_real() {
  void* core = dlopen(getenv("POLYINFER_RELAY_CORE"), RTLD_NOW | RTLD_LOCAL);
  auto base = core ? reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(core, "OrtGetApiBase")) : nullptr;
  if (!base) return false;
  auto* table = static_cast<void* const*>(base()->GetApi(ort::kNewerVersion));
#define XX(slot, result, name, arguments) real.api.name = reinterpret_cast<decltype(real.api.name)>(table[slot]);
  ORT_API_MAP(XX)
  ORT_NEWER_API_MAP(XX)
#undef XX
  real.create_status = reinterpret_cast<Status* (*)(int, const char*)>(table[0]);
  real.allocate = reinterpret_cast<Status* (*)(ort::Allocator*, size_t, void**)>(table[75]);
  static void* own[kEntries];
  memcpy(own, table, sizeof own);
  take_providers(own);
  take_memory(own);
  take_runs(own);
  take_placement(own);
  poly_error error{};
  const char* library = getenv("POLYINFER_CUDA_LIBRARY");
  void* driver = library ? dlopen(library, RTLD_NOW | RTLD_NOLOAD) : nullptr;
  if (!driver || poly::cuda::open_driver(library, &real.cuda, &error)) return false;
  real.enqueue = reinterpret_cast<decltype(real.enqueue)>(dlsym(driver, "polyinfer_fake_cuda_enqueue"));
  real.host = reinterpret_cast<decltype(real.host)>(dlsym(driver, "polyinfer_fake_cuda_host"));
  real.misuse = reinterpret_cast<decltype(real.misuse)>(dlsym(driver, "polyinfer_fake_cuda_misuse"));
  state.calls.clear();
  static ort::ApiBase ours;
  ours.GetVersionString = base()->GetVersionString;
  ours.GetApi = [](uint32_t version) -> const void* { return version <= ort::kNewerVersion ? own : nullptr; };
  base_of_relay = &ours;
  return true;
}

}  // namespace

}  // namespace relay

extern "C" __attribute__((visibility("default"))) const ort::ApiBase* OrtGetApiBase() {
  static const bool is_open = relay::open_real();
  return is_open ? relay::base_of_relay : nullptr;
}
