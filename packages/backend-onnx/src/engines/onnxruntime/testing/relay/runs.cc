/* Runs on tensors of the device: in the session's stream, on copies that the processor computes with. */
#include "relay.h"
#include <cstring>
#include "polyinfer/kit.h"

namespace relay {
namespace {

constexpr char kDoNotWait[] = "disable_synchronize_execution_providers";

struct Copy {
  poly::cuda::pointer device;
  std::vector<char> host;
  char* to; /* null: to the device */
  size_t bytes;
};

int carry_out(void* argument) {
  auto* copy = static_cast<Copy*>(argument);
  void* device = copy->bytes ? real.host(copy->device, copy->bytes) : nullptr;
  if (copy->bytes && !device) misuse("memory of the device was freed before a run was done with it");
  if (device && copy->to) memcpy(copy->to, device, copy->bytes);
  if (device && !copy->to) memcpy(device, copy->host.data(), copy->bytes);
  delete copy;
  return 0;
}

DeviceValue* find(const ort::Value* value) {
  std::lock_guard<std::mutex> hold(state.lock);
  const auto found = state.values.find(value);
  return found == state.values.end() ? nullptr : &found->second;
}

size_t bytes_of(const ort::Value* value, const void** data) {
  ort::TensorInfo* info = nullptr;
  int dtype = 0;
  size_t rank = 0;
  real.api.GetTensorTypeAndShape(value, &info);
  real.api.GetTensorElementType(info, &dtype);
  real.api.GetDimensionsCount(info, &rank);
  poly_tensor tensor{};
  tensor.dtype = dtype;
  tensor.rank = static_cast<int32_t>(rank);
  real.api.GetDimensions(info, tensor.shape, rank);
  real.api.ReleaseTensorTypeAndShapeInfo(info);
  void* at = nullptr;
  real.api.GetTensorMutableData(const_cast<ort::Value*>(value), &at);
  *data = at;
  return poly_bytes(&tensor);
}

/* A result of the processor goes to the device's memory, where it lies from then on. */
Status* to_device(ort::Value* value, void* stream) {
  const void* data = nullptr;
  const size_t bytes = bytes_of(value, &data);
  DeviceValue* device = find(value);
  if (!device) {
    poly::cuda::pointer at = 0;
    const poly::cuda::result code = real.cuda->cuMemAlloc_v2(&at, bytes ? bytes : 1);
    if (code) return failure(ort::kFail, "CUDA failure " + std::to_string(code) + ": out of memory");
    std::lock_guard<std::mutex> hold(state.lock);
    state.values[value] = {at, bytes, nullptr, true};
    device = &state.values[value];
    log("create value");
  }
  const char* from = static_cast<const char*>(data);
  auto* copy = new Copy{device->at, std::vector<char>(from, from + bytes), nullptr, bytes};
  const int code = real.enqueue(stream, carry_out, copy);
  return code ? failure(ort::kFail, "CUDA failure " + std::to_string(code) + ": enqueue") : nullptr;
}

Status* run(ort::Session* session, const ort::RunOptions* options, Binding* binding) {
  void* stream = nullptr;
  bool is_deferred = false;
  {
    std::lock_guard<std::mutex> hold(state.lock);
    if (Status* status = scripted("RunWithBinding")) return status;
    if (!state.bindings.count(binding) || binding->session != session) misuse("RunWithBinding: the binding is of another session");
    if (!state.sessions.count(session)) misuse("RunWithBinding: the session is on the processor");
    else stream = state.sessions[session].providers.back().stream;
    is_deferred = state.deferred[options];
    log("run inputs=%zu outputs=%zu deferred=%d", binding->inputs.size(), binding->outputs.size(), is_deferred);
  }
  std::vector<const char*> input_names, output_names;
  std::vector<const ort::Value*> inputs;
  std::vector<ort::Value*> outputs;
  for (const auto& [name, value] : binding->inputs) {
    input_names.push_back(name.c_str());
    inputs.push_back(value);
    if (const DeviceValue* device = find(value))
      if (const int code = real.enqueue(stream, carry_out, new Copy{device->at, {}, device->shadow, device->bytes}))
        return failure(ort::kFail, "CUDA failure " + std::to_string(code) + ": enqueue");
  }
  if (const int code = real.cuda->cuStreamSynchronize(static_cast<poly::cuda::stream>(stream)))
    return failure(ort::kFail, "CUDA failure " + std::to_string(code) + ": synchronize");
  for (const Binding::Output& output : binding->outputs) {
    output_names.push_back(output.name.c_str());
    outputs.push_back(output.value);
  }
  if (Status* status = real.api.Run(session, options, input_names.data(), inputs.data(), inputs.size(), output_names.data(),
                                    outputs.size(), outputs.data()))
    return status;
  Status* status = nullptr;
  for (size_t i = 0; i < outputs.size(); i++) {
    if (!binding->outputs[i].value) binding->results.push_back(outputs[i]);
    binding->outputs[i].value = outputs[i];
    if (!status && binding->outputs[i].on_device) status = to_device(outputs[i], stream);
  }
  if (status || is_deferred) return status;
  const int code = real.cuda->cuStreamSynchronize(static_cast<poly::cuda::stream>(stream));
  return code ? failure(ort::kFail, "CUDA failure " + std::to_string(code) + ": synchronize") : nullptr;
}

Status* plain_run(ort::Session* session, const ort::RunOptions* options, const char* const* input_names,
                  const ort::Value* const* inputs, size_t input_count, const char* const* output_names, size_t output_count,
                  ort::Value** outputs) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    if (state.sessions.count(session)) {
      if (Status* status = scripted("Run")) return status;
      log("run inputs=%zu outputs=%zu on the host", input_count, output_count);
    }
    for (size_t i = 0; i < input_count; i++)
      if (state.values.count(inputs[i])) misuse("Run: a value of the device without a binding");
  }
  return real.api.Run(session, options, input_names, inputs, input_count, output_names, output_count, outputs);
}

