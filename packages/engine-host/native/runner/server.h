// The runner's end of one session.
#ifndef POLYINFER_RUNNER_SERVER_H_
#define POLYINFER_RUNNER_SERVER_H_
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "../host/opening.h"
#include "shared_memory.h"

namespace poly {

/** Runs what comes over one lane's socket, one after the other, until that is closed. */
class served_lane {
 public:
  served_lane(std::shared_ptr<session> opened, owned_fd socket);
  void serve();
  /** Stops this run, also where it has not come yet. On another thread. */
  void cancel(uint64_t run);

 private:
  friend class served_run;
  bool answer(const std::string& request);

  const std::shared_ptr<session> session_;
  const owned_fd socket_;
  inbox feeds_;
  outbox results_;
  std::mutex lock_;
  call* running_ = nullptr;
  uint64_t running_number_ = 0, cancelled_number_ = 0;
};

/** Does what the control socket asks. */
class server final : public log_listener {
 public:
  explicit server(int control) : control_(control) {}
  /** Returns when the other end is gone. */
  void serve();
  void send(frame_kind kind, const std::string& body);
  void log(int32_t level, const char* text) override;

 private:
  void receive(frame* from);
  void receive_file(frame* from);
  void load(reader body);
  void probe();
  void open(open_request request);
  void fail(poly_status status, const poly_error& error);

  const int control_;
  std::mutex lock_;  // of sending
  std::vector<model_file> files_;
  std::mutex state_lock_;
  runtime* engine_ = nullptr;
  std::shared_ptr<session> session_;
  std::map<int64_t, std::shared_ptr<served_lane>> lanes_;
};

}  // namespace poly
#endif
