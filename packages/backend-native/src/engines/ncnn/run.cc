#include <climits>
#include <exception>
#include <new>
#include <string>
#include "mats.h"
#include "polyinfer/kit.h"
#include "session.h"

namespace ncnn {
namespace {

constexpr float kExact = 16777216;

std::string text_of(const int64_t* sizes, int rank) {
  std::string text;
  for (int i = 0; i < rank; i++) text += (i ? "x" : "") + std::to_string(sizes[i]);
  return text;
}

/* One run. The net has no batch axis: the values that have one are run item by item. */
class Run {
 public:
  Run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error)
      : s_(s), api_(s->api), run_(run), call_(call), error_(error) {}

  poly_status execute() {
    if (poly_status status = check_inputs()) return status;
    for (int64_t item = 0; item < items_; item++) {
      if (call_->cancelled(call_)) return poly_fail(error_, POLY_ABORTED, 0, "The run was aborted.");
      if (poly_status status = run_item(item)) return status;
    }
    return POLY_OK;
  }

 private:
  /* Sizes that the net sees, and the common size of the batch. */
  poly_status check_inputs() {
    for (size_t i = 0; i < s_->inputs.size(); i++) {
      const poly_tensor& tensor = run_->inputs[i];
      const Value& value = s_->inputs[i];
      if (!value_is_fed(i)) continue;
      const int batch = value.batch_axis;
      if (tensor.rank > (batch < 0 ? 4 : 5))
        return poly_fail(error_, POLY_UNSUPPORTED, 0, "Expected at most 4 axes for `%s` but received %d.", value.name.c_str(),
                         tensor.rank);
      for (int k = 0; k < tensor.rank; k++)
        if (tensor.shape[k] < 1 || tensor.shape[k] > INT_MAX)
          return poly_fail(error_, POLY_UNSUPPORTED, 0, "ncnn takes no empty tensor: `%s` is %s.", value.name.c_str(),
                           text_of(tensor.shape, tensor.rank).c_str());
      if (batch < 0) continue;
      const int64_t size = tensor.shape[batch];
      if (batch > 0 && size != 1)
        return poly_fail(error_, POLY_UNSUPPORTED, 0, "ncnn takes size 1 only along axis %d of `%s` but received %lld.", batch,
                         value.name.c_str(), static_cast<long long>(size));
      if (batch > 0) continue;
      if (has_batch_ && size != items_)
        return poly_fail(error_, POLY_INVALID_ARGUMENT, 0, "Expected the same batch size for all inputs but `%s` has %lld, not %lld.",
                         value.name.c_str(), static_cast<long long>(size), static_cast<long long>(items_));
      has_batch_ = true;
      items_ = size;
    }
    return POLY_OK;
  }

  /* Inputs that outputs only repeat are of any dtype and size: the net never sees them. */
  bool value_is_fed(size_t input) const {
    const int32_t dtype = run_->inputs[input].dtype;
    if (!s_->is_computing || s_->inputs[input].blob[0] == kNoBlob) return false;
    return dtype == POLY_FLOAT32 || dtype == POLY_INT32;
  }

  poly_status run_item(int64_t item) {
    struct ExtractorDeleter {
      const Api* api;
      void operator()(Extractor* x) const { api->extractor_destroy(x); }
    };
    std::unique_ptr<Extractor, ExtractorDeleter> extractor(api_.extractor_create(s_->net), ExtractorDeleter{&api_});
    for (size_t i = 0; i < s_->inputs.size(); i++)
      if (value_is_fed(i))
        if (poly_status status = feed(extractor.get(), i, item)) return status;
    for (size_t i = 0; i < s_->outputs.size(); i++) {
      if (run_->outputs[i].flags & POLY_SKIP) continue;
      poly_status status = s_->outputs[i].source >= 0 ? repeat(i, item) : extract(extractor.get(), i, item);
      if (status) return status;
    }
    return POLY_OK;
  }

  poly_status feed(Extractor* extractor, size_t index, int64_t item) {
    const poly_tensor& tensor = run_->inputs[index];
    const Value& value = s_->inputs[index];
    Sizes sizes;
    for (int k = 0; k < tensor.rank; k++)
      if (k != value.batch_axis) sizes.at[sizes.rank++] = tensor.shape[k];
    if (sizes.rank == 0) sizes.at[sizes.rank++] = 1;
    const size_t offset = value.batch_axis == 0 ? static_cast<size_t>(item * sizes.count()) * 4 : 0;
    MatHolder mat = mat_of(api_, sizes, static_cast<const char*>(tensor.data) + offset);
    if (!mat) return poly_fail(error_, POLY_OUT_OF_MEMORY, 0, "No memory for input `%s`.", value.name.c_str());
    if (int code = api_.extractor_input(extractor, value.blob.c_str(), mat.get()))
      return poly_fail(error_, POLY_ENGINE, code, "ncnn refused input `%s` (%d).", value.name.c_str(), code);
    return POLY_OK;
  }

