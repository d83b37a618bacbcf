#include "graph_run.h"
#include <cstring>
#include "polyinfer/kit.h"
#include "status.h"
#include "values.h"

namespace ort {
namespace {

struct Stop {
  const Api* api;
  RunOptions* options;
  static void stop(void* self) {
    auto* it = static_cast<Stop*>(self);
    drop(*it->api, it->api->RunOptionsSetTerminate(it->options));
  }
};

}  // namespace

bool GraphBuffers::are_asked_for(const poly_open* open) {
  for (size_t i = 0; i < open->option_count; i++) {
    const char* key = open->options[i].key;
    const char* value = open->options[i].value;
    if (strcmp(key, "cuda.enable_cuda_graph") && strcmp(key, "tensorrt.trt_cuda_graph_enable")) continue;
    if (!strcmp(value, "1") || !strcmp(value, "true") || !strcmp(value, "True")) return true;
  }
  return false;
}

GraphBuffers::~GraphBuffers() {
  if (binding_) api_.ReleaseIoBinding(binding_);
  if (options_) api_.ReleaseRunOptions(options_);
  poly::cuda::scoped_context current(gpu_.driver(), gpu_.context());
  gpu_.driver().cuStreamSynchronize(gpu_.stream());
  for (std::vector<Buffer>* list : {&inputs_, &outputs_})
    for (Buffer& buffer : *list) {
      if (buffer.value) api_.ReleaseValue(buffer.value);
      if (buffer.at) gpu_.driver().cuMemFree_v2(buffer.at);
    }
}

poly_status GraphBuffers::make(const poly_value& value, Buffer* out, poly_error* error) {
  if (!is_fixed(value))
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected fixed sizes for a CUDA graph but `%s` has a free one. Try: fix it by `inputs`.",
                     value.name);
  poly_tensor tensor{};
  tensor.dtype = value.dtype;
  tensor.rank = value.rank;
  for (int32_t i = 0; i < value.rank; i++) tensor.shape[i] = value.shape[i];
  out->bytes = poly_bytes(&tensor);
  if (poly_status status = POLY_CUDA_CALL(gpu_.driver(), error, cuMemAlloc_v2, &out->at, out->bytes ? out->bytes : 1)) return status;
  ORT_TRY(api_, During::kOpen, error,
          api_.CreateTensorWithDataAsOrtValue(gpu_.memory(), reinterpret_cast<void*>(out->at), out->bytes, tensor.shape,
                                              static_cast<size_t>(tensor.rank), tensor.dtype, &out->value));
  return POLY_OK;
}

poly_status GraphBuffers::open(Session* session, const poly_info& info, poly_error* error) {
  poly::cuda::scoped_context current(gpu_.driver(), gpu_.context());
  if (poly_status status = poly::cuda::fail(gpu_.driver(), current.code, "cuCtxPushCurrent", error)) return status;
  session_ = session;
  info_ = &info;
  inputs_.resize(info.input_count);
  outputs_.resize(info.output_count);
  ORT_TRY(api_, During::kOpen, error, api_.CreateRunOptions(&options_));
  ORT_TRY(api_, During::kOpen, error, api_.AddRunConfigEntry(options_, kDoNotWait, "1"));
  ORT_TRY(api_, During::kOpen, error, api_.CreateIoBinding(session, &binding_));
  for (size_t i = 0; i < info.input_count; i++) {
    if (poly_status status = make(info.inputs[i], &inputs_[i], error)) return status;
    ORT_TRY(api_, During::kOpen, error, api_.BindInput(binding_, info.inputs[i].name, inputs_[i].value));
  }
  for (size_t i = 0; i < info.output_count; i++) {
    if (poly_status status = make(info.outputs[i], &outputs_[i], error)) return status;
    ORT_TRY(api_, During::kOpen, error, api_.BindOutput(binding_, info.outputs[i].name, outputs_[i].value));
  }
  return POLY_OK;
}

