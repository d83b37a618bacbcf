#include "core_of.h"
#include "status.h"

namespace openvino {
namespace {

std::string key_of(const Settings& settings) {
  std::string key = settings.device;
  for (const auto& pair : settings.properties) key += '\0' + pair.first + '\0' + pair.second;
  return key;
}

}  // namespace

poly_status core_of(poly_runtime* runtime, const Settings& settings, Handle* core, poly_error* error) {
  const Api& api = runtime->api;
  const std::string key = key_of(settings);
  std::lock_guard<std::mutex> lock(runtime->cores_lock);
  const auto known = runtime->cores.find(key);
  if (known != runtime->cores.end()) {
    *core = known->second;
    return POLY_OK;
  }
  Handle made = nullptr;
  OPENVINO_TRY(api, POLY_ENGINE, error, api.core_create(&made));
  for (const auto& pair : settings.properties) {
    const Status status = api.core_set_property(made, settings.device.c_str(), pair.first.c_str(), pair.second.c_str());
    if (poly_status taken = take(api, status, POLY_UNSUPPORTED, error)) {
      api.core_free(made);
      return taken;
    }
  }
  runtime->cores[key] = *core = made;
  return POLY_OK;
}

}  // namespace openvino
