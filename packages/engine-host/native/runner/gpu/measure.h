// Times by the device's own clock.
#ifndef POLYINFER_RUNNER_GPU_MEASURE_H_
#define POLYINFER_RUNNER_GPU_MEASURE_H_
#include <functional>

#include "gpu.h"

namespace poly::gpu {

/** Queues work on the device's stream. */
using work = std::function<poly_status(poly_error*)>;

/** One thing that is timed, round after round. */
class stopwatch {
 public:
  stopwatch() = default;
  ~stopwatch();
  stopwatch(const stopwatch&) = delete;
  stopwatch& operator=(const stopwatch&) = delete;

  /** Finds how often the work is done for one sample. */
  poly_status warm_up(device& on, work what, poly_error* error);
  /** As warm_up, with the work captured once, so that what the host does for a launch is not measured. */
  poly_status warm_up_captured(device& on, const work& what, poly_error* error);
  /** Takes one sample. */
  poly_status sample(poly_error* error);

  /** Microseconds of one time of the work, a sample each. */
  std::vector<double> us;
  double median() const;

 private:
  poly_status time(int times, double* us_each, poly_error* error);

  device* on_ = nullptr;
  work work_;
  cuda::event begin_ = nullptr, end_ = nullptr;
  cuda::graph_exec graph_ = nullptr;
  int times_ = 1, in_graph_ = 1;
};

/** Captures the work `times` over. */
poly_status capture(device& on, const work& what, int times, cuda::graph_exec* out, poly_error* error);

}  // namespace poly::gpu
#endif
