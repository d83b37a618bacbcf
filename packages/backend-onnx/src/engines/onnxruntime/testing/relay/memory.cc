/* Memory of the device: values over it. */
#include "relay.h"
#include <cstdlib>
#include <cstring>

namespace relay {
namespace {

bool is_device(const ort::MemoryInfo* info) {
  std::lock_guard<std::mutex> hold(state.lock);
  return state.device_memory.count(info) > 0;
}

Status* create_memory_info(const char* name, int allocator, int id, int type, ort::MemoryInfo** out) {
  Status* status = real.api.CreateMemoryInfo(name, allocator, id, type, out);
  if (!status && !strcmp(name, "Cuda")) {
    std::lock_guard<std::mutex> hold(state.lock);
    state.device_memory.insert(*out);
    log("create memory info");
  }
  return status;
}

void release_memory_info(ort::MemoryInfo* info) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    if (state.device_memory.erase(info)) log("release memory info");
  }
  real.api.ReleaseMemoryInfo(info);
}

Status* create_tensor(const ort::MemoryInfo* info, void* data, size_t bytes, const int64_t* shape, size_t rank, int dtype,
                      ort::Value** out) {
  if (!is_device(info)) return real.api.CreateTensorWithDataAsOrtValue(info, data, bytes, shape, rank, dtype, out);
  const auto at = reinterpret_cast<poly::cuda::pointer>(data);
  if (bytes > 0 && !real.host(at, bytes)) misuse("a value lies in no live memory of the device");
  ort::MemoryInfo* cpu = nullptr;
  if (Status* status = real.api.CreateCpuMemoryInfo(0, 0, &cpu)) return status;
  auto* shadow = static_cast<char*>(malloc(bytes + 1));
  Status* status = real.api.CreateTensorWithDataAsOrtValue(cpu, shadow, bytes, shape, rank, dtype, out);
  real.api.ReleaseMemoryInfo(cpu);
  if (status) {
    free(shadow);
    return status;
  }
  std::lock_guard<std::mutex> hold(state.lock);
  state.values[*out] = {at, bytes, shadow, false};
  log("create value");
  return nullptr;
}

}  // namespace

void release_value(ort::Value* value) {
  DeviceValue device;
  {
    std::lock_guard<std::mutex> hold(state.lock);
    const auto found = state.values.find(value);
    if (found != state.values.end()) {
      device = found->second;
      state.values.erase(found);
      log("release value");
    }
  }
  if (device.owns) {
    std::lock_guard<std::mutex> hold(state.lock);
    state.arena.push_back(device.at);
  }
  free(device.shadow);
  real.api.ReleaseValue(value);
}

void release_arena() {
  poly::cuda::context context = nullptr;
  std::vector<poly::cuda::pointer> all;
  {
    std::lock_guard<std::mutex> hold(state.lock);
    all.swap(state.arena);
  }
  if (all.empty() || real.cuda->cuDevicePrimaryCtxRetain(&context, 0)) return;
  {
    poly::cuda::scoped_context current(*real.cuda, context);
    for (poly::cuda::pointer each : all) real.cuda->cuMemFree_v2(each);
  }
  real.cuda->cuDevicePrimaryCtxRelease_v2(0);
}

namespace {

Status* mutable_data(ort::Value* value, void** out) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    const auto found = state.values.find(value);
    if (found != state.values.end()) {
      *out = reinterpret_cast<void*>(found->second.at);
      return nullptr;
    }
  }
  return real.api.GetTensorMutableData(value, out);
}

}  // namespace

void take_memory(void** table) {
  table[68] = reinterpret_cast<void*>(create_memory_info);
  table[94] = reinterpret_cast<void*>(release_memory_info);
  table[49] = reinterpret_cast<void*>(create_tensor);
  table[96] = reinterpret_cast<void*>(release_value);
  table[51] = reinterpret_cast<void*>(mutable_data);
}

}  // namespace relay
