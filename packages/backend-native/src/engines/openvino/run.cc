#include <algorithm>
#include <chrono>
#include <cstring>
#include <new>
#include <vector>
#include "polyinfer/kit.h"
#include "ranges.h"
#include "session.h"
#include "status.h"

namespace openvino {
namespace {

/* Other runs' failures may spoil this one so many times. */
constexpr int kTries = 8;
/* A net this quick runs on the caller's thread: handing it to the vendor's takes longer, and ending it is not worth while. */
constexpr int64_t kQuickUs = 1000;
/* What the vendor is given instead of the null pointer of an empty output. */
alignas(64) char nothing[64];

bool is_fixed(const poly_value& value) { return value.rank >= 0 && poly_count(value.shape, value.rank) >= 0; }

bool is_same(const Bound& bound, const poly_tensor& tensor) {
  return bound.data == tensor.data && bound.rank == tensor.rank &&
         std::equal(tensor.shape, tensor.shape + tensor.rank, bound.shape);
}

/* One try of a run on one compiled model. */
class Try {
 public:
  Try(poly_session* s, Compiled* compiled, const poly_run* run, poly_call* call, poly_error* error)
      : s_(s), api_(s->runtime->api), compiled_(compiled), run_(run), call_(call), error_(error) {}

  poly_status execute() {
    if (poly_status status = compiled_->request(run_->lane, s_->info.input_count, s_->info.output_count, &request_, error_))
      return status;
    /* Unset inputs break the compiled model: all are bound, each time. */
    for (size_t i = 0; i < s_->info.input_count; i++)
      if (poly_status status = bind(run_->inputs[i], &request_->inputs[i], i, true)) return status;
    for (size_t i = 0; i < s_->info.output_count; i++)
      if (poly_status status = bind_output(i)) return status;
    if (poly_status status = infer()) return status;
    if (poly_status status = learn_ways()) return status;
    for (size_t i = 0; i < s_->info.output_count; i++)
      if (poly_status status = collect(i)) return status;
    return POLY_OK;
  }

  /* Whether the vendor's model may answer wrongly from now on. */
  bool has_broken() const { return has_broken_; }

 private:
  struct Stop {
    const Api& api;
    Handle request;
    static void call(void* self) {
      auto* stop = static_cast<Stop*>(self);
      stop->api.infer_request_cancel(stop->request);
    }
  };

  poly_status bind(const poly_tensor& tensor, Bound* bound, size_t index, bool is_input) {
    if (is_same(*bound, tensor)) return POLY_OK;
    bound->rank = -1;
    int64_t dims[POLY_MAX_RANK];
    std::copy(tensor.shape, tensor.shape + tensor.rank, dims);
    Handle made = nullptr;
    OPENVINO_TRY(api_, POLY_INVALID_ARGUMENT, error_,
                 api_.tensor_create_from_host_ptr(s_->runtime->types.of_dtype.at(tensor.dtype),
                                                  Shape{tensor.rank, tensor.rank ? dims : nullptr},
                                                  tensor.data ? tensor.data : nothing, &made));
    const Status set = (is_input ? api_.infer_request_set_input_tensor_by_index
                                 : api_.infer_request_set_output_tensor_by_index)(request_->handle, index, made);
    const poly_status taken = take(api_, set, POLY_INVALID_ARGUMENT, error_);
    api_.tensor_free(made);
    if (taken) return taken;
    bound->data = tensor.data;
    bound->rank = tensor.rank;
    std::copy(tensor.shape, tensor.shape + tensor.rank, bound->shape);
    return POLY_OK;
  }

  poly_status bind_output(size_t index) {
    const poly_value& declared = s_->info.outputs[index];
    poly_tensor& tensor = run_->outputs[index];
    request_->in_place[index] = is_fixed(declared) && s_->ways[index] == kInPlace;
    if (!request_->in_place[index]) return POLY_OK;
    if (tensor.flags & POLY_SKIP) return bind_own(index);
    poly_status status = POLY_OK;
    tensor.dtype = declared.dtype;
    tensor.rank = declared.rank;
    std::copy(declared.shape, declared.shape + declared.rank, tensor.shape);
    if (!poly_place(call_, &tensor, static_cast<uint32_t>(index), poly_bytes(&tensor), &status, error_)) return status;
    return bind(tensor, &request_->outputs[index], index, false);
  }

  /* After the first run, of which nothing was bound: whose memory each output has. */
  poly_status learn_ways() {
    if (!s_->info.output_count || s_->ways[0] != kUnknown) return POLY_OK;
    std::vector<const void*> used;
    for (size_t i = 0; i < s_->info.input_count; i++) used.push_back(run_->inputs[i].data);
    std::vector<const void*> outputs;
    for (size_t i = 0; i < s_->info.output_count; i++) {
      Handle made = nullptr;
      void* data = nullptr;
      OPENVINO_TRY(api_, POLY_ENGINE, error_, api_.infer_request_get_output_tensor_by_index(request_->handle, i, &made));
      if (api_.tensor_data(made, &data)) data = nullptr;
      api_.tensor_free(made);
      outputs.push_back(data);
    }
    used.insert(used.end(), outputs.begin(), outputs.end());
    for (size_t i = outputs.size(); i-- > 0;) {
      const bool is_alone = outputs[i] && std::count(used.begin(), used.end(), outputs[i]) == 1;
      s_->ways[i] = is_alone ? kInPlace : kCopied;
    }
    return POLY_OK;
  }

