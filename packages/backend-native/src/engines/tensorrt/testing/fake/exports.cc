/*
 * What libnvinfer exports, and what tests ask: the library is an addon of Node too, whose functions are there where Node
 * has loaded it.
 */
#include <node_api.h>
#include <string>
#include "engine.h"

#define FAKE_EXPORT extern "C" __attribute__((visibility("default")))
#pragma weak napi_create_function
#pragma weak napi_create_string_utf8
#pragma weak napi_get_cb_info
#pragma weak napi_get_value_string_utf8
#pragma weak napi_set_named_property

FAKE_EXPORT int32_t getInferLibVersion() {
  const int64_t other = fake::setting("version", 0);
  return other ? static_cast<int32_t>(other) : fake::kVersion;
}
FAKE_EXPORT int32_t getInferLibMajorVersion() { return getInferLibVersion() / 10000; }
FAKE_EXPORT int32_t getInferLibMinorVersion() { return getInferLibVersion() / 100 % 100; }
FAKE_EXPORT int32_t getInferLibPatchVersion() { return getInferLibVersion() % 100; }
FAKE_EXPORT int32_t getInferLibBuildVersion() { return 0; }
FAKE_EXPORT void* createInferRuntime_INTERNAL(void* logger, int32_t version) { return fake::create_runtime(logger, version); }
FAKE_EXPORT void* createInferBuilder_INTERNAL(void* logger, int32_t version) { return fake::create_builder(logger, version); }
/* For programs without Node; the text is valid until the thread's next call. */
FAKE_EXPORT const char* fake_tensorrt_control(const char* command) {
  static thread_local std::string answer;
  answer = fake::control(command);
  return answer.c_str();
}
/* Of the parser's library, which calls it. */
FAKE_EXPORT void* fake_tensorrt_create_parser(void* network, void* logger, int32_t version) {
  return fake::create_parser(network, logger, version);
}

namespace {

napi_value control(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value argument = nullptr, result = nullptr;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  char command[4096] = {};
  napi_get_value_string_utf8(env, argument, command, sizeof command, &length);
  napi_create_string_utf8(env, fake::control(command).c_str(), NAPI_AUTO_LENGTH, &result);
  return result;
}

}  // namespace

FAKE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function = nullptr;
  napi_create_function(env, "control", NAPI_AUTO_LENGTH, control, nullptr, &function);
  napi_set_named_property(env, exports, "control", function);
  return exports;
}
