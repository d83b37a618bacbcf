// An open engine session with its queue and its threads.
#ifndef POLYINFER_HOST_SESSION_H_
#define POLYINFER_HOST_SESSION_H_
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "run.h"
#include "value_info.h"

namespace poly {

/**
 * Runs start first in, first out, each on a lane; the engine never sees two calls on one lane. Threads are the session's
 * own: one a lane at most, started when there is work, gone after some idle time.
 */
class session : public std::enable_shared_from_this<session> {
 public:
  /** Takes over `handle`. `model` is kept until close where the engine borrows its bytes. */
  session(const poly_engine* engine, poly_session* handle, std::shared_ptr<void> model);
  ~session();

  const session_info& info() const { return info_; }
  /** Runs that the engine has carried out. */
  int64_t engine_runs() const { return engine_runs_.load(std::memory_order_relaxed); }

  /** Appends what the engine tells of its session. UNSUPPORTED where it tells nothing. Not after begin_close. */
  poly_status describe(const char* what, std::string* text, poly_error* error);

  /**
   * Writes the compiled model into a new file, on this thread. UNSUPPORTED where the engine has none to give, DISPOSED after
   * begin_close, which waits for it. Nothing of the file is left where that fails.
   */
  poly_status save(const std::string& path, poly_error* error);

  /**
   * Runs on this thread and returns true. Without `wait` only if a lane is free and nobody waits; with it as soon as a
   * lane is free, before the runs that wait. `finished` is not called.
   */
  bool run_here(run& task, bool wait);
  /** Runs on a lane's thread; `task` is the session's until `finished`. */
  void enqueue(run* task);
  /** Cancels the run with this ticket. A run that was still waiting is returned and is the caller's again. */
  run* cancel(uint32_t ticket);
  /** Tells all runs to stop. */
  void cancel_all();
  /**
   * Accepts no more runs. Waiting ones are returned and are the caller's again; those that have a lane to start on are
   * not waiting, but with `drop_all` they are returned too, if they have not started.
   */
  std::deque<run*> begin_close(bool drop_all);
  /** Waits for runs inside the engine and for the threads, then closes the engine's session. Once, after begin_close. */
  void finish_close();

  /** Called by finish_close when no run is inside the engine any more. Set before begin_close. */
  std::function<void()> before_close;

  /** Milliseconds that an idle thread stays, of all sessions. */
  static std::atomic<uint32_t> idle_ms;

 private:
  poly_status save_into(const std::string& path, poly_error* error);
  void execute(run& task, uint32_t lane);
  void count(run& task);
  void break_with(poly_status status, int32_t scope);
  void serve();
  uint32_t take_lane();
  bool start_thread();

  const poly_engine* const engine_;
  poly_session* handle_;
  const session_info info_;
  std::shared_ptr<void> model_;

  std::atomic<int32_t> broken_scope_{POLY_SCOPE_CALL};
  std::atomic<poly_status> broken_status_{POLY_ENGINE};
  std::atomic<int64_t> engine_runs_{0};
  std::atomic<int64_t>& all_runs_of_engine_;

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<run*> queue_;
  std::vector<run*> active_;
  std::vector<uint32_t> free_lanes_;
  size_t threads_ = 0, idle_threads_ = 0, running_ = 0, waiting_callers_ = 0, saving_ = 0;
  bool is_closing_ = false;
};

}  // namespace poly
#endif
