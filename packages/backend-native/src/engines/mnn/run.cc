#include <climits>
#include <exception>
#include <new>
#include "polyinfer/kit.h"
#include "printing.h"
#include "session.h"

namespace mnn {
namespace {

struct TensorDeleter {
  const Api* api;
  void operator()(Tensor* tensor) const { api->tensor_destroy(tensor); }
};

/* One run on one lane. */
class Run {
 public:
  Run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error)
      : s_(s), api_(s->runtime->api), lane_(*s->lanes[run->lane]), run_(run), call_(call), error_(error) {}

  poly_status execute() {
    if (!lane_.is_open())
      if (poly_status status =
              lane_.open(api_, {s_->file.data(), s_->file.bytes()}, s_->options, *s_->device, s_->threads, error_))
        return status;
    if (poly_status status = plan()) return status;
    for (size_t i = 0; i < s_->info.input_count; i++)
      if (!copy(lane_.inputs()[i].tensor, run_->inputs[i], true)) {
        lane_.forget();
        return poly_fail(error_, POLY_UNSUPPORTED, 0, "MNN has no memory for `%s`: nothing needs its content.",
                         s_->info.inputs[i].name);
      }
    if (poly_status status = compute()) return status;
    for (size_t i = 0; i < s_->info.output_count; i++)
      if (!(run_->outputs[i].flags & POLY_SKIP))
        if (poly_status status = hand_out(static_cast<uint32_t>(i))) return status;
    return POLY_OK;
  }

 private:
  poly_status plan() {
    std::vector<Ints> shapes(s_->info.input_count);
    for (size_t i = 0; i < shapes.size(); i++) {
      const poly_tensor& tensor = run_->inputs[i];
      const int64_t count = poly_count(tensor.shape, tensor.rank);
      if (count == 0)
        return poly_fail(error_, POLY_UNSUPPORTED, 0, "MNN takes no empty tensor, but `%s` is one.", s_->info.inputs[i].name);
      if (count < 0 || tensor.bytes > INT_MAX)
        return poly_fail(error_, POLY_UNSUPPORTED, 0, "MNN takes tensors under 2 GiB, but `%s` has %zu bytes.",
                         s_->info.inputs[i].name, tensor.bytes);
      for (int32_t k = 0; k < tensor.rank; k++) shapes[i].push_back(static_cast<int>(tensor.shape[k]));
    }
    return lane_.resize(shapes, error_);
  }

  static void stop(void* lane) { static_cast<Lane*>(lane)->stop(); }

  poly_status compute() {
    lane_.restart();
    const bool may_start = !call_->on_cancel(call_, stop, &lane_);
    poly_status status = may_start ? lane_.run(error_) : POLY_OK;
    call_->on_cancel(call_, nullptr, nullptr);
    return may_start ? status : poly_fail(error_, POLY_ABORTED, 0, "The run was aborted.");
  }

  /* MNN's own tensors are laid out as it likes: through one over the host's memory, whose layout it reads from its type. */
  bool copy(Tensor* inside, const poly_tensor& host, bool is_input) const {
    const Ints shape(host.shape, host.shape + host.rank);
    const int layout = api_.dimension_type(inside) == kNhwc ? kNhwc : kNchw;
    const std::unique_ptr<Tensor, TensorDeleter> outside(api_.tensor_create(shape, inside->type, host.data, layout),
                                                         TensorDeleter{&api_});
    if (!outside) return false;
    return is_input ? api_.copy_from_host(inside, outside.get()) : api_.copy_to_host(inside, outside.get());
  }

  poly_status hand_out(uint32_t index) {
    Tensor* inside = lane_.outputs()[index].tensor;
    poly_tensor& tensor = run_->outputs[index];
    const char* name = s_->info.outputs[index].name;
    tensor.dtype = dtype_of(inside->type);
    tensor.rank = inside->dimensions;
    if (!tensor.dtype || tensor.rank < 0 || tensor.rank > POLY_MAX_RANK)
      return poly_fail(error_, POLY_UNSUPPORTED, 0, "`%s` came with %d dimensions of a type (%u, %u bits) that is not known.",
                       name, inside->dimensions, inside->type.code, static_cast<unsigned>(inside->type.bits));
    for (int32_t k = 0; k < tensor.rank; k++) tensor.shape[k] = inside->axes[k].extent;
    if (poly_count(tensor.shape, tensor.rank) < 0) return poly_fail(error_, POLY_ENGINE, 0, "`%s` came without a size.", name);
    poly_status status = POLY_OK;
    if (!poly_place(call_, &tensor, index, poly_bytes(&tensor), &status, error_)) return status;
    if (poly_bytes(&tensor) && !copy(inside, tensor, false))
      return poly_fail(error_, POLY_ENGINE, 0, "MNN does not hand out `%s`.", name);
    return POLY_OK;
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
  Listening listening(call);
  const poly_status status = Run(s, run, call, error).execute();
  if (status != POLY_OK && status != POLY_ABORTED) {
    const size_t length = strlen(error->message);
    snprintf(error->message + length, sizeof error->message - length, "%s", listening.complaint().c_str());
  }
  return status;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the run.");
} catch (const std::exception& thrown) {
  return poly_fail(error, POLY_ENGINE, 0, "MNN failed: %s.", thrown.what());
}

}  // namespace mnn