  poly_status extract(Extractor* extractor, size_t index, int64_t item) {
    const Value& value = s_->outputs[index];
    Mat* out = nullptr;
    const int code = api_.extractor_extract(extractor, value.blob.c_str(), &out);
    MatHolder mat(out, MatDeleter{&api_});
    if (code)
      return poly_fail(error_, code == kNoMemory ? POLY_OUT_OF_MEMORY : POLY_ENGINE, code,
                       "ncnn could not compute output `%s` (%d).", value.name.c_str(), code);
    Sizes sizes;
    if (!mat || !mat_sizes(api_, out, &sizes))
      return poly_fail(error_, POLY_ENGINE, 0, "ncnn left output `%s` empty or not of float32.", value.name.c_str());
    void* to = nullptr;
    if (poly_status status = place(index, item, sizes, &to)) return status;
    mat_copy(api_, out, sizes, to);
    return value.is_whole ? check_whole(value, static_cast<const float*>(to), sizes.count()) : POLY_OK;
  }

  /* Above 2^24 float32 has rounded the integers. */
  poly_status check_whole(const Value& value, const float* numbers, int64_t count) {
    for (int64_t i = 0; i < count; i++)
      if (!(numbers[i] > -kExact && numbers[i] < kExact))
        return poly_fail(error_, POLY_UNSUPPORTED, 0, "ncnn computes integers in float32, which does not hold `%s` exactly.",
                         value.name.c_str());
    return POLY_OK;
  }

  /* Where this item of an output goes; the first one settles the shape. */
  poly_status place(size_t index, int64_t item, const Sizes& sizes, void** to) {
    poly_tensor& tensor = run_->outputs[index];
    const Value& value = s_->outputs[index];
    const size_t bytes = static_cast<size_t>(sizes.count()) * 4;
    if (item == 0) {
      if (poly_status status = settle(value, sizes, &tensor)) return status;
      poly_status status = POLY_OK;
      if (!poly_place(call_, &tensor, static_cast<uint32_t>(index), bytes * static_cast<size_t>(items_), &status, error_))
        return status;
    } else if (bytes * static_cast<size_t>(items_) != tensor.bytes) {
      return poly_fail(error_, POLY_UNSUPPORTED, 0, "The items of output `%s` differ in shape.", value.name.c_str());
    }
    *to = static_cast<char*>(tensor.data) + bytes * static_cast<size_t>(item);
    return POLY_OK;
  }

  /* From the net's sizes to the model's shape. */
  poly_status settle(const Value& value, const Sizes& sizes, poly_tensor* tensor) {
    if (items_ != 1 && value.batch_axis != 0)
      return poly_fail(error_, POLY_UNSUPPORTED, 0,
                       "ncnn runs one item at a time but output `%s` has no batch axis: expected batches of 1.",
                       value.name.c_str());
    tensor->dtype = value.dtype;
    const int32_t net_rank = value_net_rank(value);
    if (net_rank < 0 || net_rank == sizes.rank) {
      tensor->rank = 0;
      int next = 0;
      for (int k = 0; next < sizes.rank || k == value.batch_axis; k++)
        tensor->shape[tensor->rank++] = k == value.batch_axis ? items_ : sizes.at[next++];
      return POLY_OK;
    }
    int64_t fixed = 1; /* as many elements, in the same order, where ncnn dropped or added axes of size 1 */
    tensor->rank = value.rank;
    for (int k = 0; k < value.rank; k++) {
      tensor->shape[k] = k == value.batch_axis ? items_ : value.shape[static_cast<size_t>(k)];
      if (k != value.batch_axis) fixed *= tensor->shape[k];
      if (tensor->shape[k] < 0) fixed = -1;
      if (fixed < 0) break;
    }
    if (fixed == sizes.count()) return POLY_OK;
    return poly_fail(error_, POLY_ENGINE, 0, "Expected %d axes for output `%s` but ncnn gave %s.", net_rank, value.name.c_str(),
                     text_of(sizes.at, sizes.rank).c_str());
  }

  /* An output that is an input, bit for bit. */
  poly_status repeat(size_t index, int64_t item) {
    if (item > 0) return POLY_OK;
    const poly_tensor& from = run_->inputs[s_->outputs[index].source];
    poly_tensor& to = run_->outputs[index];
    to.dtype = from.dtype;
    to.rank = from.rank;
    for (int k = 0; k < from.rank; k++) to.shape[k] = from.shape[k];
    poly_status status = POLY_OK;
    if (!poly_place(call_, &to, static_cast<uint32_t>(index), from.bytes, &status, error_)) return status;
    if (from.bytes) memmove(to.data, from.data, from.bytes);
    return POLY_OK;
  }

  poly_session* s_;
  const Api& api_;
  const poly_run* run_;
  poly_call* call_;
  poly_error* error_;
  int64_t items_ = 1;
  bool has_batch_ = false;
};

}  // namespace

poly_status session_run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) try {
  return Run(s, run, call, error).execute();
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the run.");
} catch (const std::exception& thrown) {
  return poly_fail(error, POLY_ENGINE, 0, "ncnn failed: %s.", thrown.what());
}

}  // namespace ncnn
