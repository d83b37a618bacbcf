// A JavaScript function that engines' threads report to: lines of a log, progress of an open.
#ifndef POLYINFER_NODE_JS_CALLBACK_H_
#define POLYINFER_NODE_JS_CALLBACK_H_
#include <node_api.h>

#include <atomic>
#include <memory>
#include <string>

#include "../host/log_hub.h"

namespace poly {

class environment;

/** Calls function(number, text) on the event loop. Made and deleted there; told from any thread. */
class js_callback final : public log_listener, public std::enable_shared_from_this<js_callback> {
 public:
  /** Null unless `function` is one. */
  static std::shared_ptr<js_callback> from(environment& home, napi_value function);
  ~js_callback() override;

  /** Dropped where thousands wait already, so that a talkative engine cannot fill the memory. */
  void tell(double number, const char* text);
  void log(int32_t level, const char* text) override { tell(level, text); }

 private:
  friend class js_message;
  js_callback(environment& home, napi_ref function) : home_(home), function_(function) {}

  environment& home_;
  napi_ref const function_;
  std::atomic<int> waiting_{0};
};

}  // namespace poly
#endif
