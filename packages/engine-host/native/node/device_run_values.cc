// device_run: from JavaScript's arguments, and to its results.
#include <napi.h>
#include <polyinfer/kit.h>

#include <cstring>
#include <memory>

#include "arrays.h"
#include "cuda_handles.h"
#include "device_run.h"
#include "errors.h"
#include "external_memory.h"

namespace poly {
namespace {

napi_valuetype type_of(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  return type;
}

}  // namespace

bool device_run::refuse(poly_status code, const std::string& why) {
  status = poly_fail(&error, code, 0, "%s", why.c_str());
  return false;
}

bool device_run::read(napi_value feeds, napi_value shapes, napi_value outputs_given) {
  napi_env env = home_.env;
  uint32_t count = 0;
  napi_get_array_length(env, feeds, &count);
  array_memory sizes;
  if (count != inputs.size() || !get_memory(env, shapes, &sizes) || sizes.type != napi_float64_array)
    return refuse(POLY_INVALID_ARGUMENT, "Expected a feed and a shape for each input.");
  const auto* next = static_cast<const double*>(sizes.data);
  const double* const end = next + sizes.bytes / sizeof(double);
  for (uint32_t i = 0; i < count; i++) {
    const bool has_rank = next < end && *next >= 0 && *next <= POLY_MAX_RANK && end - next >= 1 + static_cast<ptrdiff_t>(*next);
    if (!has_rank) return refuse(POLY_INVALID_ARGUMENT, "Expected the sizes of each feed.");
    napi_value given = nullptr;
    napi_get_element(env, feeds, i, &given);
    if (!read_feed(i, given, next)) return false;
    next += 1 + static_cast<ptrdiff_t>(*next);
  }
  for (uint32_t i = 0; i < results_.size(); i++) {
    napi_value wanted = nullptr;
    bool is_on_device = false;
    napi_get_element(env, outputs_given, i, &wanted);
    if (type_of(env, wanted) != napi_boolean) continue;
    napi_get_value_bool(env, wanted, &is_on_device);
    results_[i].kind = is_on_device ? result::on_device : result::skipped;
  }
  for (uint32_t i = 0; i < results_.size(); i++)
    if (session_->info().outputs[i].dtype == POLY_STRING && results_[i].kind != result::skipped)
      return refuse(POLY_UNSUPPORTED, "Output `" + session_->info().outputs[i].name + "` holds strings, which no device does.");
  handle_.run_queued();
  is_queued_ = true;
  return true;
}

bool device_run::read_feed(size_t i, napi_value given, const double* shape) {
  const value_info& value = session_->info().inputs[i];
  const napi_valuetype type = type_of(home_.env, given);
  if (type == napi_undefined) return true;  // POLY_DTYPE_NONE: left out
  poly_tensor& x = inputs[i];
  x.dtype = value.dtype;
  x.rank = static_cast<int32_t>(shape[0]);
  bool fits = value.dtype != POLY_STRING && (value.rank < 0 || value.rank == x.rank);
  for (int32_t k = 0; fits && k < x.rank; k++) {
    x.shape[k] = shape[k + 1] >= 0 && shape[k + 1] < 9e15 ? static_cast<int64_t>(shape[k + 1]) : -1;
    if (value.rank >= 0 && value.shape[static_cast<size_t>(k)] >= 0) fits = value.shape[static_cast<size_t>(k)] == x.shape[k];
  }
  if (!fits || poly_count(x.shape, x.rank) < 0)
    return refuse(POLY_INVALID_ARGUMENT, "The shape or type of input `" + value.name + "` is not the model's.");
  x.bytes = poly_bytes(&x);
  if (type != napi_external) return read_host_feed(i, given, x.bytes);
  feeds_[i].memory = cuda_handle<cuda_memory>::of(Napi::Value(home_.env, given)).object;
  if (!feeds_[i].memory) return refuse(POLY_DISPOSED, "The memory of input `" + value.name + "` was disposed.");
  if (feeds_[i].memory->home != lanes_->device)
    return refuse(POLY_INVALID_ARGUMENT, "Input `" + value.name + "` is on another device than the session.");
  if (feeds_[i].memory->bytes >= x.bytes) return true;
  return refuse(POLY_INVALID_ARGUMENT, "Expected " + std::to_string(x.bytes) + " bytes for input `" + value.name +
                                           "` but its memory has " + std::to_string(feeds_[i].memory->bytes) + ".");
}

// Into pinned memory at once: the caller may change or transfer what it gave.
bool device_run::read_host_feed(size_t i, napi_value given, size_t bytes) {
  const value_info& value = session_->info().inputs[i];
  array_memory memory;
  if (!get_memory(home_.env, given, &memory) || memory.type != array_type(value.dtype) || memory.bytes != bytes)
    return refuse(POLY_INVALID_ARGUMENT, "Expected a typed array of " + std::to_string(bytes) + " bytes for input `" + value.name + "`.");
  if (bytes == 0) return true;
  cuda_device& device = *lanes_->device;
  std::lock_guard<std::recursive_mutex> hold(device.lock);
  const cuda::scoped_context current(device.api, device.context);
  status = cuda::fail(device.api, current.code, "cuCtxPushCurrent_v2", &error);
  if (!status) status = device.take_pinned(bytes, &feeds_[i].pinned, &error);
  if (status) feeds_[i].pinned = {};
  else memcpy(feeds_[i].pinned.data, memory.data, bytes);
  return status == POLY_OK;
}

napi_value device_run::results(napi_env e) {
  const Napi::Env env = e;
  auto list = Napi::Array::New(env, results_.size() * 2);
  for (uint32_t i = 0; i < results_.size(); i++) {
    result& from = results_[i];
    poly_tensor& y = outputs[i];
    if (from.kind == result::skipped) continue;
    auto shape = Napi::Array::New(env, static_cast<size_t>(y.rank));
    for (int32_t k = 0; k < y.rank; k++) shape.Set(static_cast<uint32_t>(k), static_cast<double>(y.shape[k]));
    list.Set(i * 2 + 1, shape);
    if (from.kind == result::on_device) {
      auto given = Napi::Array::New(env, 3);
      given.Set(1u, Napi::BigInt::New(env, static_cast<uint64_t>(from.memory->at)));
      given.Set(2u, static_cast<double>(y.bytes));
      given.Set(0u, cuda_handle<cuda_memory>::wrap(env, std::move(from.memory)));
      list.Set(i * 2, given);
      continue;
    }
    poly_tensor made = y;
    made.release = nullptr;
    made.data = from.block->data;
    const napi_value array = hand_over(home_, made, std::move(from.block));
    if (!array) return nullptr;
    list.Set(i * 2, array);
  }
  return list;
}

void device_run::settle(napi_env env) {
  napi_value value = nullptr;
  if (status == POLY_OK) value = results(env);
  if (value) {
    napi_resolve_deferred(env, deferred, value);
    return;
  }
  if (status == POLY_OK) refuse(POLY_OUT_OF_MEMORY, "No memory for the results.");
  napi_reject_deferred(env, deferred, make_error(env, status, error));
}

napi_value run_on_device_function(napi_env env, napi_callback_info info) {
  size_t count = 5;
  napi_value values[5] = {};
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  session_handle& handle = session_handle::of(env, values[0]);
  if (handle.is_closed) return throw_error(env, POLY_DISPOSED, "The session was disposed.");
  if (!handle.lanes) return throw_error(env, POLY_UNSUPPORTED, "The session is on no device.");
  try {
    auto own = std::make_unique<device_run>(handle);
    if (!own->read(values[1], values[2], values[3])) {
      napi_throw(env, make_error(env, own->status, own->error));
      return nullptr;
    }
    napi_get_value_uint32(env, values[4], &own->ticket);
    napi_value promise = nullptr;
    if (napi_create_promise(env, &own->deferred, &promise) != napi_ok) return nullptr;  // the environment is ending
    handle.home->begin();
    handle.opened->enqueue(own.release());
    return promise;
  } catch (const std::exception& error) {
    return throw_error(env, POLY_ENGINE, error.what());
  }
}

Napi::Value use_device(const Napi::CallbackInfo& args) {
  session_handle& handle = session_handle::of(args.Env(), args[0]);
  if (handle.lanes) return {};
  handle.lanes = std::make_shared<device_lanes>(cuda_handle<cuda_device>::of(args[1]).object, handle.opened->info().max_runs);
  handle.opened->before_close = [lanes = handle.lanes] { lanes->close(); };
  return {};
}

}  // namespace poly
