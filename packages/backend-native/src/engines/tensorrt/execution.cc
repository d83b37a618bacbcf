#include "execution.h"
#include <algorithm>
#include <cstring>

namespace tensorrt {
namespace {

bool is_on_host(const poly_tensor& tensor) {
  return !tensor.device_type || tensor.device_type == POLY_HOST || tensor.device_type == POLY_CUDA_HOST;
}

Dims dims_of(const poly_tensor& tensor) {
  Dims dims{};
  dims.count = tensor.rank;
  std::copy(tensor.shape, tensor.shape + tensor.rank, dims.sizes);
  return dims;
}

uint64_t address_of(const poly_tensor& tensor) { return reinterpret_cast<uintptr_t>(tensor.data) + tensor.offset_bytes; }

}  // namespace

poly_status Execution::execute() {
  if (call_->cancelled(call_)) return aborted();
  if (lane_.is_pending)
    if (const poly_status status = POLY_CUDA_CALL(cuda_, error_, cuStreamWaitEvent, stream_, lane_.done, 0)) return status;
  fits_graph_ = s_->settings.uses_cuda_graph;
  for (size_t i = 0; i < s_->values.inputs.size(); i++)
    if (const poly_status status = feed(i)) return status;
  const char* missing = nullptr;
  if (call<int32_t>(s_->slots().context_infer_shapes, lane_.context.get(), 1, &missing) != 0)
    return failure("cannot tell the sizes of the outputs");
  is_told_later_.assign(s_->values.outputs.size(), 0);
  is_in_place_.assign(s_->values.outputs.size(), 0);
  auto block = lane_.outputs.begin();
  for (size_t i = 0; i < s_->values.outputs.size(); i++, ++block)
    if (const poly_status status = place(i, &*block)) return status;
  if (call_->cancelled(call_)) return aborted();
  if (const poly_status status = enqueue()) return status;
  block = lane_.outputs.begin();
  for (size_t i = 0; i < s_->values.outputs.size(); i++, ++block)
    if (const poly_status status = collect(i, &*block)) return status;
  return POLY_OK;
}

poly_status Execution::settle(poly_status status) {
  poly_error late{};
  poly_status device = POLY_OK;
  if (!run_->stream) {
    device = POLY_CUDA_CALL(cuda_, &late, cuStreamSynchronize, stream_);
    lane_.is_pending = false;
  } else {
    device = POLY_CUDA_CALL(cuda_, &late, cuEventRecord, lane_.done, stream_);
    lane_.is_pending = device == POLY_OK;
    /* Host memory of a run that failed is the caller's again now. */
    if (status && cuda_.cuStreamSynchronize(stream_) == poly::cuda::kSuccess) lane_.is_pending = false;
  }
  /* What the device says is the cause of what TensorRT says. */
  if (device && (!status || late.scope == POLY_SCOPE_RUNTIME)) {
    *error_ = late;
    status = device;
  }
  for (poly_tensor* output : lent_) {
    if (!status) break;
    output->release(output->owner);
    output->data = nullptr;
    output->release = nullptr;
  }
  if (status) return status;
  for (const Download& one : downloads_)
    if (one.pinned) memcpy(one.to, one.pinned, one.bytes);
  return POLY_OK;
}

poly_status Execution::feed(size_t index) {
  if (const poly_status status = check_shape(index)) return status;
  if (const poly_status status = tell_shape(index)) return status;
  const poly_tensor& tensor = run_->inputs[index];
  key_.insert(key_.end(), tensor.shape, tensor.shape + tensor.rank);
  return s_->ranges[index].is_shape ? feed_shape_values(index) : feed_data(index);
}

poly_status Execution::check_shape(size_t index) {
  const poly_tensor& tensor = run_->inputs[index];
  const Range& range = s_->ranges[index];
  const std::string& name = s_->values.inputs[index].name;
  if (!is_on_host(tensor) && (tensor.device_type != POLY_CUDA || tensor.device_id != s_->device.ordinal()))
    return poly_fail(error_, POLY_INVALID_ARGUMENT, 0, "Expected input `%s` on the host or on cuda:%d.", name.c_str(),
                     s_->device.ordinal());
  bool fits = static_cast<size_t>(tensor.rank) == range.min.size();
  for (int32_t i = 0; fits && i < tensor.rank; i++)
    fits = tensor.shape[i] >= range.min[static_cast<size_t>(i)] && tensor.shape[i] <= range.max[static_cast<size_t>(i)];
  if (fits) return POLY_OK;
  const std::vector<int64_t> given(tensor.shape, tensor.shape + tensor.rank);
  return poly_fail(error_, POLY_INVALID_ARGUMENT, 0,
                   "Expected a shape from %s to %s for input `%s`, which the plan was built for, but received %s.",
                   shape_text(range.min).c_str(), shape_text(range.max).c_str(), name.c_str(), shape_text(given).c_str());
}

poly_status Execution::tell_shape(size_t index) {
  const poly_tensor& tensor = run_->inputs[index];
  InputBlock& block = lane_.inputs[index];
  std::vector<int64_t> shape(tensor.shape, tensor.shape + tensor.rank);
  if (block.has_shape && block.shape == shape) return POLY_OK;
  const Dims dims = dims_of(tensor);
  const char* const name = s_->values.inputs[index].name.c_str();
  if (!call<bool>(s_->slots().context_set_input_shape, lane_.context.get(), name, &dims))
    return failure("does not take the shape of an input");
  block.shape = std::move(shape);
  block.has_shape = true;
  return POLY_OK;
}

poly_status Execution::feed_shape_values(size_t index) {
  const poly_tensor& tensor = run_->inputs[index];
  InputBlock& block = lane_.inputs[index];
  block.host.resize(std::max<size_t>(tensor.bytes, 8));
  if (is_on_host(tensor)) {
    if (tensor.bytes) memcpy(block.host.data(), static_cast<char*>(tensor.data) + tensor.offset_bytes, tensor.bytes);
  } else {
    if (const poly_status status =
            POLY_CUDA_CALL(cuda_, error_, cuMemcpyDtoHAsync_v2, block.host.data(), address_of(tensor), tensor.bytes, stream_))
      return status;
    if (const poly_status status = POLY_CUDA_CALL(cuda_, error_, cuStreamSynchronize, stream_)) return status;
  }
  fits_graph_ = false;
  return set_address(s_->values.inputs[index], reinterpret_cast<uintptr_t>(block.host.data())) ? POLY_OK
                                                                                               : failure("does not take an input");
}

poly_status Execution::feed_data(size_t index) {
  const poly_tensor& tensor = run_->inputs[index];
  InputBlock& block = lane_.inputs[index];
  uint64_t address = address_of(tensor);
  const bool is_in_place = !is_on_host(tensor) && is_aligned(address) && address && !fits_graph_;
  if (!is_in_place) {
    if (const poly_status status = block.device.reserve(cuda_, tensor.bytes, error_)) return status;
    address = block.device.address();
    poly_status status = POLY_OK;
    if (!tensor.bytes) {
      status = POLY_OK;
    } else if (!is_on_host(tensor)) {
      status = POLY_CUDA_CALL(cuda_, error_, cuMemcpyDtoDAsync_v2, address, address_of(tensor), tensor.bytes, stream_);
    } else {
      const void* from = static_cast<char*>(tensor.data) + tensor.offset_bytes;
      /* With the caller's stream the pinned block of the run before may still be read. */
      if (!run_->stream && tensor.device_type != POLY_CUDA_HOST) {
        if ((status = block.pinned.reserve(cuda_, tensor.bytes, error_))) return status;
        memcpy(block.pinned.data(), from, tensor.bytes);
        from = block.pinned.data();
      }
      status = POLY_CUDA_CALL(cuda_, error_, cuMemcpyHtoDAsync_v2, address, from, tensor.bytes, stream_);
    }
    if (status) return status;
  }
  key_.push_back(static_cast<int64_t>(address));
  return set_address(s_->values.inputs[index], address) ? POLY_OK : failure("does not take an input");
}

poly_status Execution::place(size_t index, OutputBlock* block) {
  const Value& value = s_->values.outputs[index];
  const Slots& slots = s_->slots();
  const Dims dims = call<Dims>(slots.context_get_tensor_shape, lane_.context.get(), value.name.c_str());
  const bool is_known = dims.count >= 0 && poly_count(dims.sizes, std::min(dims.count, 8)) >= 0;
  void* const allocator = is_known ? nullptr : static_cast<OutputAllocator*>(block);
  is_told_later_[index] = !is_known;
  if (!is_known) {
    fits_graph_ = false;
    block->expect();
    if (!call<bool>(slots.context_set_output_allocator, lane_.context.get(), value.name.c_str(), allocator))
      return failure("does not take memory for an output");
    return POLY_OK;
  }
  poly_tensor type{};
  type.dtype = value.dtype;
  type.rank = dims.count;
  if (dims.count > POLY_MAX_RANK)
    return poly_fail(error_, POLY_UNSUPPORTED, 0, "Output `%s` has more than %d dimensions.", value.name.c_str(), POLY_MAX_RANK);
  std::copy(dims.sizes, dims.sizes + dims.count, type.shape);
  return place_known(index, block, &type);
}

poly_status Execution::place_known(size_t index, OutputBlock* block, poly_tensor* type) {
  poly_tensor& output = run_->outputs[index];
  const size_t bytes = poly_bytes(type);
  output.dtype = type->dtype;
  output.rank = type->rank;
  std::copy(type->shape, type->shape + type->rank, output.shape);
  const bool is_wanted = !(output.flags & POLY_SKIP) && !is_on_host(output);
  if (is_wanted && !output.data)
    if (const poly_status status = lend(index, bytes)) return status;
  if (is_wanted && output.bytes < bytes)
    return poly_fail(error_, POLY_INVALID_ARGUMENT, 0, "Expected at least %zu bytes for output `%s` but received %zu.", bytes,
                     s_->values.outputs[index].name.c_str(), output.bytes);
  uint64_t address = address_of(output);
  is_in_place_[index] = is_wanted && bytes && address && is_aligned(address) && !fits_graph_;
  if (!is_in_place_[index]) {
    if (const poly_status status = block->device.reserve(cuda_, bytes, error_)) return status;
    address = block->device.address();
  }
  key_.push_back(static_cast<int64_t>(address));
  return set_address(s_->values.outputs[index], address) ? POLY_OK : failure("does not take memory for an output");
}

poly_status Execution::enqueue() {
  const auto start = [this] { return call<bool>(s_->slots().context_enqueue_v3, lane_.context.get(), static_cast<void*>(stream_)); };
  bool is_started = false;
  if (fits_graph_) {
    std::string why;
    is_started = lane_.graphs.start(cuda_, stream_, std::move(key_), start, &why);
    if (!why.empty()) note(why);
  } else {
    is_started = start();
  }
  if (is_started) return POLY_OK;
  for (const OutputBlock& block : lane_.outputs)
    if (block.status()) {
      *error_ = block.failure();
      return block.status();
    }
  return failure("does not run the model");
}

poly_status Execution::collect(size_t index, OutputBlock* block) {
  poly_tensor& output = run_->outputs[index];
  const Value& value = s_->values.outputs[index];
  if (is_told_later_[index]) {
    /* The vendor tells sizes once it knows them, at the latest when the stream got there. */
    if (!block->is_told())
      if (const poly_status status = POLY_CUDA_CALL(cuda_, error_, cuStreamSynchronize, stream_)) return status;
    if (block->status()) {
      *error_ = block->failure();
      return block->status();
    }
    if (!block->is_told()) return failure("does not tell the size of an output");
    output.dtype = value.dtype;
    output.rank = static_cast<int32_t>(block->shape().size());
    std::copy(block->shape().begin(), block->shape().end(), output.shape);
  }
  if (output.flags & POLY_SKIP) return POLY_OK;
  const size_t bytes = poly_bytes(&output);
  if (is_on_host(output)) return download(index, block, &output);
  if (!output.data)
    if (const poly_status status = lend(index, bytes)) return status;
  if (is_told_later_[index] && output.bytes < bytes)
    return poly_fail(error_, POLY_INVALID_ARGUMENT, 0, "Expected at least %zu bytes for output `%s` but received %zu.", bytes,
                     value.name.c_str(), output.bytes);
  const uint64_t to = address_of(output);
  output.bytes = bytes;
  if (is_in_place_[index] || !bytes) return POLY_OK;
  return POLY_CUDA_CALL(cuda_, error_, cuMemcpyDtoDAsync_v2, to, block->device.address(), bytes, stream_);
}

poly_status Execution::download(size_t index, OutputBlock* block, poly_tensor* output) {
  const size_t bytes = poly_bytes(output);
  poly_status status = POLY_OK;
  void* const to = poly_place(call_, output, static_cast<uint32_t>(index), bytes, &status, error_);
  if (status) return status;
  if (!bytes) return POLY_OK;
  void* target = to;
  if (!run_->stream && output->device_type != POLY_CUDA_HOST) {
    if ((status = block->pinned.reserve(cuda_, bytes, error_))) return status;
    target = block->pinned.data();
  }
  downloads_.push_back({to, target == to ? nullptr : target, bytes});
  return POLY_CUDA_CALL(cuda_, error_, cuMemcpyDtoHAsync_v2, target, block->device.address(), bytes, stream_);
}

poly_status Execution::lend(size_t index, size_t bytes) {
  poly_tensor& output = run_->outputs[index];
  output.bytes = bytes;
  output.offset_bytes = 0;
  if (run_->stream) {
    output.data = call_->alloc(call_, static_cast<uint32_t>(index), &output);
    if (output.data || !bytes) return POLY_OK;
    return poly_fail(error_, POLY_OUT_OF_MEMORY, 0, "No memory for output `%s` (%zu bytes).",
                     s_->values.outputs[index].name.c_str(), bytes);
  }
  poly_tensor made{};
  made.device_type = POLY_CUDA;
  made.device_id = s_->device.ordinal();
  made.bytes = bytes;
  if (const poly_status status = tensor_alloc(s_->runtime, &made, error_)) return status;
  output.data = made.data;
  output.device_id = made.device_id;
  output.release = made.release;
  output.owner = made.owner;
  lent_.push_back(&output);
  return POLY_OK;
}

poly_status Execution::failure(const char* what) {
  /* The context may be half told: the next run gets a new one. */
  cuda_.cuStreamSynchronize(stream_);
  lane_.close_context();
  const std::string why = listener_.errors();
  return poly_fail(error_, POLY_ENGINE, 0, "TensorRT %s: %s", what, why.empty() ? "it does not say why" : why.c_str());
}

bool Execution::set_address(const Value& value, uint64_t address) {
  return call<bool>(s_->slots().context_set_tensor_address, lane_.context.get(), value.name.c_str(),
                    reinterpret_cast<void*>(address));
}

void Execution::note(const std::string& text) {
  call_->log(call_, POLY_LOG_WARNING, text.c_str());
  const std::lock_guard<std::mutex> lock(s_->mutex);
  if (std::find(s_->notes.begin(), s_->notes.end(), text) == s_->notes.end()) s_->notes.push_back(text);
}

}  // namespace tensorrt
