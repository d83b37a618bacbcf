// What host.node exports; addon.ts describes it for TypeScript. Knows Node and the engine table, and no engine.
#include <napi.h>

#include "../host/counters.h"
#include "../host/engine_runs.h"
#include "../host/pool.h"
#include "../host/session.h"
#include "../host/status.h"
#include "arguments.h"
#include "cuda_handles.h"
#include "device_run.h"
#include "engine_handle.h"
#include "environment.h"
#include "errors.h"
#include "external_memory.h"
#include "open_task.h"
#include "session_functions.h"

namespace poly {
namespace {

/** allocate(sizeBytes) -> zeroed ArrayBuffer, a block of the pool where the runtime allows. */
Napi::Value allocate_function(const Napi::CallbackInfo& args) {
  const Napi::Env env = args.Env();
  const auto bytes = static_cast<size_t>(args[0].As<Napi::Number>().Int64Value());
  napi_value buffer = allocate(environment::of(env), bytes);
  if (buffer) return {env, buffer};
  throw Napi::Error(env, make_error(env, POLY_OUT_OF_MEMORY, "No memory for " + std::to_string(bytes) + " bytes."));
}

/** release(buffer): gives the block back and detaches the buffer. */
void release_function(const Napi::CallbackInfo& args) { release(environment::of(args.Env()), args[0]); }

Napi::Value counters_function(const Napi::CallbackInfo& args) {
  const counters& now = counters::get();
  auto result = Napi::Object::New(args.Env());
  result.Set("sessions", static_cast<double>(now.sessions));
  result.Set("runs", static_cast<double>(now.runs));
  result.Set("blocks", static_cast<double>(now.blocks));
  result.Set("blockBytes", static_cast<double>(now.block_bytes));
  result.Set("threads", static_cast<double>(now.threads));
  return result;
}

/** engineRuns(): runs that engines have carried out since the process started, by the engine's id. */
Napi::Value engine_runs_function(const Napi::CallbackInfo& args) {
  auto result = Napi::Object::New(args.Env());
  for (const auto& [engine, count] : engine_runs::all()) result.Set(engine, static_cast<double>(count));
  return result;
}

/** configure({ inlineUs?, inlineBudgetUs?, externalBuffers?, idleThreadMs?, poolCapBytes? }). */
void configure(const Napi::CallbackInfo& args) {
  settings& now = environment::of(args.Env()).settings;
  const auto asked = args[0].As<Napi::Object>();
  now.inline_us = read_number(asked, "inlineUs", now.inline_us);
  now.inline_budget_us = read_number(asked, "inlineBudgetUs", now.inline_budget_us);
  if (asked.Get("externalBuffers").IsBoolean()) now.external_buffers = asked.Get("externalBuffers").As<Napi::Boolean>();
  session::idle_ms = static_cast<uint32_t>(read_number(asked, "idleThreadMs", session::idle_ms));
  const double cap = read_number(asked, "poolCapBytes", -1);
  if (cap >= 0) pool::get().set_cap(static_cast<size_t>(cap));
}

/** trimPool() -> bytes that were kept and are freed. */
Napi::Value trim_pool(const Napi::CallbackInfo& args) {
  return Napi::Number::New(args.Env(), static_cast<double>(pool::get().trim()));
}

/** statuses() -> { name: number } of the header. */
Napi::Value statuses(const Napi::CallbackInfo& args) {
  auto result = Napi::Object::New(args.Env());
#define XX(number, name) result.Set(#name, number);
  POLY_STATUS_MAP(XX)
#undef XX
  return result;
}

void add_function(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value = nullptr;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

Napi::Object add_exports(Napi::Env env, Napi::Object exports) {
  environment::create(env);
  exports.Set("abi", Napi::Number::New(env, POLY_ABI));
  exports.Set("load", Napi::Function::New(env, load));
  exports.Set("probe", Napi::Function::New(env, probe));
  exports.Set("open", Napi::Function::New(env, open));
  exports.Set("cancelOpen", Napi::Function::New(env, cancel_open));
  exports.Set("holdModel", Napi::Function::New(env, hold_model));
  exports.Set("fillModel", Napi::Function::New(env, fill_model));
  add_function(env, exports, "run", run_function);
  add_function(env, exports, "runSync", run_sync_function);
  add_function(env, exports, "runOnDevice", run_on_device_function);
  exports.Set("useDevice", Napi::Function::New(env, use_device));
  add_function(env, exports, "cancelRun", cancel_run_function);
  exports.Set("close", Napi::Function::New(env, close));
  exports.Set("save", Napi::Function::New(env, save));
  exports.Set("describe", Napi::Function::New(env, describe_session));
  exports.Set("info", Napi::Function::New(env, info));
  exports.Set("allocate", Napi::Function::New(env, allocate_function));
  exports.Set("release", Napi::Function::New(env, release_function));
  exports.Set("counters", Napi::Function::New(env, counters_function));
  exports.Set("engineRuns", Napi::Function::New(env, engine_runs_function));
  exports.Set("sessionRuns", Napi::Function::New(env, session_runs));
  exports.Set("configure", Napi::Function::New(env, configure));
  exports.Set("trimPool", Napi::Function::New(env, trim_pool));
  exports.Set("statuses", Napi::Function::New(env, statuses));
  exports.Set("cuda", cuda_exports(env));
  return exports;
}

}  // namespace
}  // namespace poly

static Napi::Object polyinfer_host_init(Napi::Env env, Napi::Object exports) { return poly::add_exports(env, exports); }
NODE_API_MODULE(host, polyinfer_host_init)
