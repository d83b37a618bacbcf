// A model, open in a runner.
#ifndef POLYINFER_ISOLATED_CONNECTION_H_
#define POLYINFER_ISOLATED_CONNECTION_H_
#include <memory>
#include <string>
#include <vector>

#include "../runner/shared_memory.h"
#include "runner_process.h"

namespace poly {

/** What is loaded and opened in a runner, also when it is started again. */
struct isolated_engine {
  std::string runner, engine, library;
  std::vector<std::pair<std::string, std::string>> options;
  int64_t run_timeout_ms = 0;  // 0: none
  poly_log log;
};

/** Which state of a file this is; all 0 where there is none. */
struct file_stamp {
  uint64_t device = 0, inode = 0;
  int64_t bytes = 0, seconds = 0, nanoseconds = 0;
  bool operator==(const file_stamp& other) const;
};

file_stamp stamp_of(const std::string& path);

struct isolated_file {
  std::string name, path;
  file_stamp stamp;  // of the path
  owned_fd memory;  // of the bytes, where there is no path
  size_t bytes = 0;
};

struct isolated_model {
  std::string format, device;
  std::vector<std::pair<std::string, std::string>> options;
  int32_t threads = 0;
  uint32_t max_runs = 0;
  std::vector<isolated_file> files;
};

/** Why a runner did not do what it was asked. */
struct refused {
  poly_status status;
  poly_error error;
};

/** A status with a text, to be thrown. */
refused make_refused(poly_status status, const std::string& text, int32_t engine_code = 0);

/** A runner that has loaded an engine. */
class connection {
 public:
  /** Throws refused, std::system_error. */
  explicit connection(const isolated_engine& engine);

  std::string probe();
  /** Gives the body of the frame that describes the open model. `call` may stop it. */
  std::string open(const isolated_model& model, poly_call* call);
  /** One run on one lane; not for two threads at once on the same lane. */
  void run(const poly_run& request, poly_call* call);
  bool is_alive() const { return process_.is_alive(); }

  std::string id, version;

 private:
  struct lane {
    owned_fd socket;
    outbox feeds;
    inbox results;
    int64_t last_run = 0;
  };

  frame answer();
  lane& lane_of(uint32_t number);
  void send_run(lane& on, const poly_run& request);
  frame await_run(lane& on, poly_call* call);
  void read_outputs(lane& on, reader* body, const poly_run& request, poly_call* call);
  refused lost(const char* during);
  refused late();

  const int64_t run_timeout_ms_;
  runner_process process_;
  size_t input_count_ = 0, output_count_ = 0;
  std::mutex lock_;  // of lanes_
  std::vector<std::unique_ptr<lane>> lanes_;
};

}  // namespace poly
#endif
