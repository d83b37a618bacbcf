// A promise of something that a thread does.
#ifndef POLYINFER_NODE_PROMISE_TASK_H_
#define POLYINFER_NODE_PROMISE_TASK_H_
#include <napi.h>
#include <polyinfer/engine.h>

#include <functional>

#include "environment.h"

namespace poly {

/** Settles with what `value` makes on the event loop, else with the error. */
class promise_task final : public task {
 public:
  /** `work` runs on a thread of its own and fills the task. Gives the promise; null: the environment is ending. */
  static Napi::Value start(Napi::Env env, std::function<void(promise_task&)> work);

  void settle(napi_env env) override;

  poly_status status = POLY_OK;
  poly_error error{};
  /** Default: undefined. Null from it: no memory. */
  std::function<napi_value(environment&)> value;

 private:
  explicit promise_task(environment& home) : home_(home) {}
  environment& home_;
  napi_deferred deferred_ = nullptr;
};

}  // namespace poly
#endif
