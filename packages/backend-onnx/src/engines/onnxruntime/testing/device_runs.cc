/* Runs models on tensors of the fake device, by the table alone: device_runs <engine> <library> <free model> <fixed model>.
 * Both give y = relu(x x) and s, the shape of x. Prints what is wrong, a line each. */
#include <dlfcn.h>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>
#include "polyinfer/cuda.h"
#include "polyinfer/engine.h"
#include "polyinfer/kit.h"

using poly::cuda::pointer;

namespace {

int wrong = 0;
void expect(bool is_right, const std::string& what) {
  if (is_right) return;
  wrong++;
  printf("%s\n", what.c_str());
}

const poly::cuda::driver* cuda = nullptr;
poly::cuda::stream caller = nullptr;
const poly_engine* engine = nullptr;

struct Call {
  poly_call call{};
  std::vector<pointer> device;
  bool is_cancelled = false, has_memory = true;

  Call() {
    call.struct_bytes = sizeof call;
    call.cancelled = [](poly_call* c) { return static_cast<int>(reinterpret_cast<Call*>(c)->is_cancelled); };
    call.on_cancel = [](poly_call* c, void (*)(void*), void*) { return static_cast<int>(reinterpret_cast<Call*>(c)->is_cancelled); };
    call.progress = [](poly_call*, double, const char*) {};
    call.log = [](poly_call*, int32_t, const char*) {};
    call.executed = [](poly_call*, const char*) {};
    call.alloc = [](poly_call* c, uint32_t, const poly_tensor* type) -> void* {
      auto* self = reinterpret_cast<Call*>(c);
      if (!self->has_memory) return nullptr;
      if (type->device_type != POLY_CUDA) return malloc(type->bytes + 64);
      pointer at = 0;
      if (cuda->cuMemAlloc_v2(&at, type->bytes)) return nullptr;
      self->device.push_back(at);
      return reinterpret_cast<void*>(at);
    };
  }
  ~Call() {
    cuda->cuStreamSynchronize(caller);
    for (pointer each : device) cuda->cuMemFree_v2(each);
  }
};

std::vector<float> expected(const std::vector<float>& x, size_t n) {
  std::vector<float> y(n * n);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      float sum = 0;
      for (size_t k = 0; k < n; k++) sum += x[i * n + k] * x[k * n + j];
      y[i * n + j] = sum > 0 ? sum : 0;
    }
  return y;
}

poly_tensor on_device(int32_t dtype, std::vector<int64_t> shape, pointer at) {
  poly_tensor tensor{};
  tensor.dtype = dtype;
  tensor.rank = static_cast<int32_t>(shape.size());
  for (size_t i = 0; i < shape.size(); i++) tensor.shape[i] = shape[i];
  tensor.bytes = poly_bytes(&tensor);
  tensor.data = reinterpret_cast<void*>(at);
  tensor.device_type = POLY_CUDA;
  return tensor;
}

poly_tensor wanted(int32_t device_type) {
  poly_tensor tensor{};
  tensor.device_type = device_type;
  return tensor;
}

std::vector<char> read(const poly_tensor& tensor) {
  std::vector<char> bytes(tensor.bytes);
  if (tensor.device_type != POLY_CUDA) memcpy(bytes.data(), tensor.data, tensor.bytes);
  else expect(!cuda->cuMemcpyDtoHAsync_v2(bytes.data(), reinterpret_cast<pointer>(tensor.data), tensor.bytes, caller), "download");
  cuda->cuStreamSynchronize(caller);
  return bytes;
}

/* One run of n x n numbers that are uploaded in the caller's stream; in it, or waiting for all. */
void run(poly_session* session, size_t n, int seed, bool in_stream, const std::string& what) {
  std::vector<float> x(n * n);
  for (size_t i = 0; i < x.size(); i++) x[i] = static_cast<float>((i * 7 + static_cast<size_t>(seed) * 3) % 11) - 5;
  void* pinned = nullptr;
  pointer at = 0;
  const size_t bytes = x.size() * sizeof(float);
  expect(!cuda->cuMemHostAlloc(&pinned, bytes, 0) && !cuda->cuMemAlloc_v2(&at, bytes), what + ": memory");
  memcpy(pinned, x.data(), bytes);
  expect(!cuda->cuMemcpyHtoDAsync_v2(at, pinned, bytes, caller), what + ": upload");
  if (!in_stream) cuda->cuStreamSynchronize(caller);
  {
    Call call;
    poly_tensor input = on_device(POLY_FLOAT32, {static_cast<int64_t>(n), static_cast<int64_t>(n)}, at);
    poly_tensor outputs[] = {wanted(POLY_CUDA), wanted(in_stream ? POLY_CUDA : POLY_HOST)};
    poly_run request{sizeof(poly_run), 0, &input, outputs, in_stream ? caller : nullptr, nullptr, 0};
    poly_error error{};
    const poly_status status = engine->run(session, &request, &call.call, &error);
    expect(status == POLY_OK, what + ": " + error.message);
    if (status == POLY_OK) {
      const std::vector<float> y = expected(x, n);
      const std::vector<char> got = read(outputs[0]), shape = read(outputs[1]);
      expect(got.size() == bytes && !memcmp(got.data(), y.data(), bytes), what + ": y differs");
      const int64_t sizes[] = {static_cast<int64_t>(n), static_cast<int64_t>(n)};
      expect(shape.size() == sizeof sizes && !memcmp(shape.data(), sizes, sizeof sizes), what + ": s differs");
    }
    if (!in_stream && outputs[1].release) outputs[1].release(outputs[1].owner);
    else if (!in_stream) free(outputs[1].data);
  }
  cuda->cuMemFree_v2(at);
  cuda->cuMemFreeHost(pinned);
}

