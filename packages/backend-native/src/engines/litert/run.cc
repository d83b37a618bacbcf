#include "polyinfer/kit.h"
#include "printed.h"
#include "session.h"
#include "status.h"

namespace litert {
namespace {

constexpr uintptr_t kPageBytes = 4096;

/* Of the texts of runs that fail: some operators are refused only there, with the status of any other failure. */
constexpr const char* kRefusals[] = {"unsupported", "Unsupported", "not supported", "Stub operation invoked"};
constexpr const char* kTooSmall = "Custom allocation is too small";

bool is_aligned(const void* data) { return reinterpret_cast<uintptr_t>(data) % kAlignmentBytes == 0; }

/* The library's kernels read a little past the end of an input: what follows must be memory, as it is on the same page. */
bool may_be_read(const void* data, size_t bytes) {
  const uintptr_t end = reinterpret_cast<uintptr_t>(data) + bytes;
  return bytes && is_aligned(data) && (end - 1) / kPageBytes == (end - 1 + kAlignmentBytes) / kPageBytes;
}

bool is_same(const Layout& layout, const poly_tensor& tensor) {
  if (static_cast<int32_t>(layout.rank) != tensor.rank) return false;
  for (int32_t d = 0; d < tensor.rank; d++)
    if (layout.dims[d] != tensor.shape[d]) return false;
  return true;
}

/* One run on one lane. */
class Run {
 public:
  Run(Session* s, const poly_run* run, poly_call* call, poly_error* error)
      : s_(s), api_(s->runtime->api), lane_(s->lanes[run->lane]), run_(run), call_(call), error_(error) {}

  poly_status execute() {
    if (call_->cancelled(call_)) return poly_fail(error_, POLY_ABORTED, 0, "The run was aborted.");
    if (poly_status status = refuse_empty()) return status;
    if (!lane_.compiled)
      if (poly_status status = lane_make(s_, &lane_, call_, error_)) return status;
    poly_status status = resize();
    if (!status) status = bind_inputs();
    if (!status) status = bind_outputs();
    if (!status) status = start();
    /* After a failure the vendor's model may be half resized: the next run makes a new one. */
    if (status && status != POLY_INVALID_ARGUMENT) lane_reset(api_, &lane_);
    return status;
  }

 private:
  size_t input_count() const { return s_->info.input_count; }
  size_t output_count() const { return s_->info.output_count; }
  const char* name(size_t at) const { return s_->name(at); }

  poly_status refuse_empty() {
    for (size_t i = 0; i < input_count(); i++)
      for (int32_t d = 0; d < run_->inputs[i].rank; d++) {
        const int64_t size = run_->inputs[i].shape[d];
        if (size < 1 || size > INT32_MAX)
          return poly_fail(error_, POLY_UNSUPPORTED, 0, "LiteRT takes no tensor with a size of %lld, which `%s` has.",
                           static_cast<long long>(size), name(i));
      }
    return POLY_OK;
  }

  void forget_buffers() {
    for (KeptBuffer& kept : lane_.kept) {
      if (kept.buffer) api_.DestroyTensorBuffer(kept.buffer);
      kept = KeptBuffer{};
    }
  }

  /* Asks for layouts once, and again where an input has another shape than before. */
  poly_status resize() {
    bool is_new = false;
    for (size_t i = 0; i < input_count(); i++) {
      const poly_tensor& tensor = run_->inputs[i];
      Layout& layout = lane_.layouts[i];
      const bool is_first = lane_.kept[i].buffer == nullptr;
      if (is_first)
        LITERT_TRY(During::kRun, error_, "for an input's shape",
                   api_.GetCompiledModelInputTensorLayout(lane_.compiled, s_->signature, i, &layout));
      is_new |= is_first;
      if (is_same(layout, tensor)) continue;
      int dims[POLY_MAX_RANK] = {};
      for (int32_t d = 0; d < tensor.rank; d++) dims[d] = static_cast<int>(tensor.shape[d]);
      Printed printed(call_);
      const int resized = api_.CompiledModelResizeInputTensor(lane_.compiled, s_->signature, i, dims,
                                                              static_cast<size_t>(tensor.rank));
      if (resized) return failed(resized, "to resize an input", printed);
      LITERT_TRY(During::kRun, error_, "for an input's shape",
                 api_.GetCompiledModelInputTensorLayout(lane_.compiled, s_->signature, i, &layout));
      is_new = true;
    }
    if (!is_new && input_count()) return POLY_OK;
    forget_buffers();
    if (!output_count()) return POLY_OK;
    Printed printed(call_);
    const int updated = api_.GetCompiledModelOutputTensorLayouts(lane_.compiled, s_->signature, output_count(),
                                                                 lane_.layouts.data() + input_count(), true);
    return updated ? failed(updated, "for the outputs' shapes", printed) : POLY_OK;
  }

