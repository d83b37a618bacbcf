#include "polyinfer/kit.h"
#include "printed.h"
#include "tflite_session.h"

namespace tflite {
namespace {

/* Texts of runs that fail because an operator is not there for these types. */
constexpr const char* kRefusals[] = {"unsupported", "Unsupported", "not supported", "not currently supported"};

poly_status status_of(const Lane& lane) {
  for (const char* word : kRefusals)
    if (lane.errors.find(word) != std::string::npos) return POLY_UNSUPPORTED;
  return POLY_ENGINE;
}

poly_status resize(const Session& s, Lane* lane, const poly_run* run, poly_error* error) {
  const Api& api = s.api;
  for (size_t i = 0; i < s.info.input_count; i++) {
    const poly_tensor& from = run->inputs[i];
    const Tensor* tensor = api.InterpreterGetInputTensor(lane->interpreter, static_cast<int32_t>(i));
    bool is_same = api.TensorNumDims(tensor) == from.rank;
    int sizes[POLY_MAX_RANK] = {};
    for (int32_t d = 0; d < from.rank; d++) {
      if (from.shape[d] < 1 || from.shape[d] > INT32_MAX)
        return poly_fail(error, POLY_UNSUPPORTED, 0, "LiteRT takes no tensor with a size of %lld, which `%s` has.",
                         static_cast<long long>(from.shape[d]), s.name(i));
      sizes[d] = static_cast<int>(from.shape[d]);
      is_same = is_same && api.TensorDim(tensor, d) == sizes[d];
    }
    if (is_same) continue;
    lane->is_allocated = false;
    if (api.InterpreterResizeInputTensor(lane->interpreter, static_cast<int32_t>(i), sizes, from.rank))
      return failed(lane, POLY_ENGINE, "to resize an input", error);
  }
  if (lane->is_allocated) return POLY_OK;
  if (api.InterpreterAllocateTensors(lane->interpreter)) return failed(lane, status_of(*lane), "to plan the shapes", error);
  lane->is_allocated = true;
  return POLY_OK;
}

poly_status write_inputs(const Session& s, const Lane& lane, const poly_run* run, poly_error* error) {
  for (size_t i = 0; i < s.info.input_count; i++) {
    const Tensor* tensor = s.api.InterpreterGetInputTensor(lane.interpreter, static_cast<int32_t>(i));
    void* data = s.api.TensorData(tensor);
    if (!data || s.api.TensorByteSize(tensor) != run->inputs[i].bytes)
      return poly_fail(error, POLY_ENGINE, 0, "Expected %zu bytes for input `%s` but the interpreter has %zu.",
                       run->inputs[i].bytes, s.name(i), s.api.TensorByteSize(tensor));
    memcpy(data, run->inputs[i].data, run->inputs[i].bytes);
  }
  return POLY_OK;
}

poly_status read_outputs(const Session& s, const Lane& lane, const poly_run* run, poly_call* call, poly_error* error) {
  const Api& api = s.api;
  for (size_t i = 0; i < s.info.output_count; i++) {
    poly_tensor& to = run->outputs[i];
    if (to.flags & POLY_SKIP) continue;
    const Tensor* tensor = api.InterpreterGetOutputTensor(lane.interpreter, static_cast<int32_t>(i));
    to.dtype = s.info.outputs[i].dtype;
    to.rank = api.TensorNumDims(tensor);
    if (to.rank < 0 || to.rank > POLY_MAX_RANK)
      return poly_fail(error, POLY_UNSUPPORTED, 0, "Output %zu has %d dimensions.", i, to.rank);
    for (int32_t d = 0; d < to.rank; d++) to.shape[d] = api.TensorDim(tensor, d);
    const size_t need = poly_bytes(&to);
    if (poly_count(to.shape, to.rank) < 0 || need != api.TensorByteSize(tensor))
      return poly_fail(error, POLY_ENGINE, 0, "Output %zu came with %zu bytes where its shape needs %zu.", i,
                       api.TensorByteSize(tensor), need);
    poly_status status = POLY_OK;
    if (!poly_place(call, &to, static_cast<uint32_t>(i), need, &status, error)) return status;
    if (need) memcpy(to.data, api.TensorData(tensor), need);
  }
  return POLY_OK;
}

}  // namespace

poly_status Session::run(const poly_run* run, poly_call* call, poly_error* error) {
  Lane& lane = lanes[run->lane];
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "The run was aborted.");
  litert::Printed printed(call);
  poly_status status = lane.interpreter ? POLY_OK : lane_make(this, &lane, error);
  if (!status) status = resize(*this, &lane, run, error);
  if (!status) status = write_inputs(*this, lane, run, error);
  if (!status && api.InterpreterInvoke(lane.interpreter)) status = failed(&lane, status_of(lane), "to run the model", error);
  if (!status) return read_outputs(*this, lane, run, call, error);
  /* After a failure the interpreter may be half resized: the next run makes a new one. */
  lane_reset(*this, &lane);
  return status;
}

}  // namespace tflite
