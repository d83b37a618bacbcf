#include "environment.h"

#include <napi.h>

#include <chrono>
#include <exception>
#include <system_error>
#include <thread>

#include "../host/counters.h"
#include "engine_handle.h"
#include "open_task.h"
#include "session_handle.h"

namespace poly {
namespace {

// Settling copies outputs: after this long, the event loop gets its turn first.
constexpr std::chrono::milliseconds kLongestDrain{4};

}  // namespace

environment::environment(napi_env e) : env(e) {
  napi_value name = nullptr;
  napi_create_string_utf8(env, "polyinfer", NAPI_AUTO_LENGTH, &name);
  const napi_threadsafe_function_call_js drains[] = {
      [](napi_env e, napi_value, void* self, void*) {
        if (e) static_cast<environment*>(self)->drain(0);
      },
      [](napi_env e, napi_value, void* self, void*) {
        if (e) static_cast<environment*>(self)->drain(1);
      }};
  for (size_t i = 0; i < 2; i++) {
    napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, drains[i], &wake_[i]);
    napi_unref_threadsafe_function(env, wake_[i]);
  }
  // Hooks run last in, first out: this one before the thread-safe function's, so threads may still post while it waits.
  napi_add_env_cleanup_hook(env, [](void* self) { static_cast<environment*>(self)->stop(); }, this);
  stop_at_exit();
}

// process.exit() runs no cleanup hook but the destructors of every library, under the feet of threads inside an engine.
void environment::stop_at_exit() {
  Napi::Value process = Napi::Env(env).Global().Get("process");
  if (!process.IsObject()) return;
  const auto stop = [self = this](const Napi::CallbackInfo&) { self->stop(); };
  process.As<Napi::Object>().Get("once").As<Napi::Function>().Call(
      process, {Napi::String::New(env, "exit"), Napi::Function::New(env, stop)});
}

environment& environment::create(napi_env env) {
  auto* self = new std::shared_ptr<environment>(new environment(env));
  napi_set_instance_data(
      env, self, [](napi_env, void* data, void*) { delete static_cast<std::shared_ptr<environment>*>(data); }, nullptr);
  return **self;
}

environment& environment::of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return **static_cast<std::shared_ptr<environment>*>(data);
}

void environment::begin() {
  if (awaited_++ == 0) napi_ref_threadsafe_function(env, wake_[0]);
}

void environment::post(task* finished) {
  std::lock_guard<std::mutex> hold(lock_);
  finished_.push_back(finished);
  if (finished_.size() == 1) napi_call_threadsafe_function(wake_[next_wake_], nullptr, napi_tsfn_nonblocking);
}

void environment::settle(task* finished) { settle_and_delete(finished); }

void environment::drain(size_t woken_by) {
  inline_spent_us = 0;
  std::vector<task*> tasks;
  {
    std::lock_guard<std::mutex> hold(lock_);
    tasks.swap(finished_);
    next_wake_ = 1 - woken_by;
  }
  const auto end = std::chrono::steady_clock::now() + kLongestDrain;
  for (size_t i = 0; i < tasks.size(); i++) {
    if (i > 0 && std::chrono::steady_clock::now() > end) {
      std::lock_guard<std::mutex> hold(lock_);
      finished_.insert(finished_.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(i), tasks.end());
      napi_call_threadsafe_function(wake_[next_wake_], nullptr, napi_tsfn_nonblocking);
      return;
    }
    settle_and_delete(tasks[i]);
    bool is_pending = false;
    napi_is_exception_pending(env, &is_pending);
    if (!is_pending) continue;
    napi_value thrown = nullptr;
    napi_get_and_clear_last_exception(env, &thrown);
    napi_fatal_exception(env, thrown);
  }
}

void environment::settle_and_delete(task* finished) {
  const bool is_awaited = finished->is_awaited();
  napi_handle_scope scope;
  napi_open_handle_scope(env, &scope);
  try {
    finished->settle(env);
  } catch (const std::exception&) {  // no memory: no C++ exception may reach Node
  }
  delete finished;
  napi_close_handle_scope(env, scope);
  if (is_awaited && --awaited_ == 0) napi_unref_threadsafe_function(env, wake_[0]);
}

void environment::background(std::function<task*()> work) {
  const auto serve = [](const std::shared_ptr<environment>& self, std::function<task*()>& now) {
    task* finished = now();
    now = nullptr;
    // Before the task is seen, so that whoever awaits it reads 0.
    counters::get().threads--;
    if (finished) self->post(finished);
    std::lock_guard<std::mutex> hold(self->lock_);
    self->background_--;
    self->idle_.notify_all();
  };
  {
    std::lock_guard<std::mutex> hold(lock_);
    background_++;
  }
  counters::get().threads++;
  const auto shared = std::make_shared<std::function<task*()>>(std::move(work));
  try {
    std::thread([self = shared_from_this(), shared, serve] { serve(self, *shared); }).detach();
  } catch (const std::system_error&) {  // the system gives no thread: late is better than never
    serve(shared_from_this(), *shared);
  }
}

// worker.terminate(), process.exit() or a plain end: no thread of ours outlives the environment's memory.
void environment::stop() {
  if (is_stopped_) return;
  is_stopped_ = true;
  for (const auto& [ticket, opened] : opening) opened->cancel();
  for (session_handle* handle : sessions) handle->begin_stop();
  for (session_handle* handle : sessions) handle->finish_stop();
  {
    std::unique_lock<std::mutex> hold(lock_);
    idle_.wait(hold, [this] { return background_ == 0; });
  }
  for (engine_handle* handle : engines) handle->stop_log();
  for (task* finished : finished_) delete finished;
  finished_.clear();
}

}  // namespace poly
