#include "build.h"
#include <chrono>
#include <thread>
#include "driver.h"
#include "logger.h"

namespace fake {
namespace {

/* IProgressMonitor: functions 4 to 6, after those that tell what it is and destructors. */
class Monitor {
 public:
  explicit Monitor(void* monitor) : monitor_(monitor) {}
  void start(const char* phase, const char* parent, int32_t steps) const {
    if (monitor_) slot<void (*)(void*, const char*, const char*, int32_t)>(4)(monitor_, phase, parent, steps);
  }
  bool step(const char* phase, int32_t step) const {
    return !monitor_ || slot<bool (*)(void*, const char*, int32_t)>(5)(monitor_, phase, step);
  }
  void finish(const char* phase) const {
    if (monitor_) slot<void (*)(void*, const char*)>(6)(monitor_, phase);
  }

 private:
  template <class F>
  F slot(int number) const {
    return reinterpret_cast<F>((*static_cast<void***>(monitor_))[number]);
  }
  void* monitor_;
};

/* As long as tests want it, in steps that can be given up. */
bool take_time(void* with) {
  const Monitor monitor(with);
  const int64_t ms = setting("build_ms", 0);
  const auto steps = static_cast<int32_t>(setting("build_steps", 4));
  bool goes_on = true;
  monitor.start("Building engine", nullptr, 1);
  monitor.start("Tactic selection", "Building engine", steps);
  for (int32_t i = 0; i < steps && goes_on; i++) {
    if (ms) std::this_thread::sleep_for(std::chrono::milliseconds(ms / steps));
    goes_on = monitor.step("Tactic selection", i);
  }
  monitor.finish("Tactic selection");
  goes_on = goes_on && monitor.step("Building engine", 0);
  monitor.finish("Building engine");
  return goes_on;
}

bool is_free(const std::vector<int64_t>& sizes) {
  for (const int64_t size : sizes)
    if (size < 0) return true;
  return false;
}

/* What a profile lacks for the network; "". */
std::string lacks(const Network& network, const Ranges& ranges) {
  for (const auto& input : network.inputs) {
    const Port& port = input->port;
    const auto found = ranges.find(port.name);
    if (is_free(port.sizes)) {
      if (found == ranges.end()) return "Network has dynamic or shape inputs, but the optimization profile has none for " + port.name;
      for (const auto& sizes : found->second.sizes) {
        if (sizes.size() != port.sizes.size()) return "dimensions of " + port.name + " in the profile have another rank";
        for (size_t i = 0; i < sizes.size(); i++)
          if (port.sizes[i] >= 0 && port.sizes[i] != sizes[i])
            return "dimension " + std::to_string(i) + " of " + port.name + " is " + std::to_string(port.sizes[i]) +
                   " but the profile has " + std::to_string(sizes[i]);
      }
    }
    if (port.is_shape && (found == ranges.end() || found->second.values[2].empty()))
      return "shape tensor " + port.name + " has no values in the profile";
  }
  return "";
}

Object* cannot_build(const std::string& text) {
  log(tensorrt::kError, "IBuilder::buildSerializedNetwork: Error Code 4: API Usage Error (%s)", text.c_str());
  return nullptr;
}

}  // namespace

Object* build(Network& network, Config& config) {
  if (!has_context()) mistake("buildSerializedNetwork is called on a thread without a CUDA context");
  if (network.parser_is_gone) mistake("buildSerializedNetwork is called after the parser, which has the weights, is deleted");
  if (config.timing_cache) behind(config.timing_cache, kTimingCache, "buildSerializedNetwork");
  if (!network.net) return cannot_build("Network must have at least one output");
  bool is_dynamic = false;
  for (const auto& input : network.inputs) is_dynamic = is_dynamic || is_free(input->port.sizes) || input->port.is_shape;
  if (is_dynamic && config.profiles.empty())
    return cannot_build("Network has dynamic or shape inputs, but no optimization profile has been defined.");
  for (const Profile* profile : config.profiles) {
    checked(const_cast<Profile*>(profile), kProfile, "buildSerializedNetwork");
    const std::string text = lacks(network, profile->ranges);
    if (!text.empty()) return cannot_build(text);
  }
#if FAKE_MAJOR == 10
  constexpr uint32_t kPrecisions =
      1u << tensorrt::kFlagFp16In10 | 1u << tensorrt::kFlagInt8In10 | 1u << tensorrt::kFlagBf16In10;
  if (network.flags & tensorrt::kStronglyTyped && config.flags & kPrecisions)
    return cannot_build("Precision flags cannot be set for a strongly typed network");
#endif
  /* The builder times kernels on the device. */
  const uint64_t scratch = allocate(1 << 16);
  if (!scratch) {
    log(tensorrt::kError, "IBuilder::buildSerializedNetwork: Error Code 2: OutOfMemory (Requested size was 65536 bytes.)");
    return nullptr;
  }
  const bool goes_on = take_time(config.monitor);
  release(scratch);
  if (!goes_on) {
    log(tensorrt::kInfo, "Build was cancelled by the progress monitor");
    return nullptr;
  }
  Plan plan;
  plan.flags = config.flags;
  plan.half = FAKE_MAJOR == 10 && config.flags & 1u << tensorrt::kFlagFp16In10;
  plan.device = device_facts();
  for (const Profile* profile : config.profiles) plan.profiles.push_back(profile->ranges);
  if (plan.profiles.empty()) plan.profiles.emplace_back();
  *plan.model = network.net->model();
  if (config.timing_cache)
    static_cast<TimingCache*>(behind(config.timing_cache, kTimingCache, "buildSerializedNetwork"))->entries +=
        std::to_string(plan.model->onnx.size()) + "\n";
  return create_host_memory(write_plan(plan));
}

}  // namespace fake
