// One model of the pack in one session: whether it is right, and how long it takes with tensors on either side.
#ifndef POLYINFER_RUNNER_GPU_SESSION_ROW_H_
#define POLYINFER_RUNNER_GPU_SESSION_ROW_H_
#include <memory>

#include "../../host/opening.h"
#include "pipeline.h"

namespace poly::gpu {

/** Times of single runs by the host's clock. */
struct latencies {
  const char* name;
  work what;
  std::vector<double> ms;

  double at(double share) const;
};

class session_row {
 public:
  session_row(std::string name, const packed_model& of) : name_(std::move(name)), of_(of) {}

  /** Opens the model, compares, and measures where all is right. What fails is told by `wrong`. */
  void run(const runtime& engine, device& on, const pack& from, const open_request& asked);

  const std::string& wrong() const { return wrong_; }
  static const char* head();
  /** Of a fake, without a time. */
  std::string line(bool is_fake) const;
  std::string json(bool is_fake) const;

 private:
  poly_status open(const runtime& engine, const pack& from, open_request asked, std::shared_ptr<session>* out, poly_error* error);
  poly_status measure(device& on, pipeline& of, poly_error* error);

  const std::string name_;
  const packed_model of_;
  std::string wrong_;
  double open_ms_ = 0, difference_ = 0;
  bool is_as_expected_ = false;
  /** What the engine tells of its session, as JSON. */
  std::string report_;
  size_t moved_on_host_ = 0, moved_on_device_ = 0;
  /** The session by host and by device tensors, then the pipeline by both. */
  std::vector<latencies> ways_;
  stopwatch queued_;
};

}  // namespace poly::gpu
#endif
