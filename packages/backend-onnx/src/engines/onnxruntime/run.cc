#include <new>
#include "device_run.h"
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"
#include "strings.h"
#include "values.h"

#if defined(__has_include)
#if __has_include(<malloc.h>) && defined(__linux__)
#include <malloc.h>
#endif
#endif

namespace ort {
namespace {

/* onnxruntime_run_options_config_keys.h: the arenas whose unused memory is freed when the run has ended. */
constexpr char kShrinkKey[] = "memory.enable_memory_arena_shrinkage";
/* Memory is given back where so many runs in a row had inputs of so small a part of the largest ones: sizes that change
   from run to run keep it. */
constexpr uint32_t kSmallRuns = 3;
constexpr size_t kSmallPart = 4;
/* Below this nothing is worth it. */
constexpr size_t kWorthBytes = size_t{1} << 20;

void terminate_run(void* self) {
  auto* lane = static_cast<Lane*>(self);
  drop(*lane->api, lane->api->RunOptionsSetTerminate(lane->options));
}

/* One run on one lane. Whatever happens, the values that it owns are released with it. */
class Run {
 public:
  Run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error)
      : s_(s), api_(s->runtime->api), lane_(s->lanes[run->lane]), run_(run), call_(call), error_(error) {}
  ~Run() {
    for (size_t k = 0; k < lane_.outputs.size(); k++)
      if (!is_fixed(s_->info.outputs[lane_.output_indices[k]])) release(lane_.outputs[k]);
    for (Value* value : lane_.strings) release(value);
    lane_.outputs.clear();
    lane_.strings.clear();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  poly_status execute() {
    if (wants_nothing()) return POLY_OK;
    if (!lane_.options) ORT_TRY(api_, During::kRun, error_, api_.CreateRunOptions(&lane_.options));
    if (poly_status status = bind_inputs()) return status;
    poly_status status = bind_outputs();
    const bool shrinks = shrinks_now();
    if (!status && shrinks) status = set_shrinkage("cpu:0");
    if (!status) status = start();
    if (shrinks) give_back();
    return status ? status : collect();
  }

 private:
  void release(Value* value) {
    if (value) api_.ReleaseValue(value);
  }

  /* The vendor refuses a run without outputs. */
  bool wants_nothing() const {
    for (size_t i = 0; i < s_->info.output_count; i++)
      if (!(run_->outputs[i].flags & POLY_SKIP)) return false;
    return true;
  }

  /* Whether this run is the one that gives memory of larger ones back. */
  bool shrinks_now() {
    size_t bytes = 0;
    for (size_t i = 0; i < s_->info.input_count; i++) bytes += run_->inputs[i].bytes;
    const bool is_small = lane_.peak_bytes >= kWorthBytes && bytes <= lane_.peak_bytes / kSmallPart;
    lane_.small_runs = is_small ? lane_.small_runs + 1 : 0;
    if (lane_.small_runs < kSmallRuns) {
      if (bytes > lane_.peak_bytes) lane_.peak_bytes = bytes;
      return false;
    }
    lane_.small_runs = 0;
    lane_.peak_bytes = bytes;
    return true;
  }

  poly_status set_shrinkage(const char* arenas) {
    if (!s_->has_arena) return POLY_OK;
    ORT_TRY(api_, During::kRun, error_, api_.AddRunConfigEntry(lane_.options, kShrinkKey, arenas));
    return POLY_OK;
  }

  void give_back() {
    if (s_->has_arena) drop(api_, api_.AddRunConfigEntry(lane_.options, kShrinkKey, ""));
#ifdef __GLIBC__
    malloc_trim(0); /* what was freed lies between what is used */
#endif
  }

  poly_status bind_inputs() {
    lane_.input_names.clear();
    lane_.inputs.clear();
    for (size_t i = 0; i < s_->info.input_count; i++) {
      const poly_tensor& tensor = run_->inputs[i];
      if (tensor.dtype == POLY_DTYPE_NONE) continue;
      lane_.input_names.push_back(s_->info.inputs[i].name);
      if (tensor.dtype == POLY_STRING) {
        lane_.strings.push_back(nullptr);
        if (poly_status status = strings_to_value(s_->runtime, tensor, &lane_.strings.back(), error_)) return status;
        lane_.inputs.push_back(lane_.strings.back());
      } else {
        KeptValue& kept = lane_.kept[i];
        if (poly_status status = value_over(s_->runtime, s_->runtime->memory, tensor, &kept, error_)) return status;
        lane_.inputs.push_back(kept.value);
      }
    }
    return POLY_OK;
  }

  /* Where the shape is known the vendor writes into the host's memory; a null value means that it allocates. */
  poly_status bind_outputs() {
    lane_.output_names.clear();
    lane_.output_indices.clear();
    lane_.outputs.clear();
    for (size_t i = 0; i < s_->info.output_count; i++) {
      poly_tensor& tensor = run_->outputs[i];
      if (tensor.flags & POLY_SKIP) continue;
      const poly_value& declared = s_->info.outputs[i];
      Value* value = nullptr;
      if (is_fixed(declared)) {
        KeptValue& kept = lane_.kept[s_->info.input_count + i];
        if (poly_status status = place_output(call_, declared, static_cast<uint32_t>(i), &tensor, error_)) return status;
        if (poly_status status = value_over(s_->runtime, s_->runtime->memory, tensor, &kept, error_)) return status;
        value = kept.value;
      }
      lane_.output_names.push_back(declared.name);
      lane_.output_indices.push_back(static_cast<uint32_t>(i));
      lane_.outputs.push_back(value);
    }
    return POLY_OK;
  }

  poly_status start() {
    const bool may_start = !call_->on_cancel(call_, terminate_run, &lane_);
    Status* ran = nullptr;
    if (may_start)
      ran = api_.Run(s_->session, lane_.options, lane_.input_names.data(), lane_.inputs.data(), lane_.inputs.size(),
                     lane_.output_names.data(), lane_.outputs.size(), lane_.outputs.data());
    const bool cancelled = call_->on_cancel(call_, nullptr, nullptr);
    if (cancelled) drop(api_, api_.RunOptionsUnsetTerminate(lane_.options)); /* also where the run was quicker */
    poly_status status = take(api_, ran, During::kRun, error_);
    const bool was_stopped = !may_start || (status && cancelled);
    return was_stopped ? poly_fail(error_, POLY_ABORTED, 0, "The run was aborted.") : status;
  }

  poly_status collect() {
    for (size_t k = 0; k < lane_.outputs.size(); k++) {
      const uint32_t index = lane_.output_indices[k];
      if (is_fixed(s_->info.outputs[index])) continue;
      poly_status status = value_to_output(s_->runtime, call_, index, &lane_.outputs[k], &run_->outputs[index], error_);
      if (status) return give_up(k, status);
    }
    return POLY_OK;
  }

  /* Takes back the outputs that were handed over before the one that failed. */
  poly_status give_up(size_t failed, poly_status status) {
    for (size_t k = 0; k < failed; k++) {
      poly_tensor& tensor = run_->outputs[lane_.output_indices[k]];
      if (!tensor.release) continue;
      tensor.release(tensor.owner);
      tensor.release = nullptr;
      tensor.data = nullptr;
    }
    return status;
  }

  poly_session* s_;
  const Api& api_;
  Lane& lane_;
  const poly_run* run_;
  poly_call* call_;
  poly_error* error_;
};

}  // namespace

poly_status session_run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) try {
  CallLog::Scope scope(s->log, call);
  if (s->graph) return s->graph->run(run, call, error);
  if (DeviceRun::takes(s, run)) return DeviceRun(s, run, call, error).execute();
  return Run(s, run, call, error).execute();
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the run.");
}

}  // namespace ort
