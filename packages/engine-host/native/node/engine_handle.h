// load and probe: an engine in JavaScript's hands.
#ifndef POLYINFER_NODE_ENGINE_HANDLE_H_
#define POLYINFER_NODE_ENGINE_HANDLE_H_
#include <napi.h>

#include <memory>

#include "../host/engine_registry.h"
#include "environment.h"
#include "js_callback.h"

namespace poly {

struct engine_handle {
  explicit engine_handle(environment& home);
  ~engine_handle();
  /** Lines of the vendor's library no longer reach this environment. */
  void stop_log();

  const std::shared_ptr<environment> home;
  runtime* loaded = nullptr;
  std::shared_ptr<js_callback> on_log;
};

/** load(engine: path, library: path | null, options: object, onLog?) -> Promise<{ id, version, handle }>. */
Napi::Value load(const Napi::CallbackInfo& args);
/** probe(handle) -> Promise<string>, JSON. */
Napi::Value probe(const Napi::CallbackInfo& args);

}  // namespace poly
#endif
