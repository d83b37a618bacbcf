#include "state.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace fake {
namespace {

size_t number(const char* name, size_t missing) {
  const char* text = getenv(name);
  return text && *text ? strtoull(text, nullptr, 10) : missing;
}

}  // namespace

// Leaked: streams' threads use it until the process ends.
state& state::get() {
  static state* const the_state = new state;
  return *the_state;
}

state::state() {
  now.devices = static_cast<int>(number("POLYINFER_FAKE_CUDA_DEVICES", 1));
  now.version = static_cast<int>(number("POLYINFER_FAKE_CUDA_VERSION", 13000));
  const int capability = static_cast<int>(number("POLYINFER_FAKE_CUDA_CAPABILITY", 90));
  now.major = capability / 10;
  now.minor = capability % 10;
  now.device_bytes = number("POLYINFER_FAKE_CUDA_BYTES", now.device_bytes);
  now.delay_us = static_cast<unsigned>(number("POLYINFER_FAKE_CUDA_DELAY_US", now.delay_us));
  now.order = static_cast<unsigned>(number("POLYINFER_FAKE_CUDA_ORDER", 0));
  random = static_cast<unsigned>(number("POLYINFER_FAKE_CUDA_SEED", 1)) | 1u;
  // "cuMemAlloc_v2:3=2,cuLaunchKernel:1=719"
  if (const char* script = getenv("POLYINFER_FAKE_CUDA_FAIL")) {
    std::istringstream parts(script);
    for (std::string part; std::getline(parts, part, ',');) {
      char name[64];
      int call = 0, code = 0;
      if (sscanf(part.c_str(), "%63[^:]:%d=%d", name, &call, &code) == 3) scripted[name][call] = code;
    }
  }
  if (const char* libraries = getenv("POLYINFER_FAKE_CUDA_KERNELS")) {
    std::istringstream parts(libraries);
    for (std::string part; std::getline(parts, part, ':');) add_kernels(part);
  }
}

void state::add_kernels(const std::string& library) {
  void* opened = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  using list_fn = const emu_kernel* (*)();
  const auto list = opened ? reinterpret_cast<list_fn>(dlsym(opened, "polyinfer_emulated_kernels")) : nullptr;
  if (!list) {
    misuses.push_back("no emulated kernels in " + library + ": " + (opened ? "no list" : dlerror()));
    return;
  }
  for (const emu_kernel* each = list(); each; each = each->next) kernels.insert(kernels.begin(), each);
}

const emu_kernel* state::find_kernel(const std::string& name) const {
  for (const emu_kernel* each : kernels)
    if (name == each->name) return each;
  return nullptr;
}

result state::misuse(const std::string& text, result code) {
  misuses.push_back(text);
  return code;
}

unsigned state::next_random() {
  random = random * 1664525u + 1013904223u;
  return random >> 8;
}

namespace {

bool breaks_context(result code) { return code == 214 || (code >= 700 && code < 720 && code != 701 && code != 704); }

result scripted_failure(state& all, const char* call) {
  all.calls[call]++;
  const auto found = all.scripted.find(call);
  if (found == all.scripted.end()) return 0;
  result code = 0;
  std::map<int, result> later;
  for (const auto& [calls, failure] : found->second) {
    if (calls <= 1) code = failure;
    else later[calls - 1] = failure;
  }
  found->second = later;
  if (breaks_context(code)) all.sticky = code;
  return code;
}

}  // namespace

bool thread_captures();

result enter(const char* call, needs what) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (const result code = scripted_failure(all, call)) return code;
  if (what == nothing) return 0;
  if (!all.is_initialized) return all.misuse(std::string(call) + " before cuInit", kNotInitialized);
  if (all.sticky) return all.sticky;
  if (what == initialized) return 0;
  if (!current_context())
    return all.misuse(std::string(call) + " on a thread without a current context", kInvalidContext);
  if (what == no_capture && thread_captures())
    return all.misuse(std::string(call) + " while this thread captures a stream", kCaptureForbids);
  return 0;
}

result enter_release(const char* call) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  const result code = scripted_failure(all, call);
  return code ? code : all.sticky;
}

}  // namespace fake
