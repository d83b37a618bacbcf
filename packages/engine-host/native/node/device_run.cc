#include "device_run.h"

#include <polyinfer/kit.h>

#include <cstring>

namespace poly {

device_run::device_run(session_handle& handle)
    : run(handle.opened->info().inputs.size(), handle.opened->info().outputs.size()),
      handle_(handle),
      home_(*handle.home),
      session_(handle.opened),
      lanes_(handle.lanes),
      feeds_(inputs.size()),
      results_(outputs.size()) {}

device_run::~device_run() {
  std::lock_guard<std::recursive_mutex> hold(lanes_->device->lock);
  const cuda::scoped_context current(lanes_->device->api, lanes_->device->context);
  for (feed& each : feeds_)
    if (each.pinned.data) lanes_->device->give_pinned(each.pinned, nullptr);
  drop_downloads();
  if (is_queued_ && !home_.is_stopped()) handle_.run_settled();
}

void device_run::on_log(int32_t level, const char* text) {
  if (handle_.on_log) handle_.on_log->log(level, text);
}

void* device_run::on_alloc(uint32_t output, const poly_tensor& type) {
  if (output >= results_.size() || type.device_type != POLY_CUDA) return nullptr;
  poly_error why{};
  std::shared_ptr<cuda_memory> memory;
  if (lanes_->device->allocate(type.bytes, &memory, &why)) return nullptr;
  {
    std::lock_guard<std::recursive_mutex> hold(lanes_->device->lock);
    const cuda::scoped_context current(lanes_->device->api, lanes_->device->context);
    if (stream_->before_use(*memory, &why)) return nullptr;
    // What it replaces may still be written to.
    if (results_[output].memory) stream_->used(*results_[output].memory);
  }
  results_[output].memory = std::move(memory);
  return reinterpret_cast<void*>(static_cast<uintptr_t>(results_[output].memory->at));
}

poly_status device_run::place_output(size_t i) {
  const value_info& value = session_->info().outputs[i];
  poly_tensor& y = outputs[i];
  result& to = results_[i];
  y.device_type = POLY_CUDA;
  y.device_id = lanes_->device->facts.id;
  if (to.kind == result::skipped) y.flags |= POLY_SKIP;
  if (to.kind == result::skipped || !value.is_fixed) return POLY_OK;
  if (const poly_status made = lanes_->device->allocate(value.fixed_bytes, &to.memory, &error)) return made;
  y.data = reinterpret_cast<void*>(static_cast<uintptr_t>(to.memory->at));
  y.bytes = value.fixed_bytes;
  return POLY_OK;
}

poly_status device_run::prepare(uint32_t lane, void** stream) {
  if (const poly_status made = lanes_->stream_of(lane, &stream_, &error)) return made;
  *stream = stream_->handle;
  for (size_t i = 0; i < inputs.size(); i++) {
    if (inputs[i].dtype == POLY_DTYPE_NONE) continue;
    feed& from = feeds_[i];
    poly_status made = POLY_OK;
    if (!from.memory) made = lanes_->device->allocate(inputs[i].bytes, &from.memory, &error);
    if (!made && from.pinned.data) {
      const cuda_pinned pinned = from.pinned;
      from.pinned = {};
      made = stream_->upload({from.memory.get(), 0}, pinned, inputs[i].bytes, &error);
    }
    if (made) return made;
    inputs[i].data = reinterpret_cast<void*>(static_cast<uintptr_t>(from.memory->at));
    inputs[i].device_type = POLY_CUDA;
    inputs[i].device_id = lanes_->device->facts.id;
  }
  for (size_t i = 0; i < outputs.size(); i++)
    if (const poly_status placed = place_output(i)) return placed;
  std::lock_guard<std::recursive_mutex> hold(lanes_->device->lock);
  POLY_CUDA_ENTER(*lanes_->device, &error);
  for (const feed& each : feeds_)
    if (each.memory)
      if (const poly_status waited = stream_->before_use(*each.memory, &error)) return waited;
  for (const result& each : results_)
    if (each.memory)
      if (const poly_status waited = stream_->before_use(*each.memory, &error)) return waited;
  return POLY_OK;
}

poly_status device_run::check_output(size_t i) {
  const value_info& value = session_->info().outputs[i];
  const poly_tensor& y = outputs[i];
  const bool is_sound = y.rank >= 0 && y.rank <= POLY_MAX_RANK && poly_count(y.shape, y.rank) >= 0 && y.dtype == value.dtype &&
                        y.bytes == poly_bytes(&y) && (!value.is_fixed || y.bytes == value.fixed_bytes) &&
                        (y.data || y.bytes == 0) && (y.device_type == POLY_CUDA || y.bytes == 0);
  if (is_sound) return POLY_OK;
  return poly_fail(&error, POLY_ENGINE, 0, "The engine's output `%s` is not what it declared.", value.name.c_str());
}

// Memory that the engine lends is given back when nobody holds it.
poly_status device_run::adopt(size_t i) {
  poly_tensor& y = outputs[i];
  if (y.release) {
    const auto at = static_cast<cuda::pointer>(reinterpret_cast<uintptr_t>(y.data)) + y.offset_bytes;
    results_[i].memory = std::make_shared<cuda_memory>(lanes_->device, at, y.bytes, y.release, y.owner);
    y.release = nullptr;
  }
  if (results_[i].memory) return POLY_OK;
  return lanes_->device->allocate(y.bytes, &results_[i].memory, &error);
}

poly_status device_run::start_download(size_t i) {
  if (outputs[i].bytes == 0) return POLY_OK;
  return stream_->download({results_[i].memory.get(), 0}, outputs[i].bytes, &results_[i].under_way, &error);
}

poly_status device_run::finish_download(size_t i) {
  result& to = results_[i];
  cuda_device& device = *lanes_->device;
  to.block = pool::get().take(outputs[i].bytes);
  if (!to.block) return poly_fail(&error, POLY_OUT_OF_MEMORY, 0, "No memory for output %zu.", i);
  if (!to.under_way.done) return POLY_OK;
  const cuda::scoped_context current(device.api, device.context);
  const poly_status waited = POLY_CUDA_CALL(device.api, &error, cuEventSynchronize, to.under_way.done);
  if (!waited) memcpy(to.block->data, to.under_way.pinned.data, outputs[i].bytes);
  return waited;
}

void device_run::drop_downloads() {
  cuda_device& device = *lanes_->device;
  std::lock_guard<std::recursive_mutex> hold(device.lock);
  for (result& each : results_) {
    if (!each.under_way.done) continue;
    // Its event tells when the pinned memory is free again.
    device.give_pinned(each.under_way.pinned, each.under_way.done);
    each.under_way = {};
  }
}

poly_status device_run::conclude(poly_status status) {
  {
    std::lock_guard<std::recursive_mutex> hold(lanes_->device->lock);
    for (const feed& each : feeds_)
      if (each.memory) stream_->used(*each.memory);
    for (const result& each : results_)
      if (each.memory) stream_->used(*each.memory);
  }
  for (size_t i = 0; !status && i < outputs.size(); i++) {
    if (results_[i].kind == result::skipped) continue;
    status = check_output(i);
    if (!status) status = adopt(i);
    if (!status && results_[i].kind == result::on_host) status = start_download(i);
    std::lock_guard<std::recursive_mutex> hold(lanes_->device->lock);
    if (results_[i].memory) stream_->used(*results_[i].memory);
  }
  {
    std::lock_guard<std::recursive_mutex> hold(lanes_->device->lock);
    const cuda::scoped_context current(lanes_->device->api, lanes_->device->context);
    poly_error late{};
    if (const poly_status settled = stream_->settle_uses(&late); settled && !status) {
      error = late;
      status = settled;
    }
  }
  for (size_t i = 0; !status && i < outputs.size(); i++)
    if (results_[i].kind == result::on_host) status = finish_download(i);
  // Feeds that were copied are needed no more; those of the caller's are let go of on the event loop.
  return status;
}

}  // namespace poly
