// The fake driver as an addon of Node, by which tests control it: process.dlopen(module, "/.../libcuda.so.1"). Other
// processes have no functions of Node, and do not need them.
#pragma GCC diagnostic ignored "-Waddress"
#include <node_api.h>

#include <string>

#include "control.h"
#include "state.h"

#pragma weak napi_create_function
#pragma weak napi_create_int32
#pragma weak napi_create_string_utf8
#pragma weak napi_get_cb_info
#pragma weak napi_get_value_double
#pragma weak napi_get_value_string_utf8
#pragma weak napi_set_named_property

namespace {

struct arguments {
  arguments(napi_env e, napi_callback_info info) : env(e) {
    size_t count = 3;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  }
  std::string text(int i) const {
    char buffer[4096] = {};
    napi_get_value_string_utf8(env, values[i], buffer, sizeof buffer, nullptr);
    return buffer;
  }
  double number(int i) const {
    double value = 0;
    napi_get_value_double(env, values[i], &value);
    return value;
  }
  napi_value give(int value) const {
    napi_value result = nullptr;
    napi_create_int32(env, value, &result);
    return result;
  }
  const napi_env env;
  napi_value values[3] = {};
};

napi_value live(napi_env env, napi_callback_info info) { return arguments(env, info).give(polyinfer_fake_cuda_live()); }
napi_value calls(napi_env env, napi_callback_info info) {
  const arguments given(env, info);
  return given.give(polyinfer_fake_cuda_calls(given.text(0).c_str()));
}
napi_value fail(napi_env env, napi_callback_info info) {
  const arguments given(env, info);
  polyinfer_fake_cuda_fail(given.text(0).c_str(), static_cast<int>(given.number(1)), static_cast<int>(given.number(2)));
  return nullptr;
}
napi_value misuses(napi_env env, napi_callback_info) {
  std::string text(size_t{1} << 16, 0);
  polyinfer_fake_cuda_misuses(text.data(), text.size());
  napi_value result = nullptr;
  napi_create_string_utf8(env, text.c_str(), NAPI_AUTO_LENGTH, &result);
  return result;
}
napi_value reset(napi_env, napi_callback_info) {
  polyinfer_fake_cuda_reset();
  return nullptr;
}
napi_value set(napi_env env, napi_callback_info info) {
  const arguments given(env, info);
  return given.give(polyinfer_fake_cuda_set(given.text(0).c_str(), given.number(1)));
}
napi_value kernels(napi_env env, napi_callback_info info) {
  polyinfer_fake_cuda_kernels(arguments(env, info).text(0).c_str());
  return nullptr;
}

}  // namespace

FAKE_API napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  const auto add = [&](const char* name, napi_callback function) {
    napi_value value = nullptr;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
    napi_set_named_property(env, exports, name, value);
  };
  add("live", live);
  add("calls", calls);
  add("fail", fail);
  add("misuses", misuses);
  add("reset", reset);
  add("set", set);
  add("kernels", kernels);
  return exports;
}
