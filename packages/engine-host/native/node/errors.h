// Statuses as JavaScript errors: { message, code, engineCode?, scope? }. TypeScript makes InferenceError of them.
#ifndef POLYINFER_NODE_ERRORS_H_
#define POLYINFER_NODE_ERRORS_H_
#include <node_api.h>
#include <polyinfer/engine.h>

#include <string>

namespace poly {

napi_value make_error(napi_env env, poly_status status, const poly_error& error);
napi_value make_error(napi_env env, poly_status status, const std::string& message);
/** Throws it in JavaScript and returns nullptr, for `return`. */
napi_value throw_error(napi_env env, poly_status status, const std::string& message);

}  // namespace poly
#endif