  /* What was bound for an earlier run is not this run's to write. */
  poly_status bind_own(size_t index) {
    Bound& bound = request_->outputs[index];
    if (bound.rank < 0) return POLY_OK;
    bound.rank = -1;
    return take(api_, api_.infer_request_set_output_tensor_by_index(request_->handle, index, request_->own[index]), POLY_ENGINE,
                error_);
  }

  poly_status infer() {
    if (call_->cancelled(call_)) return poly_fail(error_, POLY_ABORTED, 0, "The run was aborted.");
    const auto started = std::chrono::steady_clock::now();
    const Status done = s_->last_us < kQuickUs ? api_.infer_request_infer(request_->handle) : infer_cancellable();
    const auto taken = std::chrono::steady_clock::now() - started;
    s_->last_us = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
    if (done == kCancelled) return poly_fail(error_, POLY_ABORTED, done, "The run was aborted.");
    has_broken_ = done != 0;
    request_->has_run = !has_broken_;
    return take(api_, done, POLY_ENGINE, error_);
  }

  Status infer_cancellable() {
    Stop stop{api_, request_->handle};
    if (const Status status = api_.infer_request_start_async(request_->handle)) return status;
    /* Only a request that has started can be cancelled. */
    if (call_->on_cancel(call_, Stop::call, &stop)) Stop::call(&stop);
    const Status done = api_.infer_request_wait(request_->handle);
    call_->on_cancel(call_, nullptr, nullptr);
    return done;
  }

  /* Outputs of a size that is known only now, and those not written in place, are copied out of the request's own memory. */
  poly_status collect(size_t index) {
    poly_tensor& tensor = run_->outputs[index];
    const poly_value& declared = s_->info.outputs[index];
    if (request_->in_place[index] || (tensor.flags & POLY_SKIP)) return POLY_OK;
    Handle made = nullptr;
    OPENVINO_TRY(api_, POLY_ENGINE, error_, api_.infer_request_get_output_tensor_by_index(request_->handle, index, &made));
    const poly_status status = copy_out(made, declared, index, &tensor);
    api_.tensor_free(made);
    return status;
  }

  poly_status read_shape(Handle made, const poly_value& declared, size_t index, poly_tensor* tensor) {
    if (is_fixed(declared)) {
      tensor->rank = declared.rank;
      std::copy(declared.shape, declared.shape + declared.rank, tensor->shape);
      return POLY_OK;
    }
    Shape shape{};
    const Status status = api_.tensor_get_shape(made, &shape);
    tensor->rank = 0;
    if (status == kInvalidParameter) return POLY_OK; /* what it says of a scalar */
    OPENVINO_TRY(api_, POLY_ENGINE, error_, status);
    const bool fits = shape.rank <= POLY_MAX_RANK;
    tensor->rank = static_cast<int32_t>(fits ? shape.rank : 0);
    std::copy(shape.dims, shape.dims + tensor->rank, tensor->shape);
    api_.shape_free(&shape);
    if (fits) return POLY_OK;
    return poly_fail(error_, POLY_UNSUPPORTED, 0, "Output %zu has more than %d dimensions.", index, POLY_MAX_RANK);
  }

  poly_status copy_out(Handle made, const poly_value& declared, size_t index, poly_tensor* tensor) {
    tensor->dtype = declared.dtype;
    if (poly_status status = read_shape(made, declared, index, tensor)) return status;
    const size_t bytes = poly_bytes(tensor);
    void* data = nullptr;
    poly_status status = POLY_OK;
    if (bytes) OPENVINO_TRY(api_, POLY_ENGINE, error_, api_.tensor_data(made, &data));
    if (!poly_place(call_, tensor, static_cast<uint32_t>(index), bytes, &status, error_)) return status;
    if (bytes) memcpy(tensor->data, data, bytes);
    return POLY_OK;
  }

  poly_session* s_;
  const Api& api_;
  Compiled* compiled_;
  const poly_run* run_;
  poly_call* call_;
  poly_error* error_;
  Request* request_ = nullptr;
  bool has_broken_ = false;
};

bool is_empty(const poly_session* s, const poly_run* run) {
  for (size_t i = 0; i < s->info.input_count; i++)
    if (poly_count(run->inputs[i].shape, run->inputs[i].rank) == 0) return true;
  return false;
}

}  // namespace

poly_status session_run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) try {
  if (is_empty(s, run)) return run_empty(s, run, call, error);
  if (poly_status status = check_ranges(s->info, run, error)) return status;
  for (int i = 0; i < kTries; i++) {
    std::shared_ptr<Compiled> compiled;
    if (poly_status status = session_compiled(s, &compiled, error)) {
      error->scope = POLY_SCOPE_SESSION;
      return status;
    }
    Try one(s, compiled.get(), run, call, error);
    const poly_status status = one.execute();
    /* Who breaks it tells why; whoever else ran beside it runs again. */
    const bool was_broken = one.has_broken() ? compiled->broken.exchange(true) : compiled->broken.load();
    if (!was_broken || status == POLY_ABORTED) {
      if (one.has_broken()) {
        poly_error ignored{};
        session_compiled(s, &compiled, &ignored);
      }
      return status;
    }
    *error = poly_error{};
  }
  return poly_fail(error, POLY_ENGINE, 0, "Runs beside this one failed %d times and spoiled it.", kTries);
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the run.");
}

}  // namespace openvino
