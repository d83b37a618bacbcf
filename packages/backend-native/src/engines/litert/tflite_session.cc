#include "tflite_session.h"
#include <cmath>
#include <memory>
#include <new>
#include "polyinfer/kit.h"
#include "printed.h"

namespace tflite {
namespace {

constexpr uint32_t kDefaultLanes = 4;

/* Null where the library's tensors are laid out otherwise than they were in the versions that are known. */
const IntArray* free_sizes(const Api& api, const Tensor* tensor) {
  const bool is_known = tensor->name == api.TensorName(tensor) && tensor->bytes == api.TensorByteSize(tensor) &&
                        tensor->sizes && tensor->sizes->count == api.TensorNumDims(tensor);
  const bool has_signature = is_known && tensor->free_sizes && tensor->free_sizes->count == tensor->sizes->count;
  return has_signature ? tensor->free_sizes : nullptr;
}

poly_status describe_value(Session* s, const Tensor* tensor, size_t at, poly_error* error) {
  const Api& api = s->api;
  litert::ValueText& text = s->texts[at];
  if (!tensor || !api.TensorName(tensor)) return poly_fail(error, POLY_INVALID_MODEL, 0, "A value of the model has no name.");
  text.name = api.TensorName(tensor);
  text.element = api.TensorType(tensor);
  const IntArray* free = free_sizes(api, tensor);
  for (int32_t d = 0; d < api.TensorNumDims(tensor); d++)
    text.shape.push_back(free ? free->values[d] : api.TensorDim(tensor, d));
  const Quantization quantization = api.TensorQuantizationParams(tensor);
  text.details = "{}";
  if (quantization.scale != 0 && std::isfinite(quantization.scale)) {
    char details[96];
    snprintf(details, sizeof details, "{\"quantization\":{\"scale\":%.9g,\"zeroPoint\":%d}}",
             static_cast<double>(quantization.scale), quantization.zero_point);
    text.details = details;
  }
  return s->declare(at, error);
}

poly_status describe(Session* s, poly_error* error) {
  const Api& api = s->api;
  const Interpreter* interpreter = s->lanes[0].interpreter;
  const auto inputs = static_cast<size_t>(api.InterpreterGetInputTensorCount(interpreter));
  const auto outputs = static_cast<size_t>(api.InterpreterGetOutputTensorCount(interpreter));
  s->texts.resize(inputs + outputs);
  s->values.resize(inputs + outputs);
  for (size_t i = 0; i < inputs + outputs; i++) {
    const Tensor* tensor = i < inputs ? api.InterpreterGetInputTensor(interpreter, static_cast<int32_t>(i))
                                      : api.InterpreterGetOutputTensor(interpreter, static_cast<int32_t>(i - inputs));
    if (poly_status status = describe_value(s, tensor, i, error)) return status;
  }
  s->declared(inputs, outputs);
  return POLY_OK;
}

/* XNNPACK takes no sizes that depend on the data: such a model runs without it. */
poly_status make_first(Session* s, poly_call* call, poly_error* error) {
  Lane& lane = s->lanes[0];
  const poly_status status = lane_make(s, &lane, error);
  if (status != POLY_UNSUPPORTED || !s->options.with_xnnpack || s->options.create) return status;
  poly_error second{};
  lane_reset(*s, &lane);
  s->options.with_xnnpack = false;
  if (lane_make(s, &lane, &second)) return status;
  call->log(call, POLY_LOG_WARNING, "XNNPACK does not take the model: it runs on the slower kernels of TensorFlow Lite.");
  return POLY_OK;
}

}  // namespace

poly_status session_open(const Api& api, const poly_open* open, poly_call* call, poly_session** out, poly_error* error) {
  auto s = std::make_unique<Session>(api);
  if (poly_status status = options_read(open, &s->options, error)) return status;
  if (poly_status status = litert::model_bytes(open, &s->bytes, error)) return status;
  litert::Printed printed(call);
  s->model = api.ModelCreate(s->bytes.data, s->bytes.count);
  if (!s->model)
    return poly_fail(error, POLY_INVALID_MODEL, 0, "TensorFlow Lite cannot read the model. %s", printed.errors().c_str());
  s->info.max_runs = open->max_runs ? open->max_runs : kDefaultLanes;
  s->info.capabilities = open->files[0].data ? POLY_KEEPS_MODEL : 0;
  s->lanes.resize(s->info.max_runs);
  if (poly_status status = make_first(s.get(), call, error)) return status;
  if (poly_status status = describe(s.get(), error)) return status;
  for (size_t i = 1; open->max_runs && i < s->lanes.size(); i++) {
    if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
    if (poly_status status = lane_make(s.get(), &s->lanes[i], error)) return status;
  }
  *out = s.release();
  return POLY_OK;
}

Session::~Session() {
  for (Lane& lane : lanes) lane_reset(*this, &lane);
  if (model) api.ModelDelete(model);
}

}  // namespace tflite
