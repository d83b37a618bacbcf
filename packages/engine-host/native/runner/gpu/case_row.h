// One recorded case: whether it is right, and how long it takes.
#ifndef POLYINFER_RUNNER_GPU_CASE_ROW_H_
#define POLYINFER_RUNNER_GPU_CASE_ROW_H_
#include <memory>

#include "measure.h"

namespace poly::gpu {

/** Memory that is copied on the device to learn how quick that can be. */
struct copied_memory {
  cuda::pointer from = 0, to = 0;
  size_t bytes = 0;
};

class case_row {
 public:
  explicit case_row(const packed_case& of) : of_(of) {}

  /** Does the case, as it is and captured, and compares every byte. What fails is told by `wrong`. */
  void check(device& on, const pack& from);
  poly_status warm_up(const copied_memory& memory, poly_error* error);
  poly_status sample(poly_error* error);

  /** Measuring has failed: what is wrong, where nothing was before. */
  void fail(const poly_error& error);

  const std::string& wrong() const { return wrong_; }
  const packed_case& of() const { return of_; }
  /** Share of the device's own copies: of 256 MiB, and of as many bytes as the case moves. */
  double of_copy() const;
  /** Of a fake, without a time. */
  std::string line(bool is_fake) const;
  std::string json(bool is_fake) const;

 private:
  poly_status compare(device& on, const work& run, poly_error* error);

  const packed_case of_;
  device* on_ = nullptr;
  size_t copied_bytes_ = 0;
  replay replay_;
  std::string wrong_;
  stopwatch alone_, copy_, small_copy_, uploaded_, there_and_back_;
};

}  // namespace poly::gpu
#endif
