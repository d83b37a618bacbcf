// A run that JavaScript asked for.
#ifndef POLYINFER_NODE_RUN_TASK_H_
#define POLYINFER_NODE_RUN_TASK_H_
#include <node_api.h>

#include <string>

#include "../host/run.h"
#include "arrays.h"
#include "environment.h"
#include "session_handle.h"

namespace poly {

/** Where an output goes. */
struct destination {
  enum { fresh, skipped, given } kind = fresh;
  /** What JavaScript gave, or what was made for it: the engine writes here, or it is copied here in the end. */
  array_memory array;
  bool is_copied = false;
};

class run_task final : public run, public task {
 public:
  explicit run_task(session_handle& handle);
  ~run_task() override;

  /** Reads feeds, shapes and outputs as `run` of addon.ts describes them. False: `why` says what is wrong. */
  bool read(napi_value feeds, napi_value shapes, napi_value outputs, std::string* why);
  /** For the calling thread: makes JavaScript's own memory for large outputs whose size is known. */
  void make_outputs();
  /** For another thread: copies what JavaScript may change or take away, and pins the rest. False: no memory. */
  bool detach_from_caller();
  /**
   * [array or undefined, sizes or undefined, ...] by output; the run has succeeded. Null: a JavaScript error is pending, or
   * with `is_sync` all of them are undefined.
   */
  napi_value result(bool is_sync);

  void finished() override;
  void settle(napi_env env) override;

  napi_deferred deferred = nullptr;
  size_t input_bytes = 0;

 private:
  void on_log(int32_t level, const char* text) override;
  bool read_feed(size_t i, napi_value feed, const double* shape, std::string* why);
  bool read_output(size_t i, napi_value output, std::string* why);
  bool check_outputs();
  bool copy_back();
  bool gives_nothing();

  session_handle& handle_;
  environment& home_;
  const std::shared_ptr<session> session_;
  small_array<array_memory, kFew> feeds_;
  small_array<destination, kFew> destinations_;
  napi_ref references_ = nullptr;  // an array of what is borrowed from JavaScript, or copied back to it
  bool is_queued_ = false;
};

/** `Expected ... for input `x` but received ...`, also where the memory is gone. */
std::string wrong_memory(napi_env env, const char* what, const value_info& value, size_t expected_bytes,
                         const array_memory& received);

}  // namespace poly
#endif
