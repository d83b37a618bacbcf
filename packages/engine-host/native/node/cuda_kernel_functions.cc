// Modules and the kernels in them.
#include <cstring>

#include "../cuda/nvrtc.h"
#include "arguments.h"
#include "arrays.h"
#include "cuda_handles.h"
#include "promise_task.h"

namespace poly {
namespace {

/** Parameters of a kernel at most; the driver takes 4 KiB of them. */
constexpr size_t kMostParameters = 64;

struct held_kernel {
  std::shared_ptr<cuda_module> home;
  cuda_kernel kernel;
};

std::vector<char> read_bytes(const Napi::Value& value) {
  array_memory memory;
  get_memory(value.Env(), value, &memory);
  const auto* from = static_cast<const char*>(memory.data);
  return {from, from + memory.bytes};
}

/** loadModule(device, image) -> module. */
Napi::Value load_module(const Napi::CallbackInfo& args) {
  const std::shared_ptr<cuda_device> device = cuda_handle<cuda_device>::of(args[0]).object;
  auto image = std::make_shared<std::vector<char>>(read_bytes(args[1]));
  image->push_back(0);
  return promise_task::start(args.Env(), [device, image](promise_task& own) {
    std::shared_ptr<cuda_module> module;
    own.status = cuda_module::load(device, image->data(), &module, &own.error);
    own.value = [module](environment& home) -> napi_value { return cuda_handle<cuda_module>::wrap(home.env, module); };
  });
}

void unload_module(const Napi::CallbackInfo& args) { cuda_handle<cuda_module>::of(args[0]).object.reset(); }

/** kernel(module, name) -> kernel. */
Napi::Value find_kernel(const Napi::CallbackInfo& args) {
  open_object<cuda_module>(args[0], "module");
  auto found = std::make_shared<held_kernel>();
  found->home = cuda_handle<cuda_module>::of(args[0]).object;
  poly_error error{};
  if (const poly_status status = found->home->find(args[1].As<Napi::String>(), &found->kernel, &error))
    throw_status(args.Env(), status, error);
  return cuda_handle<held_kernel>::wrap(args.Env(), found);
}

/** Throws INVALID_ARGUMENT where count or sizes are not those of the kernel, which the driver would not notice. */
void check_parameters(Napi::Env env, const cuda_kernel& kernel, const unsigned char* sizes, size_t count) {
  if (!kernel.knows_parameters) return;
  bool fits = kernel.parameter_bytes.size() == count;
  for (size_t i = 0; fits && i < count; i++) fits = kernel.parameter_bytes[i] == sizes[i];
  if (fits) return;
  std::string expected, received;
  for (const size_t bytes : kernel.parameter_bytes) expected += (expected.empty() ? "" : ", ") + std::to_string(bytes);
  for (size_t i = 0; i < count; i++) received += (i ? ", " : "") + std::to_string(sizes[i]);
  const std::string text = "Expected arguments of [" + expected + "] bytes but received [" + received + "].";
  throw Napi::Error(env, make_error(env, POLY_INVALID_ARGUMENT, text));
}

/** launch(stream, kernel, dims, slots, sizes, memories): dims: grid, block, shared bytes; slots: 8 bytes an argument. */
void launch(const Napi::CallbackInfo& args) {
  const Napi::Env env = args.Env();
  auto& stream = open_object<cuda_stream>(args[0], "stream");
  auto& kernel = open_object<held_kernel>(args[1], "kernel");
  array_memory dims, slots, sizes;
  get_memory(env, args[2], &dims);
  get_memory(env, args[3], &slots);
  get_memory(env, args[4], &sizes);
  const size_t count = sizes.bytes;
  void* arguments[kMostParameters] = {};
  if (count > kMostParameters || slots.bytes < count * 8 || dims.bytes < 7 * sizeof(uint32_t))
    throw Napi::Error(env, make_error(env, POLY_INVALID_ARGUMENT, "Expected at most 64 arguments of a kernel."));
  check_parameters(env, kernel.kernel, static_cast<const unsigned char*>(sizes.data), count);
  for (size_t i = 0; i < count; i++) arguments[i] = static_cast<char*>(slots.data) + i * 8;
  const auto memories = args[5].As<Napi::Array>();
  std::vector<cuda_memory*> touched;
  for (uint32_t i = 0; i < memories.Length(); i++) {
    touched.push_back(&open_object<cuda_memory>(memories.Get(i), "memory"));
    if (touched.back()->home == stream.home && kernel.home->home == stream.home) continue;
    throw Napi::Error(env, make_error(env, POLY_INVALID_ARGUMENT, "The stream, the kernel and the memory are of different devices."));
  }
  const auto* d = static_cast<const uint32_t*>(dims.data);
  poly_error error{};
  if (const poly_status status = stream.launch(kernel.kernel.handle, d, d[6], arguments, touched, &error))
    throw_status(env, status, error);
}

/** beginCapture(stream). */
void begin_capture(const Napi::CallbackInfo& args) {
  poly_error error{};
  if (const poly_status status = open_object<cuda_stream>(args[0], "stream").begin_capture(&error))
    throw_status(args.Env(), status, error);
}

/** endCapture(stream) -> graph. */
Napi::Value end_capture(const Napi::CallbackInfo& args) {
  poly_error error{};
  std::shared_ptr<cuda_graph> graph;
  if (const poly_status status = open_object<cuda_stream>(args[0], "stream").end_capture(&graph, &error))
    throw_status(args.Env(), status, error);
  return cuda_handle<cuda_graph>::wrap(args.Env(), std::move(graph));
}

/** replay(stream, graph). */
void replay(const Napi::CallbackInfo& args) {
  auto& stream = open_object<cuda_stream>(args[0], "stream");
  auto& graph = open_object<cuda_graph>(args[1], "graph");
  poly_error error{};
  if (graph.home != stream.home) {
    poly_fail(&error, POLY_INVALID_ARGUMENT, 0, "The stream and the graph are of different devices.");
    throw_status(args.Env(), POLY_INVALID_ARGUMENT, error);
  }
  if (const poly_status status = stream.launch(graph, &error)) throw_status(args.Env(), status, error);
}

void release_graph(const Napi::CallbackInfo& args) { cuda_handle<cuda_graph>::of(args[0]).object.reset(); }

/** openNvrtc(library, builtins) -> { major, minor, architectures }. */
Napi::Value open_nvrtc(const Napi::CallbackInfo& args) {
  const std::string library = args[0].As<Napi::String>(), builtins = args[1].As<Napi::String>();
  return promise_task::start(args.Env(), [library, builtins](promise_task& own) {
    const nvrtc* opened = nullptr;
    own.status = nvrtc::open(library, builtins, &opened, &own.error);
    own.value = [opened](environment& home) -> napi_value {
      auto result = Napi::Object::New(home.env);
      result.Set("major", opened->major);
      result.Set("minor", opened->minor);
      auto list = Napi::Array::New(home.env, opened->architectures.size());
      for (uint32_t i = 0; i < list.Length(); i++) list.Set(i, opened->architectures[i]);
      result.Set("architectures", list);
      return result;
    };
  });
}

/** compile(library, builtins, { name, source, headers, options, isBinary }) -> { image, log }. */
Napi::Value compile(const Napi::CallbackInfo& args) {
  const std::string library = args[0].As<Napi::String>(), builtins = args[1].As<Napi::String>();
  const auto asked = args[2].As<Napi::Object>();
  nvrtc_request request;
  request.name = asked.Get("name").As<Napi::String>();
  request.source = asked.Get("source").As<Napi::String>();
  request.headers = read_pairs(asked.Get("headers"));
  request.is_binary = asked.Get("isBinary").As<Napi::Boolean>();
  const auto options = asked.Get("options").As<Napi::Array>();
  for (uint32_t i = 0; i < options.Length(); i++) request.options.push_back(options.Get(i).As<Napi::String>());
  return promise_task::start(args.Env(), [library, builtins, request](promise_task& own) {
    const nvrtc* opened = nullptr;
    own.status = nvrtc::open(library, builtins, &opened, &own.error);
    std::string image, log;
    if (own.status == POLY_OK) own.status = opened->compile(request, &image, &log, &own.error);
    own.value = [image, log](environment& home) -> napi_value {
      auto result = Napi::Object::New(home.env);
      void* data = nullptr;
      const napi_value array = new_array(home.env, POLY_UINT8, image.size(), &data);
      if (!array) return nullptr;
      memcpy(data, image.data(), image.size());
      result.Set("image", array);
      result.Set("log", log);
      return result;
    };
  });
}

}  // namespace

void add_cuda_kernel_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("loadModule", Napi::Function::New(env, load_module));
  exports.Set("unloadModule", Napi::Function::New(env, unload_module));
  exports.Set("kernel", Napi::Function::New(env, find_kernel));
  exports.Set("launch", Napi::Function::New(env, launch));
  exports.Set("beginCapture", Napi::Function::New(env, begin_capture));
  exports.Set("endCapture", Napi::Function::New(env, end_capture));
  exports.Set("replay", Napi::Function::New(env, replay));
  exports.Set("releaseGraph", Napi::Function::New(env, release_graph));
  exports.Set("openNvrtc", Napi::Function::New(env, open_nvrtc));
  exports.Set("compile", Napi::Function::New(env, compile));
}

}  // namespace poly
