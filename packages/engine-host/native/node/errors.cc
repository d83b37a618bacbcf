#include "errors.h"

#include "../host/status.h"

namespace poly {
namespace {

napi_value make(napi_env env, poly_status status, const char* message, int32_t engine_code, int32_t scope) {
  napi_value text = nullptr, error = nullptr, value = nullptr;
  napi_create_string_utf8(env, message[0] ? message : status_name(status), NAPI_AUTO_LENGTH, &text);
  napi_create_error(env, nullptr, text, &error);
  napi_create_string_utf8(env, status_name(status), NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, error, "code", value);
  if (engine_code != 0) {
    napi_create_int32(env, engine_code, &value);
    napi_set_named_property(env, error, "engineCode", value);
  }
  if (scope != POLY_SCOPE_CALL) {
    napi_create_string_utf8(env, scope == POLY_SCOPE_SESSION ? "session" : "runtime", NAPI_AUTO_LENGTH, &value);
    napi_set_named_property(env, error, "scope", value);
  }
  return error;
}

}  // namespace

napi_value make_error(napi_env env, poly_status status, const poly_error& error) {
  return make(env, status, error.message, error.engine_code, error.scope);
}

napi_value make_error(napi_env env, poly_status status, const std::string& message) {
  return make(env, status, message.c_str(), 0, POLY_SCOPE_CALL);
}

napi_value throw_error(napi_env env, poly_status status, const std::string& message) {
  napi_throw(env, make_error(env, status, message));
  return nullptr;
}

}  // namespace poly
