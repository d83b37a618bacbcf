#include <algorithm>
#include <cstring>
#include "driver.h"
#include "engine.h"
#include "logger.h"

namespace fake {
namespace {

constexpr uint64_t kAlignment = 256;

Context& context_of(void* impl, const char* function) {
  Context& context = own<Context>(impl, kContext, function);
  checked(context.engine, kEngine, function);
  return context;
}

bool refused(const char* function, const std::string& text) {
  log(tensorrt::kError, "IExecutionContext::%s: Error Code 3: API Usage Error (Parameter check failed, %s)", function, text.c_str());
  return false;
}

const Range* range_of(const Context& context, const std::string& name) {
  const Ranges& ranges = context.engine->plan.profiles[static_cast<size_t>(context.profile)];
  const auto found = ranges.find(name);
  return found == ranges.end() ? nullptr : &found->second;
}

bool set_profile(void* impl, int32_t index, void*) {
  Context& context = context_of(impl, "setOptimizationProfileAsync");
  Exclusive one(context, "setOptimizationProfileAsync");
  if (fails("setOptimizationProfileAsync")) return false;
  if (index < 0 || static_cast<size_t>(index) >= context.engine->plan.profiles.size())
    return refused("setOptimizationProfileAsync", "there is no profile " + std::to_string(index));
  context.profile = index;
  context.sizes.clear();
  return true;
}

bool set_input_shape(void* impl, const char* name, const Dims* dims) {
  Context& context = context_of(impl, "setInputShape");
  Exclusive one(context, "setInputShape");
  if (fails("setInputShape")) return false;
  bool is_input = false;
  const Port* port = find_port(*context.engine->net, name, &is_input);
  if (!port || !is_input) return refused("setInputShape", std::string("there is no input ") + (name ? name : ""));
  const std::vector<int64_t> sizes = sizes_of(*dims);
  const Range* range = range_of(context, port->name);
  if (sizes.size() != port->sizes.size()) return refused("setInputShape", "the rank of " + port->name + " is another one");
  for (size_t i = 0; i < sizes.size(); i++) {
    const bool has_range = range && !range->sizes[0].empty();
    const int64_t low = port->sizes[i] >= 0 ? port->sizes[i] : has_range ? range->sizes[0][i] : 0;
    const int64_t high = port->sizes[i] >= 0 ? port->sizes[i] : has_range ? range->sizes[2][i] : 0;
    if (sizes[i] < low || sizes[i] > high)
      return refused("setInputShape", "condition: satisfyProfile. Set dimension " + text_of(sizes) + " for tensor " + port->name +
                                          " does not satisfy any optimization profiles. Valid range for profile " +
                                          std::to_string(context.profile) + ": " + std::to_string(low) + ".." + std::to_string(high));
  }
  context.sizes[port->name] = sizes;
  return true;
}

Dims get_tensor_shape(void* impl, const char* name) {
  Context& context = context_of(impl, "IExecutionContext::getTensorShape");
  Dims none{};
  none.count = -1;
  called("getTensorShape");
  bool is_input = false;
  const Port* port = find_port(*context.engine->net, name, &is_input);
  if (!port) {
    mistake("IExecutionContext::getTensorShape is asked for %s, which is no tensor of the engine", name ? name : "nothing");
    return none;
  }
  std::vector<int64_t> sizes;
  if (is_input) return dims_of(input_sizes(context, *port, sizes) ? sizes : port->sizes);
  std::vector<Values> inputs;
  std::vector<std::vector<int64_t>> all;
  std::string error;
  if (!known_inputs(context, inputs)) return dims_of(port->sizes);
  if (!context.engine->net->shapes(inputs, all, error)) {
    refused("getTensorShape", error);
    return none;
  }
  return dims_of(all[static_cast<size_t>(port - context.engine->net->outputs().data())]);
}

bool set_address(Context& context, const char* function, const char* name, void* address, bool only_inputs) {
  if (fails(function)) return false;
  bool is_input = false;
  const Port* port = find_port(*context.engine->net, name, &is_input);
  if (!port || (only_inputs && !is_input)) return refused(function, std::string("there is no tensor ") + (name ? name : ""));
  const auto at = reinterpret_cast<uint64_t>(address);
  if (!port->is_shape && at % kAlignment) mistake("%s is given an address for %s that is not aligned to 256 bytes", function, name);
  if (port->is_shape && is_device_memory(at, 1)) mistake("%s is given device memory for %s, which is read on the host", function, name);
  context.addresses[port->name] = address;
  return true;
}
bool set_tensor_address(void* impl, const char* name, void* address) {
  Context& context = context_of(impl, "setTensorAddress");
  Exclusive one(context, "setTensorAddress");
  return set_address(context, "setTensorAddress", name, address, false);
}
bool set_input_address(void* impl, const char* name, const void* address) {
  Context& context = context_of(impl, "setInputTensorAddress");
  Exclusive one(context, "setInputTensorAddress");
  return set_address(context, "setInputTensorAddress", name, const_cast<void*>(address), true);
}

int32_t infer_shapes(void* impl, int32_t count, const char** names) {
  Context& context = context_of(impl, "inferShapes");
  Exclusive one(context, "inferShapes");
  if (fails("inferShapes")) return -1;
  int32_t missing = 0;
  for (const Port& port : context.engine->net->inputs()) {
    std::vector<int64_t> sizes;
    if (input_sizes(context, port, sizes) && (!port.is_shape || context.addresses[port.name])) continue;
    if (missing < count && names) names[missing] = port.name.c_str();
    missing++;
  }
  std::vector<Values> inputs;
  std::vector<std::vector<int64_t>> all;
  std::string error;
  if (missing == 0 && known_inputs(context, inputs) && !context.engine->net->shapes(inputs, all, error)) {
    refused("inferShapes", error);
    return -1;
  }
  return missing;
}

bool set_output_allocator(void* impl, const char* name, void* allocator) {
  Context& context = context_of(impl, "setOutputAllocator");
  Exclusive one(context, "setOutputAllocator");
  if (fails("setOutputAllocator")) return false;
  bool is_input = false;
  const Port* port = find_port(*context.engine->net, name, &is_input);
  if (!port || is_input) return refused("setOutputAllocator", std::string("there is no output ") + (name ? name : ""));
  context.allocators[port->name] = allocator;
  return true;
}

/* Bounds of what depends on values: every element may be found. */
int64_t max_output_size(void* impl, const char* name) {
  Context& context = context_of(impl, "getMaxOutputSize");
  if (fails("getMaxOutputSize")) return -1;
  bool is_input = false;
  const Port* port = find_port(*context.engine->net, name, &is_input);
  std::vector<Values> inputs;
  if (!port || is_input || !known_inputs(context, inputs)) return -1;
  int64_t elements = 1;
  for (const Values& values : inputs) elements = std::max(elements, element_count(values.sizes));
  for (const int64_t size : port->sizes) elements *= size > 0 ? size : 1;
  return elements * static_cast<int64_t>(element_bytes(port->type));
}

void delete_context(Object* object) {
  auto& context = *static_cast<Context*>(behind(object, kContext, "~IExecutionContext"));
  checked(context.engine, kEngine, "~IExecutionContext");
  if (context.flights->count && !is_broken())
    mistake("An IExecutionContext is deleted while %d of its runs are on a stream", context.flights->count.load());
  context.flights->context_is_gone = true;
  context.engine->contexts--;
  release(context.activations);
  bury(context);
}

}  // namespace

Object* create_context(Engine& engine, int32_t strategy) {
  static const auto table = TABLE_OF(context)()
                                .set(context::setOptimizationProfileAsync, set_profile)
                                .set(context::setInputShape, set_input_shape)
                                .set(context::getTensorShape, get_tensor_shape)
                                .set(context::setTensorAddress, set_tensor_address)
                                .set(context::setInputTensorAddress, set_input_address)
                                .set(context::inferShapes, infer_shapes)
                                .set(context::setOutputAllocator, set_output_allocator)
                                .set(context::getMaxOutputSize, max_output_size)
                                .set(context::enqueueV3, context_enqueue);
  static const Function deleters[2] = {kOwnedDeleters[0], reinterpret_cast<Function>(delete_context)};
  if (!has_context()) mistake("createExecutionContext is called on a thread without a CUDA context");
  if (strategy < 0 || strategy > 1) mistake("createExecutionContext is given the strategy %d without device memory", strategy);
  if (fails("createExecutionContext")) return nullptr;
  const uint64_t activations = allocate(4096);
  if (!activations) {
    log(tensorrt::kError, "ICudaEngine::createExecutionContext: Error Code 2: OutOfMemory (Requested size was 4096 bytes.)");
    return nullptr;
  }
  auto* made = new Context;
  made->engine = &engine;
  made->activations = activations;
  engine.contexts++;
  begin(*made, kContext, table, deleters);
  return &made->handle;
}

bool input_sizes(const Context& context, const Port& port, std::vector<int64_t>& sizes) {
  const auto found = context.sizes.find(port.name);
  sizes = found == context.sizes.end() ? port.sizes : found->second;
  return std::all_of(sizes.begin(), sizes.end(), [](int64_t size) { return size >= 0; });
}

bool known_inputs(const Context& context, std::vector<Values>& inputs) {
  for (const Port& port : context.engine->net->inputs()) {
    Values values;
    if (!input_sizes(context, port, values.sizes)) return false;
    if (port.is_shape) {
      const auto found = context.addresses.find(port.name);
      if (found == context.addresses.end() || !found->second) return false;
      values.data.resize(static_cast<size_t>(element_count(values.sizes)) * element_bytes(port.type));
      if (!values.data.empty()) memcpy(values.data.data(), found->second, values.data.size());
    }
    inputs.push_back(std::move(values));
  }
  return true;
}

}  // namespace fake
