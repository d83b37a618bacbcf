// What JavaScript does with a session. The calls of microseconds use Node's C API directly.
#ifndef POLYINFER_NODE_SESSION_FUNCTIONS_H_
#define POLYINFER_NODE_SESSION_FUNCTIONS_H_
#include <napi.h>

namespace poly {

/** run(session, feeds, shapes?, outputs?, ticket?) -> results, or a promise of them. Throws what is wrong before it began. */
napi_value run_function(napi_env env, napi_callback_info info);
/** runSync(session, feeds, shapes?, outputs?) -> results. */
napi_value run_sync_function(napi_env env, napi_callback_info info);
/** cancelRun(session, ticket): a waiting run rejects at once, one inside the engine is told. */
napi_value cancel_run_function(napi_env env, napi_callback_info info);
/** close(session) -> Promise<undefined>; once. */
Napi::Value close(const Napi::CallbackInfo& args);
/** sessionRuns(session): runs that the engine has carried out in this session. */
Napi::Value session_runs(const Napi::CallbackInfo& args);
/** describe(session, what) -> what the engine tells, as text of JSON. Throws. */
Napi::Value describe_session(const Napi::CallbackInfo& args);
/** save(session, path) -> Promise<undefined>: the compiled model is in a new file. */
Napi::Value save(const Napi::CallbackInfo& args);
/** info(session) -> { inputs, outputs, maxRuns, capabilities }. */
Napi::Value info(const Napi::CallbackInfo& args);

}  // namespace poly
#endif