poly_status GraphBuffers::run(const poly_run* run, poly_call* call, poly_error* error) {
  const poly::cuda::driver& cuda = gpu_.driver();
  poly::cuda::scoped_context current(cuda, gpu_.context());
  if (poly_status status = poly::cuda::fail(cuda, current.code, "cuCtxPushCurrent", error)) return status;
  if (poly_status status = place(run, call, error)) return status;
  if (run->stream)
    if (poly_status status = gpu_.follow(run->stream, error)) return status;
  poly_status status = copy_in(run, error);
  if (!status) status = start(call, error);
  if (!status) status = copy_out(run, error);
  const bool must_wait = status || is_any_on_host_ || !run->stream;
  const poly::cuda::result waited = must_wait ? cuda.cuStreamSynchronize(gpu_.stream()) : poly::cuda::kSuccess;
  if (!status) status = poly::cuda::fail(cuda, waited, "cuStreamSynchronize", error);
  return !status && run->stream ? gpu_.lead(run->stream, error) : status;
}

poly_status GraphBuffers::place(const poly_run* run, poly_call* call, poly_error* error) {
  is_any_on_host_ = false;
  for (size_t i = 0; i < info_->output_count; i++) {
    poly_tensor& tensor = run->outputs[i];
    const poly_value& declared = info_->outputs[i];
    if (tensor.flags & POLY_SKIP) continue;
    if (poly_status status = gpu_.check(tensor, error)) return status;
    const auto index = static_cast<uint32_t>(i);
    const bool on_device = tensor.device_type == POLY_CUDA;
    if (!on_device) is_any_on_host_ = true;
    if (on_device) set_type(declared, &tensor);
    poly_status status = on_device ? place_on_device(call, gpu_.ordinal(), index, &tensor, error)
                                   : place_output(call, declared, index, &tensor, error);
    if (status) return status;
  }
  return POLY_OK;
}

poly_status GraphBuffers::copy_in(const poly_run* run, poly_error* error) {
  const poly::cuda::driver& cuda = gpu_.driver();
  for (size_t i = 0; i < inputs_.size(); i++) {
    const poly_tensor& tensor = run->inputs[i];
    if (tensor.dtype == POLY_DTYPE_NONE)
      return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected a value for `%s`: a CUDA graph takes no defaults.", info_->inputs[i].name);
    if (poly_status status = gpu_.check(tensor, error)) return status;
    if (!tensor.bytes) continue;
    char* data = static_cast<char*>(tensor.data) + tensor.offset_bytes;
    poly_status status =
        tensor.device_type == POLY_CUDA
            ? POLY_CUDA_CALL(cuda, error, cuMemcpyDtoDAsync_v2, inputs_[i].at, reinterpret_cast<poly::cuda::pointer>(data),
                             inputs_[i].bytes, gpu_.stream())
            : POLY_CUDA_CALL(cuda, error, cuMemcpyHtoDAsync_v2, inputs_[i].at, data, inputs_[i].bytes, gpu_.stream());
    if (status) return status;
  }
  return POLY_OK;
}

poly_status GraphBuffers::start(poly_call* call, poly_error* error) {
  Stop stop{&api_, options_};
  const bool may_start = !call->on_cancel(call, Stop::stop, &stop);
  Status* ran = may_start ? api_.RunWithBinding(session_, options_, binding_) : nullptr;
  const bool cancelled = call->on_cancel(call, nullptr, nullptr);
  if (cancelled) drop(api_, api_.RunOptionsUnsetTerminate(options_));
  poly_status status = take(api_, ran, During::kRun, error);
  const bool was_stopped = !may_start || (status && cancelled);
  return was_stopped ? poly_fail(error, POLY_ABORTED, 0, "The run was aborted.") : status;
}

poly_status GraphBuffers::copy_out(const poly_run* run, poly_error* error) {
  const poly::cuda::driver& cuda = gpu_.driver();
  for (size_t i = 0; i < outputs_.size(); i++) {
    const poly_tensor& tensor = run->outputs[i];
    if ((tensor.flags & POLY_SKIP) || !tensor.bytes) continue;
    char* data = static_cast<char*>(tensor.data) + tensor.offset_bytes;
    poly_status status =
        tensor.device_type == POLY_CUDA
            ? POLY_CUDA_CALL(cuda, error, cuMemcpyDtoDAsync_v2, reinterpret_cast<poly::cuda::pointer>(data), outputs_[i].at,
                             tensor.bytes, gpu_.stream())
            : POLY_CUDA_CALL(cuda, error, cuMemcpyDtoHAsync_v2, data, outputs_[i].at, tensor.bytes, gpu_.stream());
    if (status) return status;
  }
  return POLY_OK;
}

}  // namespace ort
