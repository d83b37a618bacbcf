#include "promise_task.h"

#include <memory>

#include "errors.h"

namespace poly {

Napi::Value promise_task::start(Napi::Env env, std::function<void(promise_task&)> work) {
  environment& home = environment::of(env);
  std::unique_ptr<promise_task> owned(new promise_task(home));
  napi_value promise = nullptr;
  if (napi_create_promise(env, &owned->deferred_, &promise) != napi_ok) {
    // The environment is ending: nobody waits, but what the work gives back is given back.
    work(*owned);
    return {};
  }
  promise_task* const own = owned.release();
  home.begin();
  home.background([own, work = std::move(work)]() -> task* {
    work(*own);
    return own;
  });
  return {env, promise};
}

void promise_task::settle(napi_env env) {
  if (status != POLY_OK) {
    napi_reject_deferred(env, deferred_, make_error(env, status, error));
    return;
  }
  napi_value result = nullptr;
  if (value) result = value(home_);
  else napi_get_undefined(env, &result);
  if (result) napi_resolve_deferred(env, deferred_, result);
  else napi_reject_deferred(env, deferred_, make_error(env, POLY_OUT_OF_MEMORY, "No memory for the result."));
}

}  // namespace poly
