// A polyinfer-runner that this process started.
#ifndef POLYINFER_ISOLATED_RUNNER_PROCESS_H_
#define POLYINFER_ISOLATED_RUNNER_PROCESS_H_
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "../runner/wire.h"

namespace poly {

/**
 * Ends with its control socket, which the system closes with us. What it writes to stdout and stderr goes to the log.
 * A thread listens to it, and collects it when it ended.
 */
class runner_process {
 public:
  /** Throws std::system_error where it does not start. */
  runner_process(const std::string& runner, poly_log log);
  /** Lets it end; waits for that. */
  ~runner_process();
  runner_process(const runner_process&) = delete;
  runner_process& operator=(const runner_process&) = delete;

  /** False: it is gone. From any thread. */
  bool send(frame_kind kind, const std::string& body, int fd = -1);
  /** The next frame that is not of the log. False: it is gone, and there is none. */
  bool receive(frame* out);
  /** Waits until the process says that it runs, or is gone; false where it does neither within `patience`. Once, first. */
  bool greets_within(std::chrono::seconds patience);
  bool is_alive() const { return !is_lost_.load(std::memory_order_relaxed); }
  void kill();
  /** How it ended, as the end of a sentence; waits for that. `signal`: what ended it, or 0. */
  std::string ending(int32_t* signal);

 private:
  void listen();
  bool take_frame();
  /** False: nobody holds its other end any more. */
  bool take_lines();
  void collect();

  const poly_log log_;
  owned_fd control_, lines_;
  pid_t pid_ = 0;
  std::string line_;
  std::mutex send_lock_;
  std::atomic<bool> is_lost_{false}, is_closing_{false};

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<frame> frames_;
  bool has_ended_ = false;
  int status_ = 0;  // as waitpid tells it

  std::thread listener_;
};

}  // namespace poly
#endif
