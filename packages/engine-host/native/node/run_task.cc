#include "run_task.h"

#include <polyinfer/kit.h>

#include <cstring>

#include "errors.h"
#include "external_memory.h"

namespace poly {
namespace {

size_t padded(size_t bytes) { return (bytes + pool::kAlignment - 1) / pool::kAlignment * pool::kAlignment; }

}  // namespace

run_task::run_task(session_handle& handle)
    : run(handle.opened->info().inputs.size(), handle.opened->info().outputs.size()),
      handle_(handle),
      home_(*handle.home),
      session_(handle.opened),
      feeds_(inputs.size()),
      destinations_(outputs.size()) {}

run_task::~run_task() {
  if (home_.is_stopped()) return;
  if (references_) napi_delete_reference(home_.env, references_);
  if (is_queued_) handle_.run_settled();
}

void run_task::make_outputs() {
  for (size_t i = 0; i < outputs.size(); i++) {
    const value_info& value = session_->info().outputs[i];
    if (destinations_[i].kind != destination::fresh || !value.is_fixed || value.fixed_bytes <= kSmallBytes) continue;
    array_memory& array = destinations_[i].array;
    array.array = new_array(home_.env, value.dtype, value.fixed_bytes, &array.data);
    if (!array.array) continue;
    array.bytes = value.fixed_bytes;
    outputs[i].data = array.data;
    outputs[i].bytes = array.bytes;
    outputs[i].device_type = POLY_HOST;
  }
}

bool run_task::detach_from_caller() {
  napi_env env = home_.env;
  napi_value references = nullptr;
  const auto keep = [&](size_t at, napi_value value) {
    if (!references) napi_create_array(env, &references);
    napi_set_element(env, references, static_cast<uint32_t>(at), value);
  };
  // Pooled memory is pinned, shared memory cannot go away while referenced: both are borrowed.
  size_t copied_bytes = 0;
  std::vector<bool> is_copied(inputs.size());
  for (size_t i = 0; i < inputs.size(); i++) {
    if (inputs[i].dtype == POLY_DTYPE_NONE) continue;
    if (block_ref memory = find_pooled(home_, feeds_[i].base())) {
      pins.push_back(std::move(memory));
    } else if (is_plain_buffer(env, feeds_[i].buffer)) {
      is_copied[i] = true;
      copied_bytes += padded(inputs[i].bytes);
    } else {
      keep(i, feeds_[i].array);
    }
  }
  if (copied_bytes > 0) {
    block_ref memory = pool::get().take(copied_bytes);
    if (!memory) return false;
    char* to = static_cast<char*>(memory->data);
    for (size_t i = 0; i < inputs.size(); i++) {
      if (!is_copied[i] || inputs[i].bytes == 0) continue;
      memcpy(to, inputs[i].data, inputs[i].bytes);
      inputs[i].data = to;
      to += padded(inputs[i].bytes);
    }
    pins.push_back(std::move(memory));
  }
  for (size_t i = 0; i < outputs.size(); i++) {
    destination& to = destinations_[i];
    if (to.kind != destination::given) continue;
    if (block_ref memory = find_pooled(home_, to.array.base())) {
      pins.push_back(std::move(memory));
    } else {
      keep(inputs.size() + i, to.array.array);
      to.is_copied = is_plain_buffer(env, to.array.buffer);
    }
    if (to.is_copied) {
      block_ref memory = pool::get().take(to.array.bytes);
      if (!memory) return false;
      outputs[i].data = to.array.data = memory->data;
      pins.push_back(std::move(memory));
    }
    to.array.array = to.array.buffer = nullptr;  // not valid after this call
  }
  if (references) napi_create_reference(env, references, 1, &references_);
  handle_.run_queued();
  is_queued_ = true;
  return true;
}

void run_task::on_log(int32_t level, const char* text) {
  if (handle_.on_log) handle_.on_log->log(level, text);
}

void run_task::finished() { home_.post(this); }

bool run_task::check_outputs() {
  for (size_t i = 0; i < outputs.size(); i++) {
    const value_info& value = session_->info().outputs[i];
    const poly_tensor& y = outputs[i];
    if (destinations_[i].kind == destination::skipped) continue;
    const bool is_sound = y.rank >= 0 && y.rank <= POLY_MAX_RANK && poly_count(y.shape, y.rank) >= 0 &&
                          y.dtype == value.dtype && (y.data || y.bytes == 0) &&
                          (y.dtype == POLY_STRING || y.bytes == poly_bytes(&y)) &&
                          (!value.is_fixed || y.dtype == POLY_STRING || y.bytes == value.fixed_bytes);
    if (is_sound) continue;
    status = poly_fail(&error, POLY_ENGINE, 0, "The engine's output `%s` is not what it declared.", value.name.c_str());
    return false;
  }
  return true;
}

// What an engine wrote elsewhere goes where the caller wants it. False: status and error say why not.
bool run_task::copy_back() {
  napi_env env = home_.env;
  napi_value references = nullptr;
  if (references_) napi_get_reference_value(env, references_, &references);
  for (size_t i = 0; i < outputs.size(); i++) {
    const destination& to = destinations_[i];
    poly_tensor& y = outputs[i];
    if (to.kind == destination::skipped || !to.array.data) continue;
    if (y.bytes > to.array.bytes) {
      status = poly_fail(&error, POLY_ENGINE, 0, "The engine wrote %zu bytes to output %zu, which holds %zu.", y.bytes, i,
                         to.array.bytes);
      return false;
    }
    if (y.data != to.array.data && y.bytes > 0) memcpy(to.array.data, y.data, y.bytes);
    if (!to.is_copied) continue;
    napi_value item = nullptr;
    array_memory now;
    napi_get_element(env, references, static_cast<uint32_t>(inputs.size() + i), &item);
    if (!get_memory(env, item, &now) || now.bytes < to.array.bytes) {
      status = poly_fail(&error, POLY_INVALID_ARGUMENT, 0,
                         "The memory given for output `%s` was transferred or resized away during the run.",
                         session_->info().outputs[i].name.c_str());
      return false;
    }
    if (y.bytes > 0) memcpy(now.data, to.array.data, y.bytes);
  }
  return true;
}

// All outputs went where the caller knows them to be.
bool run_task::gives_nothing() {
  for (size_t i = 0; i < outputs.size(); i++) {
    const auto kind = destinations_[i].kind;
    if (kind == destination::fresh || (kind == destination::given && !session_->info().outputs[i].is_fixed)) return false;
  }
  return true;
}

napi_value run_task::result(bool is_sync) {
  napi_env env = home_.env;
  handle_.last_us = engine_us;
  handle_.last_bytes = input_bytes;
  if (!check_outputs() || !copy_back()) {
    napi_throw(env, make_error(env, status, error));
    return nullptr;
  }
  if (is_sync && gives_nothing()) return nullptr;
  napi_value list = nullptr;
  napi_create_array_with_length(env, outputs.size() * 2, &list);
  for (uint32_t i = 0; i < outputs.size(); i++) {
    poly_tensor& y = outputs[i];
    const destination& to = destinations_[i];
    if (to.kind == destination::skipped) continue;
    if (to.kind == destination::fresh) {
      napi_value array = to.array.array;
      if (!array && (y.bytes == 0 || y.data)) {
        // Memory that the garbage collector frees comes back only when the event loop turns: not in a loop of runSync.
        array = is_sync ? copy_out(home_, y) : hand_over(home_, y, std::move(blocks[i]));
      }
      if (!array) return throw_error(env, POLY_OUT_OF_MEMORY, "No memory for output " + std::to_string(i) + ".");
      napi_set_element(env, list, i * 2, array);
    }
    if (session_->info().outputs[i].is_fixed) continue;
    napi_value sizes = nullptr, size = nullptr;
    const int32_t rank = y.rank >= 0 && y.rank <= POLY_MAX_RANK ? y.rank : 0;
    napi_create_array_with_length(env, static_cast<size_t>(rank), &sizes);
    for (int32_t k = 0; k < rank; k++) {
      napi_create_int64(env, y.shape[k], &size);
      napi_set_element(env, sizes, static_cast<uint32_t>(k), size);
    }
    napi_set_element(env, list, i * 2 + 1, sizes);
  }
  return list;
}

void run_task::settle(napi_env env) {
  napi_value value = status == POLY_OK ? result(false) : nullptr;
  if (value) {
    napi_resolve_deferred(env, deferred, value);
    return;
  }
  bool is_pending = false;
  napi_is_exception_pending(env, &is_pending);
  if (is_pending)
    napi_get_and_clear_last_exception(env, &value);
  else
    value = make_error(env, status, error);
  napi_reject_deferred(env, deferred, value);
}

}  // namespace poly