  poly_status bind(size_t at, void* data, size_t bytes) {
    KeptBuffer& kept = lane_.kept[at];
    lane_.memory[at] = data;
    if (kept.buffer && kept.data == data) {
      lane_.buffers[at] = kept.buffer;
      return POLY_OK;
    }
    if (kept.buffer) api_.DestroyTensorBuffer(kept.buffer);
    kept = KeptBuffer{};
    const RankedType type{s_->texts[at].element, lane_.layouts[at]};
    LITERT_TRY(During::kRun, error_, "for a buffer",
               api_.CreateTensorBufferFromHostMemory(&type, data, bytes, [](void*) {}, &kept.buffer));
    kept.data = data;
    lane_.buffers[at] = kept.buffer;
    return POLY_OK;
  }

  poly_status bind_inputs() {
    for (size_t i = 0; i < input_count(); i++) {
      const poly_tensor& tensor = run_->inputs[i];
      void* data = tensor.data;
      if (!may_be_read(data, tensor.bytes)) {
        data = lane_.bounces[i].of(tensor.bytes);
        if (!data) return poly_fail(error_, POLY_OUT_OF_MEMORY, 0, "No memory for input `%s`.", name(i));
        memcpy(data, tensor.data, tensor.bytes);
      }
      if (poly_status status = bind(i, data, tensor.bytes)) return status;
    }
    return POLY_OK;
  }

  poly_status bind_outputs() {
    for (size_t i = 0; i < output_count(); i++) {
      const size_t at = input_count() + i;
      poly_tensor& tensor = run_->outputs[i];
      const Layout& layout = lane_.layouts[at];
      tensor.dtype = s_->values[at].dtype;
      tensor.rank = static_cast<int32_t>(layout.rank);
      for (int32_t d = 0; d < tensor.rank; d++) tensor.shape[d] = layout.dims[d];
      if (poly_count(tensor.shape, tensor.rank) <= 0)
        return poly_fail(error_, POLY_UNSUPPORTED, 0,
                         "LiteRT's engine needs the shape of `%s` before the run, but it depends on the data or is empty.",
                         name(at));
      const size_t bytes = poly_bytes(&tensor);
      const bool is_wanted = !(tensor.flags & POLY_SKIP);
      poly_status status = POLY_OK;
      if (is_wanted && !poly_place(call_, &tensor, static_cast<uint32_t>(i), bytes, &status, error_)) return status;
      void* data = is_wanted && is_aligned(tensor.data) ? tensor.data : lane_.bounces[at].of(bytes);
      if (!data) return poly_fail(error_, POLY_OUT_OF_MEMORY, 0, "No memory for output `%s`.", name(at));
      if ((status = bind(at, data, bytes))) return status;
    }
    return POLY_OK;
  }

  poly_status start() {
    Printed printed(call_);
    const int ran = api_.RunCompiledModel(lane_.compiled, s_->signature, input_count(), lane_.buffers.data(), output_count(),
                                          lane_.buffers.data() + input_count());
    if (ran) return failed(ran, "to run", printed);
    if (poly_status status = refuse_other_shapes()) return status;
    for (size_t i = 0; i < output_count(); i++) {
      const poly_tensor& tensor = run_->outputs[i];
      const void* data = lane_.memory[input_count() + i];
      if (!(tensor.flags & POLY_SKIP) && data != tensor.data) memcpy(tensor.data, data, tensor.bytes);
    }
    return POLY_OK;
  }

  /* Sizes that depend on the data are known after the run only: what was written then is not what was announced. */
  poly_status refuse_other_shapes() {
    if (!s_->has_open_outputs) return POLY_OK;
    lane_.after.resize(output_count());
    LITERT_TRY(During::kRun, error_, "for the outputs' shapes",
               api_.GetCompiledModelOutputTensorLayouts(lane_.compiled, s_->signature, output_count(), lane_.after.data(), false));
    for (size_t i = 0; i < output_count(); i++)
      if (!is_same(lane_.after[i], run_->outputs[i])) return depends_on_data();
    return POLY_OK;
  }

  poly_status depends_on_data() {
    return poly_fail(error_, POLY_UNSUPPORTED, 0,
                     "LiteRT's engine takes no model of which an output's size depends on the data.");
  }

  /* The vendor's status with the words that it kept, else with those that it printed. */
  poly_status failed(int status, const char* what, const Printed& printed) {
    char* kept = nullptr;
    std::string text;
    if (!api_.CompiledModelGetErrorMessages(lane_.compiled, &kept) && kept) text = kept;
    free(kept);
    if (text.empty()) text = printed.errors();
    if (text.find(kTooSmall) != std::string::npos) return depends_on_data();
    const poly_status mapped = take(status, During::kRun, what, text.c_str(), error_);
    for (const char* word : kRefusals)
      if (text.find(word) != std::string::npos) return POLY_UNSUPPORTED;
    return mapped;
  }

  Session* s_;
  const Api& api_;
  Lane& lane_;
  const poly_run* run_;
  poly_call* call_;
  poly_error* error_;
};

}  // namespace

poly_status Session::run(const poly_run* run, poly_call* call, poly_error* error) {
  return Run(this, run, call, error).execute();
}

}  // namespace litert
