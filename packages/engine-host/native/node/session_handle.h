// A session in JavaScript's hands.
#ifndef POLYINFER_NODE_SESSION_HANDLE_H_
#define POLYINFER_NODE_SESSION_HANDLE_H_
#include <node_api.h>

#include <memory>

#include "../host/session.h"
#include "device_lanes.h"
#include "environment.h"
#include "js_callback.h"

namespace poly {

/** For the event loop's thread. Lives as long as JavaScript's External, which runs in flight keep. */
struct session_handle {
  session_handle(environment& home, std::shared_ptr<session> opened, std::shared_ptr<js_callback> on_log);
  ~session_handle();

  static session_handle& of(napi_env env, napi_value external);
  /** What JavaScript gets: the External, which owns the handle then. Called once. Null: the environment is ending. */
  napi_value wrap(napi_env env);

  /** A run was queued, or has settled: while there are some, the handle is not collected. */
  void run_queued();
  void run_settled();
  /** Rejects waiting runs, closes on a background thread, then `done` (or null) settles. Once. */
  void close(task* done);
  /** The environment ends: drops waiting runs and stops the others, then waits for them and closes. */
  void begin_stop();
  void finish_stop();

  const std::shared_ptr<environment> home;
  const std::shared_ptr<session> opened;
  const std::shared_ptr<js_callback> on_log;
  /** Of a session whose tensors may stay on a device; else null. */
  std::shared_ptr<device_lanes> lanes;
  bool is_closed = false;
  /** Of the last run that succeeded: decides what may run on the caller's turn. */
  double last_us = 1e9;
  size_t last_bytes = 0;

 private:
  napi_ref external_ = nullptr;
  size_t outstanding_ = 0;
  bool was_closed_ = false;
};

}  // namespace poly
#endif
