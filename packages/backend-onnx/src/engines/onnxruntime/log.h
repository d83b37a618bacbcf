/* Brings the lines that ONNX Runtime logs to the host, whichever thread they are written on. */
#ifndef POLYINFER_ONNXRUNTIME_LOG_H_
#define POLYINFER_ONNXRUNTIME_LOG_H_
#include <mutex>
#include <vector>
#include "polyinfer/engine.h"

namespace ort {

/* The calls of one session that are in flight. A line goes to the call on whose thread it is written, else to the newest,
 * else to the log that belongs to no call. */
class CallLog {
 public:
  explicit CallLog(const poly_log& otherwise) : otherwise_(otherwise) {}

  /* A LoggingFunction whose parameter is a CallLog. */
  static void write(void* log, int severity, const char* category, const char* id, const char* place, const char* text);

  /* Lines go to the call for as long as this lives. */
  class Scope {
   public:
    Scope(CallLog& log, poly_call* call);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    CallLog& log_;
    poly_call* call_;
    poly_call* outer_;
  };

 private:
  const poly_log otherwise_;
  std::mutex mutex_;
  std::vector<poly_call*> calls_;
};

}  // namespace ort
#endif
