#include <cstring>
#include "driver.h"
#include "engine.h"
#include "logger.h"

namespace fake {
namespace {

Engine& engine_of(void* impl, const char* function) {
  Engine& engine = own<Engine>(impl, kEngine, function);
  checked(engine.runtime, kRuntime, function);
  return engine;
}

/* An engine has a place for each profile: a name without one is a mistake. */
const Port& port_of(void* impl, const char* name, const char* function, bool* is_input = nullptr) {
  bool input = false;
  const Engine& engine = engine_of(impl, function);
  const Port* port = find_port(*engine.net, name, &input);
  if (!port) give_up("ICudaEngine::%s is asked for %s, which is no tensor of the engine", function, name ? name : "nothing");
  if (is_input) *is_input = input;
  return *port;
}

Object* engine_serialize(void* impl) {
  const Engine& engine = engine_of(impl, "ICudaEngine::serialize");
  return fails("serialize") ? nullptr : create_host_memory(write_plan(engine.plan));
}
Object* engine_context(void* impl, int32_t strategy) { return create_context(engine_of(impl, "createExecutionContext"), strategy); }
int32_t engine_profiles(void* impl) { return static_cast<int32_t>(engine_of(impl, "getNbOptimizationProfiles").plan.profiles.size()); }
int32_t engine_count(void* impl) {
  const Engine& engine = engine_of(impl, "getNbIOTensors");
  return static_cast<int32_t>(engine.net->inputs().size() + engine.net->outputs().size());
}
const char* engine_name(void* impl, int32_t index) {
  const Net& net = *engine_of(impl, "getIOTensorName").net;
  const auto at = static_cast<size_t>(index);
  if (index >= 0 && at < net.inputs().size()) return net.inputs()[at].name.c_str();
  if (index >= 0 && at - net.inputs().size() < net.outputs().size()) return net.outputs()[at - net.inputs().size()].name.c_str();
  mistake("getIOTensorName is asked for number %d", index);
  return nullptr;
}
Dims engine_shape(void* impl, const char* name) { return dims_of(port_of(impl, name, "getTensorShape").sizes); }
int32_t engine_type(void* impl, const char* name) { return port_of(impl, name, "getTensorDataType").type; }
int32_t engine_location(void* impl, const char* name) { return port_of(impl, name, "getTensorLocation").is_shape ? 1 : 0; }
bool engine_is_shape(void* impl, const char* name) { return port_of(impl, name, "isShapeInferenceIO").is_shape; }
int32_t engine_mode(void* impl, const char* name) {
  bool is_input = false;
  port_of(impl, name, "getTensorIOMode", &is_input);
  return is_input ? tensorrt::kInput : tensorrt::kOutput;
}
int32_t engine_format(void* impl, const char* name) {
  port_of(impl, name, "getTensorFormat");
  return tensorrt::kLinearFormat;
}
Dims engine_profile_shape(void* impl, const char* name, int32_t profile, int32_t select) {
  bool is_input = false;
  const Port& port = port_of(impl, name, "getProfileShape", &is_input);
  const Engine& engine = engine_of(impl, "getProfileShape");
  Dims none{};
  none.count = -1;
  if (!is_input || profile < 0 || static_cast<size_t>(profile) >= engine.plan.profiles.size() || select < 0 || select > 2) {
    mistake("getProfileShape is asked for %s, profile %d, selector %d", name, profile, select);
    return none;
  }
  const Ranges& ranges = engine.plan.profiles[static_cast<size_t>(profile)];
  const auto found = ranges.find(name);
  return dims_of(found == ranges.end() || found->second.sizes[select].empty() ? port.sizes : found->second.sizes[select]);
}
int64_t engine_device_memory(void* impl) {
  engine_of(impl, "getDeviceMemorySizeV2");
  return 4096;
}

void delete_engine(Object* object) {
  auto& engine = *static_cast<Engine*>(behind(object, kEngine, "~ICudaEngine"));
  checked(engine.runtime, kRuntime, "~ICudaEngine");
  if (engine.contexts) mistake("An ICudaEngine is deleted before %d of its execution contexts", engine.contexts.load());
  engine.runtime->engines--;
  release(engine.weights);
  engine.net.reset();
  engine.plan.model.reset();
  bury(engine);
}

Object* runtime_deserialize(void* impl, const void* data, size_t bytes) {
  static const auto table = TABLE_OF(engine)()
                                .set(engine::serialize, engine_serialize)
                                .set(engine::createExecutionContext, engine_context)
                                .set(engine::getNbOptimizationProfiles, engine_profiles)
                                .set(engine::getTensorShape, engine_shape)
                                .set(engine::getTensorDataType, engine_type)
                                .set(engine::getTensorLocation, engine_location)
                                .set(engine::isShapeInferenceIO, engine_is_shape)
                                .set(engine::getTensorIOMode, engine_mode)
                                .set(engine::getTensorFormat, engine_format)
                                .set(engine::getProfileShape, engine_profile_shape)
                                .set(engine::getNbIOTensors, engine_count)
                                .set(engine::getIOTensorName, engine_name)
                                .set(engine::getDeviceMemorySizeV2, engine_device_memory);
  static const Function deleters[2] = {kOwnedDeleters[0], reinterpret_cast<Function>(delete_engine)};
  Runtime& runtime = own<Runtime>(impl, kRuntime, "deserializeCudaEngine");
  if (!has_context()) mistake("deserializeCudaEngine is called on a thread without a CUDA context");
  if (fails("deserializeCudaEngine")) return nullptr;
  auto made = std::make_unique<Engine>();
  std::string error;
  NetError why;
  if (read_plan(data, bytes, made->plan, error)) made->net = Net::open(made->plan.model, why);
  if (!made->net) {
    log(tensorrt::kError, "IRuntime::deserializeCudaEngine: Error Code 1: Serialization (%s)", (error.empty() ? why.text : error).c_str());
    return nullptr;
  }
  made->weights = allocate(4096 + made->plan.model->onnx.size());
  if (!made->weights) {
    log(tensorrt::kError, "IRuntime::deserializeCudaEngine: Error Code 2: OutOfMemory (no further information)");
    return nullptr;
  }
  made->runtime = &runtime;
  runtime.engines++;
  begin(*made, kEngine, table, deleters);
  return &made.release()->handle;
}

void delete_runtime(Object* object) {
  auto& runtime = *static_cast<Runtime*>(behind(object, kRuntime, "~IRuntime"));
  if (runtime.engines) mistake("An IRuntime is deleted before %d of its engines", runtime.engines.load());
  log(tensorrt::kVerbose, "Runtime destroyed");
  drop_logger(runtime.logger);
  bury(runtime);
}

}  // namespace

Object* create_runtime(void* logger, int32_t version) {
  static const auto table = TABLE_OF(runtime)().set(runtime::deserializeCudaEngine, runtime_deserialize);
  static const Function deleters[2] = {kOwnedDeleters[0], reinterpret_cast<Function>(delete_runtime)};
  if (!check_logger(logger, "createInferRuntime")) return nullptr;
  use_logger(logger);
  const std::string action = called("createInferRuntime");
  const int no_driver = driver_error();
  if (no_driver) log(tensorrt::kError, "CUDA initialization failure with error: %d", no_driver);
  if (version != kVersion) log(tensorrt::kError, "createInferRuntime: version %d is not the library's %d", version, kVersion);
  if (no_driver || version != kVersion || !action.empty()) {
    if (!action.empty()) log(tensorrt::kError, "createInferRuntime: Error Code 1: Internal Error (scripted)");
    drop_logger(logger);
    return no_driver || action == "small" ? reinterpret_cast<Object*>(0x228) : nullptr;
  }
  auto* made = new Runtime;
  made->logger = logger;
  begin(*made, kRuntime, table, deleters);
  return &made->handle;
}

const Port* find_port(const Net& net, const char* name, bool* is_input) {
  for (const Port& port : net.inputs())
    if (name && port.name == name) {
      *is_input = true;
      return &port;
    }
  *is_input = false;
  for (const Port& port : net.outputs())
    if (name && port.name == name) return &port;
  return nullptr;
}

}  // namespace fake
