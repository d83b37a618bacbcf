/* How far a build is, told to whoever waits, and its end when nobody does any more. */
#ifndef POLYINFER_TENSORRT_PROGRESS_H_
#define POLYINFER_TENSORRT_PROGRESS_H_
#include <mutex>
#include <string>
#include <vector>
#include "polyinfer/engine.h"
#include "vendor.h"

namespace tensorrt {

class Progress : public ProgressMonitor {
 public:
  /* Tells shares between `from` and 1. */
  Progress(poly_call* call, double from) : call_(call), told_(from), from_(from) {}

  void start(const char* phase, const char* parent, int32_t step_count) noexcept override;
  bool step(const char* phase, int32_t step) noexcept override;
  void finish(const char* phase) noexcept override;

 private:
  struct Phase {
    std::string name;
    int32_t steps = 1, done = 0;
  };
  void tell(const char* phase);

  poly_call* const call_;
  std::mutex mutex_;
  std::vector<Phase> phases_; /* each inside the one before */
  double told_;
  const double from_;
};

}  // namespace tensorrt
#endif
