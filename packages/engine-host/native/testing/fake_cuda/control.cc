#include "control.h"

#include <cstdio>
#include <cstring>

#include "memory.h"
#include "streams.h"

using namespace fake;

FAKE_API int polyinfer_fake_cuda_live(void) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  size_t count = device_memory::get().live.size() + pinned_memory().size();
  for (const object* each : all.objects) count += each->what != object::of_function;
  return static_cast<int>(count);
}

FAKE_API int polyinfer_fake_cuda_calls(const char* function) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  return all.calls[function];
}

FAKE_API void polyinfer_fake_cuda_fail(const char* function, int call, int code) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  all.scripted[function][call] = code;
}

FAKE_API int polyinfer_fake_cuda_misuses(char* text, size_t bytes) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  std::string lines;
  for (const std::string& each : all.misuses) lines += each + "\n";
  snprintf(text, bytes, "%s", lines.c_str());
  return static_cast<int>(all.misuses.size());
}

FAKE_API void polyinfer_fake_cuda_reset(void) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  all.misuses.clear();
  all.calls.clear();
  all.scripted.clear();
  all.sticky = 0;
  all.changed.notify_all();
}

FAKE_API int polyinfer_fake_cuda_set(const char* setting, double value) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  const std::string name = setting;
  if (name == "devices") all.now.devices = static_cast<int>(value);
  else if (name == "version") all.now.version = static_cast<int>(value);
  else if (name == "major") all.now.major = static_cast<int>(value);
  else if (name == "minor") all.now.minor = static_cast<int>(value);
  else if (name == "device_bytes") all.now.device_bytes = static_cast<size_t>(value);
  else if (name == "delay_us") all.now.delay_us = static_cast<unsigned>(value);
  else if (name == "order") all.now.order = static_cast<unsigned>(value);
  else return 1;
  return 0;
}

FAKE_API void polyinfer_fake_cuda_kernels(const char* library) {
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  all.add_kernels(library);
}

FAKE_API int polyinfer_fake_cuda_enqueue(void* on, int (*work)(void*), void* argument) {
  std::unique_lock<std::mutex> hold(state::get().lock);
  return enqueue(hold, static_cast<stream>(on), __func__, [work, argument] { return work(argument); });
}

FAKE_API int polyinfer_fake_cuda_is_capturing(void* of) {
  std::lock_guard<std::mutex> hold(state::get().lock);
  return is_capturing(static_cast<stream>(of));
}

FAKE_API void* polyinfer_fake_cuda_host(unsigned long long at, size_t bytes) {
  std::lock_guard<std::mutex> hold(state::get().lock);
  return device_memory::get().host(at, bytes);
}

FAKE_API void polyinfer_fake_cuda_misuse(const char* text) {
  std::lock_guard<std::mutex> hold(state::get().lock);
  state::get().misuses.push_back(text);
}
