#include "call.h"

#include "engine_runs.h"
#include "status.h"

namespace poly {

// No C++ exception may reach the engine that calls these.
call::call() : poly_call{} {
  clear(error);
  struct_bytes = sizeof(poly_call);
  cancelled = [](poly_call* c) -> int { return of(c).is_cancelled(); };
  on_cancel = [](poly_call* c, void (*stop)(void*), void* argument) -> int {
    call& self = of(c);
    std::lock_guard<std::mutex> hold(self.lock_);
    self.stop_ = stop;
    self.argument_ = argument;
    return self.is_cancelled();
  };
  progress = [](poly_call* c, double fraction, const char* stage) {
    try {
      of(c).on_progress(fraction, stage ? stage : "");
    } catch (...) {
    }
  };
  log = [](poly_call* c, int32_t level, const char* text) {
    try {
      of(c).on_log(level, text ? text : "");
    } catch (...) {
    }
  };
  alloc = [](poly_call* c, uint32_t output, const poly_tensor* type) -> void* {
    try {
      return of(c).on_alloc(output, *type);
    } catch (...) {
      return nullptr;
    }
  };
  executed = [](poly_call* c, const char* engine) {
    try {
      if (engine) of(c).executed_by_ = &engine_runs::of(engine);
    } catch (...) {
    }
  };
}

// stop runs under the lock, so that on_cancel(NULL) waits for it.
void call::cancel() {
  std::lock_guard<std::mutex> hold(lock_);
  if (is_cancelled_.exchange(true)) return;
  if (stop_) stop_(argument_);
}

void call::end() {
  std::lock_guard<std::mutex> hold(lock_);
  stop_ = nullptr;
}

}  // namespace poly
