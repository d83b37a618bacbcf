/*
 * Does with the fake what nobody may do, and prints what it says: misuse_test <libnvinfer> <parser> <driver> <model> <misuse>.
 * The model has an input x of [n,4] and an output y of [n,3].
 */
#include <dlfcn.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>
#include "vendor.h"

using namespace tensorrt;

namespace {

struct Quiet10 final : Logger10 {
  void log(int32_t, const char*) noexcept override {}
};
struct Quiet11 final : Logger11 {
  void log(int32_t, const char*) noexcept override {}
};

void* open(const char* path) {
  void* const library = dlopen(path, RTLD_NOW);
  if (!library) fprintf(stderr, "%s\n", dlerror()), exit(2);
  return library;
}

template <class F>
F find(void* library, const char* name) {
  return reinterpret_cast<F>(dlsym(library, name));
}

void drop(void* object) { call_direct<void>(kDeleteSlot, object); }

}  // namespace

int main(int, char** argv) {
  const std::string misuse = argv[5];
  void *nvinfer = open(argv[1]), *onnx = open(argv[2]), *cuda = open(argv[3]);
  const int32_t version = find<GetVersion*>(nvinfer, kGetLibVersion)();
  const bool is_10 = version / 10000 == 10;
  const Slots& slots = is_10 ? kSlots10 : kSlots11;
  static Quiet10 quiet10;
  static Quiet11 quiet11;
  void* const logger = is_10 ? static_cast<void*>(&quiet10) : static_cast<void*>(&quiet11);
  void *context = nullptr, *streams[2];
  unsigned long long memory[2];
  find<int (*)(unsigned)>(cuda, "cuInit")(0);
  find<int (*)(void**, int)>(cuda, "cuDevicePrimaryCtxRetain")(&context, 0);
  const auto push = find<int (*)(void*)>(cuda, "cuCtxSetCurrent");
  push(context);
  for (auto& stream : streams) find<int (*)(void**, unsigned)>(cuda, "cuStreamCreate")(&stream, 1);
  for (auto& at : memory) find<int (*)(unsigned long long*, size_t)>(cuda, "cuMemAlloc_v2")(&at, 32);

  void* const builder = find<CreateInferBuilder*>(nvinfer, kCreateBuilder)(logger, version);
  void* const network = call<void*>(slots.builder_create_network, builder, is_10 ? kStronglyTyped : 0u);
  void* const config = call<void*>(slots.builder_create_builder_config, builder);
  void* const profile = call<void*>(slots.builder_create_optimization_profile, builder);
  void* const parser = find<CreateOnnxParser*>(onnx, kCreateParser)(network, logger, find<GetVersion*>(onnx, kGetParserVersion)());
  if (!call_direct<bool>(slots.parser_parse_from_file, parser, static_cast<const char*>(argv[4]), 2)) return 3;
  if (misuse == "flag") call<void>(slots.config_set_flag, config, 31);
  if (misuse == "slot") call<void>(15, config);
  if (misuse == "network") drop(network);
  if (misuse == "builder") drop(builder);
  for (int32_t select = 0; select < 3; select++) {
    const Dims dims{2, {2, 4}};
    call<bool>(slots.profile_set_dimensions, profile, "x", select, &dims);
  }
  call<int32_t>(slots.config_add_optimization_profile, config, profile);
  if (misuse == "parser") call_direct<void>(slots.parser_delete, parser);
  void* const plan = call<void*>(slots.builder_build_serialized_network, builder, network, config);
  void* const runtime = find<CreateInferRuntime*>(nvinfer, kCreateRuntime)(logger, version);
  void* const engine = call<void*>(slots.runtime_deserialize_cuda_engine, runtime, call<const void*>(slots.host_memory_data, plan),
                                   call<size_t>(slots.host_memory_size, plan));
  void* const run = call<void*>(slots.engine_create_execution_context, engine, 0);
  const Dims dims{2, {2, 4}};
  if (misuse != "shape") call<bool>(slots.context_set_input_shape, run, "x", &dims);
  static char host[64];
  void* const in = misuse == "host" ? static_cast<void*>(host) : reinterpret_cast<void*>(memory[0] + (misuse == "aligned" ? 4 : 0));
  if (misuse != "address") call<bool>(slots.context_set_tensor_address, run, "x", in);
  call<bool>(slots.context_set_tensor_address, run, "y", reinterpret_cast<void*>(memory[1]));
  if (misuse == "thread") push(nullptr);
  if (misuse == "deleted") drop(run);
  call<bool>(slots.context_enqueue_v3, run, streams[0]);
  if (misuse == "streams") call<bool>(slots.context_enqueue_v3, run, streams[1]);
  if (misuse == "flight") drop(run);
  push(context);
  for (void* stream : streams) find<int (*)(void*)>(cuda, "cuStreamSynchronize")(stream);
  if (misuse == "engine") drop(engine);
  if (misuse == "runtime") drop(runtime);
  printf("%s", find<const char* (*)(const char*)>(nvinfer, "fake_tensorrt_control")("mistakes"));
  fflush(stdout);
  _Exit(0);
}