Status* create_binding(ort::Session* session, Binding** out) {
  std::lock_guard<std::mutex> hold(state.lock);
  if (Status* status = scripted("CreateIoBinding")) return status;
  *out = new Binding{session, {}, {}, {}};
  state.bindings.insert(*out);
  log("create binding");
  return nullptr;
}

void release_binding(Binding* binding) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    if (!state.bindings.erase(binding)) misuse("a binding is released twice");
    log("release binding");
  }
  for (ort::Value* value : binding->results) release_value(value);
  delete binding;
}

Status* bind_input(Binding* binding, const char* name, const ort::Value* value) {
  std::lock_guard<std::mutex> hold(state.lock);
  if (Status* status = scripted("BindInput")) return status;
  binding->inputs.emplace_back(name, value);
  return nullptr;
}

Status* bind_output(Binding* binding, const char* name, ort::Value* value) {
  const bool on_device = find(value) != nullptr;
  std::lock_guard<std::mutex> hold(state.lock);
  binding->outputs.push_back({name, value, on_device});
  return nullptr;
}

Status* bind_output_to(Binding* binding, const char* name, const ort::MemoryInfo* info) {
  std::lock_guard<std::mutex> hold(state.lock);
  binding->outputs.push_back({name, nullptr, state.device_memory.count(info) > 0});
  return nullptr;
}

/* Values that the caller bound are handed out a second time by the vendor; here as empty ones, which it only releases. */
Status* bound_values(Binding* binding, ort::Allocator* memory, ort::Value*** out, size_t* count) {
  *count = binding->outputs.size();
  void* list = nullptr;
  if (Status* status = real.allocate(memory, sizeof(void*) * (*count + 1), &list)) return status;
  *out = static_cast<ort::Value**>(list);
  std::set<ort::Value*> made(binding->results.begin(), binding->results.end());
  for (size_t i = 0; i < *count; i++) {
    ort::Value* value = binding->outputs[i].value;
    const int64_t nothing = 0;
    if (!made.count(value)) {
      ort::Allocator* allocator = nullptr;
      real.api.GetAllocatorWithDefaultOptions(&allocator);
      if (Status* status = real.api.CreateTensorAsOrtValue(allocator, &nothing, 1, 1, &value)) return status;
    }
    (*out)[i] = value;
  }
  binding->results.clear();
  return nullptr;
}

Status* add_run_config(ort::RunOptions* options, const char* key, const char* value) {
  if (strcmp(key, kDoNotWait)) return real.api.AddRunConfigEntry(options, key, value);
  std::lock_guard<std::mutex> hold(state.lock);
  state.deferred[options] = !strcmp(value, "1");
  return nullptr;
}

}  // namespace

void take_runs(void** table) {
  table[9] = reinterpret_cast<void*>(plain_run);
  table[133] = reinterpret_cast<void*>(run);
  table[134] = reinterpret_cast<void*>(create_binding);
  table[135] = reinterpret_cast<void*>(release_binding);
  table[136] = reinterpret_cast<void*>(bind_input);
  table[137] = reinterpret_cast<void*>(bind_output);
  table[138] = reinterpret_cast<void*>(bind_output_to);
  table[140] = reinterpret_cast<void*>(bound_values);
  table[165] = reinterpret_cast<void*>(add_run_config);
}

}  // namespace relay
