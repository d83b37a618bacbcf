#include <cstring>
#include "driver.h"
#include "engine.h"
#include "logger.h"

namespace fake {
namespace {

/* IOutputAllocator: functions 5 and 6, after those that tell what it is, destructors and the one without a stream. */
void* reallocate(void* allocator, const char* name, void* memory, uint64_t bytes, void* stream) {
  using F = void* (*)(void*, const char*, void*, uint64_t, uint64_t, void*);
  constexpr uint64_t kAlignment = 256;
  return reinterpret_cast<F>((*static_cast<void***>(allocator))[5])(allocator, name, memory, bytes, kAlignment, stream);
}
void notify(void* allocator, const char* name, const std::vector<int64_t>& sizes) {
  const Dims dims = dims_of(sizes);
  reinterpret_cast<void (*)(void*, const char*, const Dims*)>((*static_cast<void***>(allocator))[6])(allocator, name, &dims);
}

bool no_run(const std::string& text) {
  log(tensorrt::kError, "IExecutionContext::enqueueV3: Error Code 3: API Usage Error (Parameter check failed, %s)", text.c_str());
  return false;
}

/* One run, as it was asked for: what the caller sets afterwards is of the next. */
struct Run {
  std::shared_ptr<Net> net;
  std::shared_ptr<Flights> flights;
  bool half = false;
  std::vector<Values> inputs, outputs;
  std::vector<uint64_t> from, to;
  std::string error;
};

/* Broken memory is what a kernel would hit: ILLEGAL_ADDRESS. */
constexpr int kIllegalAddress = 700;

int compute(Run& run) {
  if (run.flights->context_is_gone) mistake("A run is on a stream whose IExecutionContext is deleted");
  for (size_t i = 0; i < run.inputs.size(); i++) {
    const Port& port = run.net->inputs()[i];
    if (port.is_shape) continue;
    Values& values = run.inputs[i];
    values.data.resize(static_cast<size_t>(element_count(values.sizes)) * element_bytes(port.type));
    if (read_device(values.data.data(), run.from[i], values.data.size())) continue;
    mistake("Input %s is freed before the stream has reached its run", port.name.c_str());
    return kIllegalAddress;
  }
  if (run.net->run(run.inputs, run.half, run.outputs, run.error)) return 0;
  mistake("ONNX Runtime cannot compute the run: %s", run.error.c_str());
  return kIllegalAddress;
}

int hand_out(Run& run) {
  for (size_t i = 0; i < run.outputs.size(); i++) {
    const Values& values = run.outputs[i];
    if (write_device(run.to[i], values.data.data(), values.data.size())) continue;
    mistake("Output %s is freed, or too small, when the stream has reached its run", run.net->outputs()[i].name.c_str());
    return kIllegalAddress;
  }
  return 0;
}

bool submit(Context& context, void* stream, const std::function<int()>& work) {
  std::shared_ptr<void> keep;
  const auto flights = context.flights;
  const bool is_captured = is_capturing(stream);
  if (!is_captured) flights->count++;
  const bool ok = enqueue(
      stream,
      [flights, is_captured, work] {
        const int code = work();
        if (!is_captured) flights->count--;
        return code;
      },
      &keep);
  if (keep) context.captured.push_back(keep);
  if (ok) return true;
  if (!is_captured) flights->count--;
  log(tensorrt::kError, "IExecutionContext::enqueueV3: Error Code 1: Cuda Runtime (the stream refused the work)");
  return false;
}

/* Where an output goes: the caller's address, or what its allocator gives. False: there is no place. */
bool place(Context& context, const Port& port, const std::vector<int64_t>& sizes, void* stream, uint64_t& to) {
  const uint64_t bytes = static_cast<uint64_t>(element_count(sizes)) * element_bytes(port.type);
  void* address = context.addresses[port.name];
  if (void* allocator = context.allocators[port.name]) {
    address = reallocate(allocator, port.name.c_str(), address, bytes, stream);
    if (!address && bytes) {
      log(tensorrt::kError, "IExecutionContext::enqueueV3: Error Code 2: OutOfMemory (the output allocator has none for %s)", port.name.c_str());
      return false;
    }
    notify(allocator, port.name.c_str(), sizes);
  }
  if (!address && bytes)
    return no_run("Neither address or allocator is set for output tensor " + port.name +
                   ". Call setOutputTensorAddress, setTensorAddress or setOutputAllocator before enqueue/execute.");
  to = reinterpret_cast<uint64_t>(address);
  if (bytes && !is_device_memory(to, bytes))
    mistake("enqueueV3 is given for output %s what are no %llu bytes of device memory", port.name.c_str(), static_cast<unsigned long long>(bytes));
  return true;
}

bool start(Context& context, void* stream) {
  const auto run = std::make_shared<Run>();
  run->net = context.engine->net;
  run->flights = context.flights;
  run->half = context.engine->plan.half;
  if (!known_inputs(context, run->inputs)) {
    mistake("enqueueV3 is called before all input shapes are set");
    return no_run("condition: allInputDimensionsSpecified(context). Not all shapes are specified.");
  }
  for (size_t i = 0; i < run->inputs.size(); i++) {
    const Port& port = run->net->inputs()[i];
    void* address = context.addresses[port.name];
    const size_t bytes = static_cast<size_t>(element_count(run->inputs[i].sizes)) * element_bytes(port.type);
    if (!address) {
      mistake("enqueueV3 is called before the address of %s is set", port.name.c_str());
      return no_run("Address is not set for input tensor " + port.name + ". Call setInputTensorAddress or setTensorAddress before enqueue/execute.");
    }
    run->from.push_back(reinterpret_cast<uint64_t>(address));
    if (!port.is_shape && bytes && !is_device_memory(run->from.back(), bytes))
      mistake("enqueueV3 is given for input %s what are no %zu bytes of device memory", port.name.c_str(), bytes);
  }
  const auto& outputs = run->net->outputs();
  run->to.resize(outputs.size());
  bool is_dependent = false;
  for (const Port& port : outputs) is_dependent = is_dependent || port.is_data_dependent;
  if (!is_dependent) {
    std::vector<std::vector<int64_t>> sizes;
    if (!run->net->shapes(run->inputs, sizes, run->error)) return no_run(run->error);
    for (size_t i = 0; i < outputs.size(); i++)
      if (!place(context, outputs[i], sizes[i], stream, run->to[i])) return false;
    return submit(context, stream, [run] {
      const int code = compute(*run);
      return code ? code : hand_out(*run);
    });
  }
  /* Sizes are known when the values are: the host waits for the stream, as TensorRT does. */
  for (const Port& port : outputs)
    if (port.is_data_dependent && !context.allocators[port.name])
      return no_run("Output tensor " + port.name + " has a data-dependent shape: set an output allocator");
  if (is_capturing(stream)) return no_run("a stream that is captured cannot wait for a data-dependent shape");
  if (!submit(context, stream, [run] { return compute(*run); })) return false;
  if (!synchronize(stream) || run->outputs.size() != outputs.size()) {
    log(tensorrt::kError, "IExecutionContext::enqueueV3: Error Code 1: Cuda Runtime (the stream failed)");
    return false;
  }
  for (size_t i = 0; i < outputs.size(); i++)
    if (!place(context, outputs[i], run->outputs[i].sizes, stream, run->to[i])) return false;
  return submit(context, stream, [run] { return hand_out(*run); });
}

}  // namespace

bool context_enqueue(void* impl, void* stream) {
  Context& context = own<Context>(impl, kContext, "enqueueV3");
  checked(context.engine, kEngine, "enqueueV3");
  checked(context.engine->runtime, kRuntime, "enqueueV3");
  Exclusive one(context, "enqueueV3");
  if (!has_context()) mistake("enqueueV3 is called on a thread without a CUDA context");
  if (context.flights->count && context.last_stream != stream)
    mistake("enqueueV3 is called on a second stream while a run of the same context is on another");
  context.last_stream = stream;
  if (fails("enqueueV3")) return false;
  return start(context, stream);
}

}  // namespace fake
