/* A model, open in TensorFlow Lite. */
#ifndef POLYINFER_LITERT_TFLITE_SESSION_H_
#define POLYINFER_LITERT_TFLITE_SESSION_H_
#include <mutex>
#include <string>
#include <vector>
#include "opened.h"
#include "tflite_vendor.h"

namespace tflite {

/* Finds every function. UNAVAILABLE where one is missing, and for versions that are not known. */
poly_status api_find(void* handle, const char* library, Api*, poly_error*);

/* Keys: kernelMode, xnnpack.flags, delegate and delegate.<key> for the delegate's own. */
struct InterpreterOptions {
  int32_t threads = 1;
  bool with_xnnpack = true;
  uint32_t flags = kQuantizedFlags;
  CreateDelegate create = nullptr; /* of a library of the caller's */
  DestroyDelegate destroy = nullptr;
  std::vector<std::string> keys, values; /* of that delegate */
};

/* INVALID_ARGUMENT for unknown keys and wrong values; UNAVAILABLE for a delegate's library that does not load. */
poly_status options_read(const poly_open*, InterpreterOptions*, poly_error*);

/* One interpreter, for it takes one run at a time; made by the lane's first run, or as the session opens. */
struct Lane {
  Interpreter* interpreter = nullptr;
  Delegate* xnnpack = nullptr;
  Delegate* external = nullptr;
  std::string errors; /* what the library reported since the last failure */
  bool is_allocated = false;
};

struct Session final : poly_session {
  explicit Session(const Api& table) : api(table) {}
  ~Session() override;
  poly_status run(const poly_run*, poly_call*, poly_error*) override;

  const Api& api;
  litert::ModelBytes bytes; /* they outlive the model */
  Model* model = nullptr;
  InterpreterOptions options;
  std::vector<Lane> lanes; /* as many from the start: the library keeps the address of `errors` */
  std::mutex making;
};

poly_status lane_make(Session*, Lane*, poly_error*);
void lane_reset(const Session&, Lane*);
/* The error of a call of the vendor's that failed, in the words that it reported on this lane. */
poly_status failed(Lane*, poly_status, const char* what, poly_error*);

poly_status session_open(const Api&, const poly_open*, poly_call*, poly_session**, poly_error*);

}  // namespace tflite
#endif