void fails(poly_session* session, poly_tensor input, poly_tensor output, bool has_memory, bool is_cancelled, poly_status status,
           const char* words) {
  Call call;
  call.has_memory = has_memory;
  call.is_cancelled = is_cancelled;
  poly_tensor outputs[] = {output, wanted(POLY_CUDA)};
  outputs[1].flags = POLY_SKIP;
  poly_run request{sizeof(poly_run), 0, &input, outputs, caller, nullptr, 0};
  poly_error error{};
  const poly_status got = engine->run(session, &request, &call.call, &error);
  expect(got == status && strstr(error.message, words), std::string(words) + ": " + std::to_string(got) + " " + error.message);
}

poly_session* open(poly_runtime* runtime, const char* path) {
  Call call;
  poly_file file{"", path, nullptr, 0};
  poly_open request{};
  request.struct_bytes = sizeof request;
  request.format = "onnx";
  request.device = "cuda:0";
  request.files = &file;
  request.file_count = 1;
  poly_session* session = nullptr;
  poly_error error{};
  expect(engine->open(runtime, &request, &call.call, &session, &error) == POLY_OK, error.message);
  return session;
}

}  // namespace

int main(int, char** arguments) {
  poly_error error{};
  expect(!poly::cuda::open_driver(nullptr, &cuda, &error), error.message);
  poly::cuda::context context = nullptr;
  cuda->cuDevicePrimaryCtxRetain(&context, 0);
  cuda->cuCtxSetCurrent(context);
  cuda->cuStreamCreate(&caller, poly::cuda::kStreamNonBlocking);
  auto get = reinterpret_cast<polyinfer_engine_get_fn>(dlsym(dlopen(arguments[1], RTLD_NOW), "polyinfer_engine_get"));
  engine = get ? get(POLY_ABI) : nullptr;
  if (!engine) return 1;
  const poly_pair option{"provider", "cuda"};
  poly_load load{sizeof(poly_load), 0, arguments[2], &option, 1, {}};
  poly_runtime* runtime = nullptr;
  expect(engine->load(&load, &runtime, &error) == POLY_OK, error.message);
  poly_session *free_sizes = open(runtime, arguments[3]), *fixed_sizes = open(runtime, arguments[4]);
  if (!free_sizes || !fixed_sizes) return 1;
  expect((engine->info(free_sizes)->capabilities & POLY_STREAMS) != 0, "the session takes no streams");
  for (int seed = 0; seed < 40; seed++) {
    const std::string number = std::to_string(seed);
    run(free_sizes, static_cast<size_t>(1 + seed % 9), seed, true, "in a stream, " + number);
    run(fixed_sizes, 3, seed, true, "fixed, in a stream, " + number);
    run(free_sizes, static_cast<size_t>(1 + seed % 9), seed, false, "waiting, " + number);
    run(fixed_sizes, 3, seed, false, "fixed, waiting, " + number);
  }
  pointer at = 0;
  cuda->cuMemAlloc_v2(&at, 36);
  cuda->cuMemsetD8Async(at, 0, 36, caller);
  const poly_tensor x = on_device(POLY_FLOAT32, {3, 3}, at);
  poly_tensor other = x, foreign = x, small = on_device(POLY_FLOAT32, {1}, at);
  other.device_id = 1;
  foreign.device_type = POLY_OPENCL;
  const poly_tensor y = wanted(POLY_CUDA);
  for (poly_session* session : {free_sizes, fixed_sizes}) {
    fails(session, other, y, true, false, POLY_INVALID_ARGUMENT, "Expected a tensor of cuda:0 but received one of cuda:1");
    fails(session, foreign, y, true, false, POLY_INVALID_ARGUMENT, "Expected memory of the host or of CUDA");
    fails(session, x, y, false, false, POLY_OUT_OF_MEMORY, "No memory of the device for output 0");
    fails(session, x, small, true, false, POLY_INVALID_ARGUMENT, "Expected at least 36 bytes for output 0 but received 4");
    fails(session, x, y, true, true, POLY_ABORTED, "The run was aborted");
  }
  run(free_sizes, 4, 1, true, "after failures");
  engine->close(free_sizes);
  engine->close(fixed_sizes);
  cuda->cuMemFree_v2(at);
  cuda->cuStreamDestroy_v2(caller);
  cuda->cuDevicePrimaryCtxRelease_v2(0);
  void* control = dlopen(cuda->path.c_str(), RTLD_NOW | RTLD_NOLOAD);
  auto live = reinterpret_cast<int (*)()>(dlsym(control, "polyinfer_fake_cuda_live"));
  auto misuses = reinterpret_cast<int (*)(char*, size_t)>(dlsym(control, "polyinfer_fake_cuda_misuses"));
  char text[4096] = "";
  expect(misuses(text, sizeof text) == 0, text);
  expect(live() == 0, std::to_string(live()) + " objects of the driver live");
  printf("%d wrong\n", wrong);
  return 0;
}
