// open: a model on its way to a session.
#ifndef POLYINFER_NODE_OPEN_TASK_H_
#define POLYINFER_NODE_OPEN_TASK_H_
#include <napi.h>

#include <memory>

#include "../host/opening.h"
#include "environment.h"
#include "js_callback.h"

namespace poly {

class open_task final : public call, public task {
 public:
  explicit open_task(environment& home);
  ~open_task() override;
  void settle(napi_env env) override;

  napi_deferred deferred = nullptr;
  uint32_t ticket = 0;
  std::shared_ptr<js_callback> progress_callback, log_callback;
  const runtime* engine = nullptr;
  open_request request;
  std::shared_ptr<session> opened;

 private:
  void on_progress(double fraction, const char* stage) override;
  void on_log(int32_t level, const char* text) override;

  environment& home_;
};

/**
 * open(engine, { format, device, threads, maxRuns, files: [{ name, path } | { name, held } | { name, bytes }], options },
 * onProgress?, onLog?) -> { session: promise, ticket }. `bytes` lie in a SharedArrayBuffer, `held` comes from holdModel.
 */
Napi::Value open(const Napi::CallbackInfo& args);
/** cancelOpen(ticket): does nothing once the open has settled. */
void cancel_open(const Napi::CallbackInfo& args);
/** holdModel(sizeBytes) -> memory for a model's bytes. */
Napi::Value hold_model(const Napi::CallbackInfo& args);
/** fillModel(held, offset, bytes): copies bytes into it. */
void fill_model(const Napi::CallbackInfo& args);

}  // namespace poly
#endif
