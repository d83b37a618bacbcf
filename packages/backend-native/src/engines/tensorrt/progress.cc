#include "progress.h"
#include <algorithm>

namespace tensorrt {

void Progress::start(const char* phase, const char* parent, int32_t step_count) noexcept try {
  const std::lock_guard<std::mutex> lock(mutex_);
  /* Phases that run beside each other count as the last one of them. */
  while (!phases_.empty() && (!parent || phases_.back().name != parent)) phases_.pop_back();
  phases_.push_back({phase ? phase : "", std::max(step_count, 1), 0});
  tell(phase);
} catch (...) {
}

bool Progress::step(const char* phase, int32_t step) noexcept try {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (Phase& one : phases_)
    if (phase && one.name == phase) one.done = std::min(step + 1, one.steps);
  tell(phase);
  return !call_->cancelled(call_);
} catch (...) {
  return false;
}

void Progress::finish(const char* phase) noexcept try {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (!phases_.empty() && phase && phases_.back().name != phase) phases_.pop_back();
  if (!phases_.empty()) phases_.pop_back();
} catch (...) {
}

void Progress::tell(const char* phase) {
  double share = 0, width = 1;
  for (const Phase& one : phases_) {
    width /= one.steps;
    share += width * std::min(one.done, one.steps - (&one == &phases_.back() ? 0 : 1));
  }
  const double fraction = from_ + (1 - from_) * std::min(share, 1.0);
  if (fraction <= told_ + 0.001) return;
  told_ = fraction;
  call_->progress(call_, fraction, phase ? phase : "build");
}

}  // namespace tensorrt
