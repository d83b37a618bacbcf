#include "session_functions.h"

#include <exception>
#include <memory>
#include <new>

#include "errors.h"
#include "run_task.h"

namespace poly {
namespace {

// Between two runs on the caller's turn that follow each other; a longer time is not ours.
constexpr double kLongestGapUs = 100;

struct arguments {
  arguments(napi_env env, napi_callback_info info) { napi_get_cb_info(env, info, &count, values, nullptr, nullptr); }
  size_t count = 5;
  napi_value values[5] = {};  // missing ones are undefined
};

bool may_run_here(const session_handle& handle, const run_task& task) {
  const settings& limits = handle.home->settings;
  return !(handle.opened->info().capabilities & POLY_WAITS) && handle.last_us < limits.inline_us && task.input_bytes <= handle.last_bytes * 2 &&
         handle.home->inline_spent_us < limits.inline_budget_us;
}

void count_run_here(environment& home, const run_task& task) {
  const double gap = task.start_us - home.last_inline_end_us;
  home.inline_spent_us += task.engine_us + (gap < kLongestGapUs ? gap : 0);
  home.last_inline_end_us = task.start_us + task.engine_us;
}

napi_value finish_here(napi_env env, run_task& task) {
  if (task.status == POLY_OK) return task.result(true);
  napi_throw(env, make_error(env, task.status, task.error));
  return nullptr;
}

class close_task final : public task {
 public:
  void settle(napi_env env) override {
    napi_value undefined = nullptr;
    napi_get_undefined(env, &undefined);
    napi_resolve_deferred(env, deferred, undefined);
  }
  napi_deferred deferred = nullptr;
};

class save_task final : public task {
 public:
  void settle(napi_env env) override {
    napi_value undefined = nullptr;
    napi_get_undefined(env, &undefined);
    if (status == POLY_OK)
      napi_resolve_deferred(env, deferred, undefined);
    else
      napi_reject_deferred(env, deferred, make_error(env, status, error));
  }
  napi_deferred deferred = nullptr;
  std::shared_ptr<session> opened;
  poly_status status = POLY_OK;
  poly_error error{};
};

Napi::Array describe(Napi::Env env, const std::vector<value_info>& values) {
  auto list = Napi::Array::New(env, values.size());
  for (uint32_t i = 0; i < values.size(); i++) {
    const value_info& value = values[i];
    auto item = Napi::Object::New(env);
    item.Set("name", value.name);
    item.Set("dtype", value.dtype);
    item.Set("details", value.details);
    if (value.rank < 0) {
      item.Set("shape", env.Null());
    } else {
      auto shape = Napi::Array::New(env, value.shape.size());
      for (uint32_t k = 0; k < value.shape.size(); k++) shape.Set(k, static_cast<double>(value.shape[k]));
      item.Set("shape", shape);
    }
    list.Set(i, item);
  }
  return list;
}

// No C++ exception may reach Node.
napi_value guarded(napi_env env, napi_value (*function)(napi_env, const arguments&), napi_callback_info info) {
  try {
    return function(env, arguments(env, info));
  } catch (const std::bad_alloc&) {
    return throw_error(env, POLY_OUT_OF_MEMORY, "There is no memory for the run.");
  } catch (const std::exception& error) {
    return throw_error(env, POLY_ENGINE, error.what());
  }
}

napi_value run_here_or_queue(napi_env env, const arguments& args) {
  session_handle& handle = session_handle::of(env, args.values[0]);
  if (handle.is_closed) return throw_error(env, POLY_DISPOSED, "The session was disposed.");
  auto task = std::make_unique<run_task>(handle);
  std::string why;
  if (!task->read(args.values[1], args.values[2], args.values[3], &why))
    return throw_error(env, POLY_INVALID_ARGUMENT, why);
  // A net of microseconds costs less here than two thread wake-ups, but the event loop gets its turn.
  if (may_run_here(handle, *task) && handle.opened->run_here(*task, false)) {
    count_run_here(*handle.home, *task);
    return finish_here(env, *task);
  }
  if (!task->detach_from_caller()) return throw_error(env, POLY_OUT_OF_MEMORY, "No memory for a copy of the feeds.");
  napi_get_value_uint32(env, args.values[4], &task->ticket);
  napi_value promise = nullptr;
  if (napi_create_promise(env, &task->deferred, &promise) != napi_ok) return nullptr;  // the environment is ending
  handle.home->begin();
  handle.opened->enqueue(task.release());
  return promise;
}

napi_value run_now(napi_env env, const arguments& args) {
  session_handle& handle = session_handle::of(env, args.values[0]);
  if (handle.is_closed) return throw_error(env, POLY_DISPOSED, "The session was disposed.");
  run_task task(handle);
  std::string why;
  if (!task.read(args.values[1], args.values[2], args.values[3], &why))
    return throw_error(env, POLY_INVALID_ARGUMENT, why);
  task.make_outputs();
  handle.opened->run_here(task, true);
  return finish_here(env, task);
}

}  // namespace

napi_value run_function(napi_env env, napi_callback_info info) { return guarded(env, run_here_or_queue, info); }

napi_value run_sync_function(napi_env env, napi_callback_info info) { return guarded(env, run_now, info); }

napi_value cancel_run_function(napi_env env, napi_callback_info info) {
  const arguments args(env, info);
  session_handle& handle = session_handle::of(env, args.values[0]);
  uint32_t ticket = 0;
  napi_get_value_uint32(env, args.values[1], &ticket);
  if (run* waiting = handle.opened->cancel(ticket)) handle.home->settle(dynamic_cast<task*>(waiting));
  return nullptr;
}

Napi::Value close(const Napi::CallbackInfo& args) {
  session_handle& handle = session_handle::of(args.Env(), args[0]);
  auto owned = std::make_unique<close_task>();
  napi_value promise = nullptr;
  if (napi_create_promise(args.Env(), &owned->deferred, &promise) != napi_ok) return {};
  close_task* done = owned.release();
  handle.home->begin();
  if (handle.is_closed)
    handle.home->settle(done);
  else
    handle.close(done);
  return {args.Env(), promise};
}

Napi::Value session_runs(const Napi::CallbackInfo& args) {
  const session_handle& handle = session_handle::of(args.Env(), args[0]);
  return Napi::Number::New(args.Env(), static_cast<double>(handle.opened->engine_runs()));
}

Napi::Value describe_session(const Napi::CallbackInfo& args) {
  const Napi::Env env = args.Env();
  session_handle& handle = session_handle::of(env, args[0]);
  if (handle.is_closed) return {env, throw_error(env, POLY_DISPOSED, "The session was disposed.")};
  std::string text;
  poly_error error{};
  const poly_status status = handle.opened->describe(args[1].As<Napi::String>().Utf8Value().c_str(), &text, &error);
  if (status == POLY_OK) return Napi::String::New(env, text);
  napi_throw(env, make_error(env, status, error));
  return {};
}

Napi::Value save(const Napi::CallbackInfo& args) {
  session_handle& handle = session_handle::of(args.Env(), args[0]);
  auto owned = std::make_unique<save_task>();
  napi_value promise = nullptr;
  if (napi_create_promise(args.Env(), &owned->deferred, &promise) != napi_ok) return {};
  save_task* const own = owned.release();
  own->opened = handle.opened;
  handle.home->begin();
  handle.home->background([own, path = args[1].As<Napi::String>().Utf8Value()]() -> task* {
    own->status = own->opened->save(path, &own->error);
    return own;
  });
  return {args.Env(), promise};
}

Napi::Value info(const Napi::CallbackInfo& args) {
  const Napi::Env env = args.Env();
  const session_info& from = session_handle::of(env, args[0]).opened->info();
  auto result = Napi::Object::New(env);
  result.Set("inputs", describe(env, from.inputs));
  result.Set("outputs", describe(env, from.outputs));
  result.Set("maxRuns", from.max_runs);
  result.Set("capabilities", static_cast<double>(from.capabilities));
  return result;
}

}  // namespace poly
