// Devices and their memory.
#include "../cuda/device.h"
#include "cuda_handles.h"
#include "promise_task.h"

namespace poly {
namespace {

/** openDevice(library, ordinal) -> { handle, name, major, minor, driverVersion, totalBytes }. */
Napi::Value open_device(const Napi::CallbackInfo& args) {
  const std::string library = args[0].As<Napi::String>();
  const int ordinal = args[1].As<Napi::Number>();
  return promise_task::start(args.Env(), [library, ordinal](promise_task& own) {
    std::shared_ptr<cuda_device> device;
    own.status = cuda_device::open(library, ordinal, &device, &own.error);
    own.value = [device](environment& home) -> napi_value {
      const Napi::Env env = home.env;
      auto result = Napi::Object::New(env);
      result.Set("handle", cuda_handle<cuda_device>::wrap(env, device));
      result.Set("name", device->facts.name);
      result.Set("major", device->facts.major);
      result.Set("minor", device->facts.minor);
      result.Set("driverVersion", device->api.version);
      result.Set("totalBytes", static_cast<double>(device->facts.total_bytes));
      return result;
    };
  });
}

/** allocate(device, bytes) -> [memory, pointer]. */
Napi::Value allocate_memory(const Napi::CallbackInfo& args) {
  const Napi::Env env = args.Env();
  auto& device = open_object<cuda_device>(args[0], "device");
  std::shared_ptr<cuda_memory> memory;
  poly_error error{};
  const auto bytes = static_cast<size_t>(args[1].As<Napi::Number>().Int64Value());
  if (const poly_status status = device.allocate(bytes, &memory, &error)) throw_status(env, status, error);
  auto result = Napi::Array::New(env, 2);
  result.Set(1u, Napi::BigInt::New(env, static_cast<uint64_t>(memory->at)));
  result.Set(0u, cuda_handle<cuda_memory>::wrap(env, std::move(memory)));
  return result;
}

/** release(memory): whatever is under way with it is not disturbed. */
void release_memory(const Napi::CallbackInfo& args) { cuda_handle<cuda_memory>::of(args[0]).object.reset(); }

/** trim(device): frees what is pooled, which waits for what is under way. */
Napi::Value trim_device(const Napi::CallbackInfo& args) {
  const std::shared_ptr<cuda_device> device = cuda_handle<cuda_device>::of(args[0]).object;
  return promise_task::start(args.Env(), [device](promise_task&) { device->trim(); });
}

}  // namespace

cuda_span read_span(const Napi::Value& memory, const Napi::Value& offset, size_t bytes) {
  cuda_memory& at = open_object<cuda_memory>(memory, "memory");
  const int64_t from = offset.As<Napi::Number>().Int64Value();
  if (from >= 0 && static_cast<size_t>(from) <= at.bytes && bytes <= at.bytes - static_cast<size_t>(from))
    return {&at, static_cast<size_t>(from)};
  const std::string text = "Expected bytes within the " + std::to_string(at.bytes) + " of the memory but received " +
                           std::to_string(bytes) + " at " + std::to_string(from) + ".";
  throw Napi::Error(memory.Env(), make_error(memory.Env(), POLY_INVALID_ARGUMENT, text));
}

Napi::Object cuda_exports(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  exports.Set("openDevice", Napi::Function::New(env, open_device));
  exports.Set("allocate", Napi::Function::New(env, allocate_memory));
  exports.Set("release", Napi::Function::New(env, release_memory));
  exports.Set("trim", Napi::Function::New(env, trim_device));
  add_cuda_stream_functions(env, exports);
  add_cuda_kernel_functions(env, exports);
  return exports;
}

}  // namespace poly
