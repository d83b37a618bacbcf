#include "session_handle.h"

#include "../host/run.h"

namespace poly {

session_handle::session_handle(environment& h, std::shared_ptr<session> s, std::shared_ptr<js_callback> log)
    : home(h.shared_from_this()), opened(std::move(s)), on_log(std::move(log)) {
  home->sessions.insert(this);
}

session_handle::~session_handle() {
  home->sessions.erase(this);
  if (!is_closed && !home->is_stopped()) close(nullptr);
}

session_handle& session_handle::of(napi_env env, napi_value external) {
  void* data = nullptr;
  napi_get_value_external(env, external, &data);
  return *static_cast<session_handle*>(data);
}

napi_value session_handle::wrap(napi_env env) {
  napi_value external = nullptr;
  const napi_status status = napi_create_external(
      env, this, [](napi_env e, void* data, void*) {
        auto* handle = static_cast<session_handle*>(data);
        if (!handle->home->is_stopped()) napi_delete_reference(e, handle->external_);
        delete handle;
      },
      nullptr, &external);
  if (status != napi_ok) return nullptr;
  napi_create_reference(env, external, 0, &external_);
  return external;
}

void session_handle::run_queued() {
  if (outstanding_++ == 0) napi_reference_ref(home->env, external_, nullptr);
}

void session_handle::run_settled() {
  if (--outstanding_ == 0) napi_reference_unref(home->env, external_, nullptr);
}

void session_handle::close(task* done) {
  is_closed = true;
  for (run* waiting : opened->begin_close(false)) home->settle(dynamic_cast<task*>(waiting));
  home->background([session = opened, done]() mutable -> task* {
    session->finish_close();
    session.reset();
    return done;
  });
}

void session_handle::begin_stop() {
  was_closed_ = is_closed;
  is_closed = true;
  if (!was_closed_)
    for (run* waiting : opened->begin_close(true)) delete waiting;
  opened->cancel_all();
}

void session_handle::finish_stop() {
  if (!was_closed_) opened->finish_close();
}

}  // namespace poly
