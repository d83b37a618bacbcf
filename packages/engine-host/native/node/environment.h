// One environment of Node: the main thread or a worker.
#ifndef POLYINFER_NODE_ENVIRONMENT_H_
#define POLYINFER_NODE_ENVIRONMENT_H_
#include <node_api.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace poly {

class open_task;
struct engine_handle;
struct pooled_array;
struct session_handle;

/** Something that is finished on the event loop's thread, and then deleted there. */
class task {
 public:
  virtual ~task() = default;
  virtual void settle(napi_env env) = 0;
  /** True for what keeps the process alive until it has settled. */
  virtual bool is_awaited() const { return true; }
};

struct settings {
  /** A run goes on the caller's turn if the last one took less, and the turn has that much budget left. */
  double inline_us = 50, inline_budget_us = 1000;
  /** False: memory is copied into ArrayBuffers of V8's own. */
  bool external_buffers = true;
};

/** All but `post` is for the event loop's thread. Tasks come home many at a wake-up. */
class environment : public std::enable_shared_from_this<environment> {
 public:
  static environment& create(napi_env env);
  static environment& of(napi_env env);

  /** A task that is awaited has begun. */
  void begin();
  /** The task is finished: it settles on the event loop soon. Takes it over. */
  void post(task* finished);
  /** The same, at once. */
  void settle(task* finished);
  /** Does `work` on a thread of its own and posts what it returns. libuv's threads stay free for files and names. */
  void background(std::function<task*()> work);
  bool is_stopped() const { return is_stopped_; }

  napi_env const env;
  poly::settings settings;
  double inline_spent_us = 0, last_inline_end_us = 0;  // in this turn; on the steady clock
  std::unordered_set<session_handle*> sessions;
  std::unordered_set<engine_handle*> engines;
  std::unordered_map<uint32_t, open_task*> opening;        // by ticket
  uint32_t last_ticket = 0;
  std::unordered_map<void*, pooled_array*> pooled_arrays;  // by address

 private:
  explicit environment(napi_env env);
  void drain(size_t woken_by);
  void settle_and_delete(task* finished);
  void stop_at_exit();
  void stop();

  // Two, used in turn: one alone serves up to a thousand wake-ups before the event loop goes on.
  napi_threadsafe_function wake_[2] = {nullptr, nullptr};
  size_t next_wake_ = 0;  // under lock_
  size_t awaited_ = 0;
  bool is_stopped_ = false;
  std::mutex lock_;
  std::condition_variable idle_;
  std::vector<task*> finished_;
  size_t background_ = 0;
};

}  // namespace poly
#endif
