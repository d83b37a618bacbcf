#include "device_run.h"
#include "polyinfer/kit.h"
#include "status.h"
#include "strings.h"
#include "values.h"

namespace ort {
namespace {

void set_terminate(void* self) {
  auto* lane = static_cast<Lane*>(self);
  drop(*lane->api, lane->api->RunOptionsSetTerminate(lane->options));
}

bool is_on_device(const poly_tensor& tensor) { return tensor.device_type == POLY_CUDA; }

}  // namespace

bool DeviceRun::takes(const poly_session* s, const poly_run* run) {
  if (run->stream) return true;
  for (size_t i = 0; i < s->info.input_count; i++)
    if (run->inputs[i].device_type != POLY_HOST && run->inputs[i].device_type != 0) return true;
  for (size_t i = 0; i < s->info.output_count; i++)
    if (run->outputs[i].device_type != POLY_HOST && run->outputs[i].device_type != 0) return true;
  return false;
}

DeviceRun::~DeviceRun() {
  for (Value* value : results_)
    if (value) api_.ReleaseValue(value);
  for (Value* value : lane_.strings)
    if (value) api_.ReleaseValue(value);
  lane_.strings.clear();
  /* A binding keeps what is bound alive: it lasts for one run. */
  if (lane_.binding) api_.ReleaseIoBinding(lane_.binding);
  lane_.binding = nullptr;
}

poly_status DeviceRun::execute() {
  if (!s_->gpu) return poly_fail(error_, POLY_INVALID_ARGUMENT, 0, "Expected tensors in host memory: the session runs on the processor.");
  GpuSession& gpu = *s_->gpu;
  poly::cuda::scoped_context current(gpu.driver(), gpu.context());
  if (poly_status status = poly::cuda::fail(gpu.driver(), current.code, "cuCtxPushCurrent", error_)) return status;
  if (!lane_.options) ORT_TRY(api_, During::kRun, error_, api_.CreateRunOptions(&lane_.options));
  ORT_TRY(api_, During::kRun, error_, api_.CreateIoBinding(s_->session, &lane_.binding));
  if (poly_status status = bind_inputs()) return status;
  if (poly_status status = bind_outputs()) return status;
  if (run_->stream)
    if (poly_status status = gpu.follow(run_->stream, error_)) return status;
  /* What lies in host memory must be there on return, in whatever stream. */
  is_deferred_ = run_->stream && !is_any_on_host_;
  ORT_TRY(api_, During::kRun, error_, api_.AddRunConfigEntry(lane_.options, kDoNotWait, is_deferred_ ? "1" : "0"));
  if (poly_status status = start()) return status;
  if (poly_status status = collect()) {
    give_up();
    return status;
  }
  /* Whoever waits for the caller's stream waits for this run. */
  poly_status status = run_->stream ? gpu.lead(run_->stream, error_) : POLY_OK;
  if (status) give_up();
  return status;
}

poly_status DeviceRun::bind_inputs() {
  for (size_t i = 0; i < s_->info.input_count; i++) {
    const poly_tensor& tensor = run_->inputs[i];
    if (tensor.dtype == POLY_DTYPE_NONE) continue;
    if (poly_status status = s_->gpu->check(tensor, error_)) return status;
    Value* value = nullptr;
    if (tensor.dtype == POLY_STRING) {
      lane_.strings.push_back(nullptr);
      if (poly_status status = strings_to_value(s_->runtime, tensor, &lane_.strings.back(), error_)) return status;
      value = lane_.strings.back();
    } else {
      const MemoryInfo* memory = is_on_device(tensor) ? s_->gpu->memory() : s_->runtime->memory;
      if (poly_status status = value_over(s_->runtime, memory, tensor, &lane_.kept[i], error_)) return status;
      value = lane_.kept[i].value;
    }
    ORT_TRY(api_, During::kRun, error_, api_.BindInput(lane_.binding, s_->info.inputs[i].name, value));
  }
  return POLY_OK;
}

poly_status DeviceRun::bind_outputs() {
  lane_.output_indices.clear();
  for (size_t i = 0; i < s_->info.output_count; i++) {
    poly_tensor& tensor = run_->outputs[i];
    if (tensor.flags & POLY_SKIP) continue;
    if (poly_status status = s_->gpu->check(tensor, error_)) return status;
    if (!is_on_device(tensor)) is_any_on_host_ = true;
    if (poly_status status = bind_output(static_cast<uint32_t>(i), &tensor)) return status;
    lane_.output_indices.push_back(static_cast<uint32_t>(i));
  }
  return POLY_OK;
}

/* Into the caller's memory, where the size is known; else the vendor allocates it where it is wanted. */
poly_status DeviceRun::bind_output(uint32_t index, poly_tensor* tensor) {
  const poly_value& declared = s_->info.outputs[index];
  const bool on_device = is_on_device(*tensor);
  const MemoryInfo* memory = on_device ? s_->gpu->memory() : s_->runtime->memory;
  if (!is_fixed(declared)) {
    ORT_TRY(api_, During::kRun, error_, api_.BindOutputToDevice(lane_.binding, declared.name, memory));
    return POLY_OK;
  }
  if (on_device) {
    set_type(declared, tensor);
    if (poly_status status = place_on_device(call_, s_->gpu->ordinal(), index, tensor, error_)) return status;
  } else if (poly_status status = place_output(call_, declared, index, tensor, error_)) {
    return status;
  }
  KeptValue& kept = lane_.kept[s_->info.input_count + index];
  if (poly_status status = value_over(s_->runtime, memory, *tensor, &kept, error_)) return status;
  ORT_TRY(api_, During::kRun, error_, api_.BindOutput(lane_.binding, declared.name, kept.value));
  return POLY_OK;
}

poly_status DeviceRun::start() {
  const bool may_start = !call_->on_cancel(call_, set_terminate, &lane_);
  Status* ran = may_start ? api_.RunWithBinding(s_->session, lane_.options, lane_.binding) : nullptr;
  const bool cancelled = call_->on_cancel(call_, nullptr, nullptr);
  if (cancelled) drop(api_, api_.RunOptionsUnsetTerminate(lane_.options));
  poly_status status = take(api_, ran, During::kRun, error_);
  const bool was_stopped = !may_start || (status && cancelled);
  return was_stopped ? poly_fail(error_, POLY_ABORTED, 0, "The run was aborted.") : status;
}

poly_status DeviceRun::collect() {
  Value** values = nullptr;
  size_t count = 0;
  ORT_TRY(api_, During::kRun, error_, api_.GetBoundOutputValues(lane_.binding, s_->runtime->allocator, &values, &count));
  results_.assign(values, values + count);
  if (values) drop(api_, api_.AllocatorFree(s_->runtime->allocator, values));
  if (count != lane_.output_indices.size())
    return poly_fail(error_, POLY_ENGINE, 0, "Expected %zu outputs but received %zu.", lane_.output_indices.size(), count);
  for (size_t k = 0; k < count; k++) {
    const uint32_t index = lane_.output_indices[k];
    poly_tensor* tensor = &run_->outputs[index];
    poly_status status = POLY_OK;
    if (is_fixed(s_->info.outputs[index])) continue;
    if (is_on_device(*tensor)) status = copy_to_caller(index, results_[k], tensor);
    else status = value_to_output(s_->runtime, call_, index, &results_[k], tensor, error_);
    if (status) return status;
  }
  return POLY_OK;
}

/* An output whose size the run has found out lies in the vendor's memory. */
poly_status DeviceRun::copy_to_caller(uint32_t index, Value* value, poly_tensor* tensor) {
  const void* from = nullptr;
  const size_t capacity = tensor->bytes;
  if (poly_status status = read_value(s_->runtime, index, value, tensor, &from, error_)) return status;
  tensor->bytes = capacity;
  if (poly_status status = place_on_device(call_, s_->gpu->ordinal(), index, tensor, error_)) return status;
  GpuSession& gpu = *s_->gpu;
  /* The memory may be free for this run only after what the caller's stream does with it now. */
  if (run_->stream)
    if (poly_status status = gpu.follow(run_->stream, error_)) return status;
  if (!tensor->bytes) return POLY_OK;
  const auto to = reinterpret_cast<poly::cuda::pointer>(tensor->data) + tensor->offset_bytes;
  if (poly_status status = POLY_CUDA_CALL(gpu.driver(), error_, cuMemcpyDtoDAsync_v2, to,
                                          reinterpret_cast<poly::cuda::pointer>(from), tensor->bytes, gpu.stream()))
    return status;
  return run_->stream ? POLY_OK : POLY_CUDA_CALL(gpu.driver(), error_, cuStreamSynchronize, gpu.stream());
}

/* Takes back the outputs that were handed over. */
void DeviceRun::give_up() {
  for (uint32_t index : lane_.output_indices) {
    poly_tensor& tensor = run_->outputs[index];
    if (!tensor.release) continue;
    tensor.release(tensor.owner);
    tensor.release = nullptr;
    tensor.data = nullptr;
  }
}

}  // namespace ort
