// fake_cuda_test <libcuda.so.1> <kernels>: each misuse of the fake driver is caught, and what is right is not.
#include <dlfcn.h>
#include <polyinfer/cuda.h>

#include <cstdio>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "fake_cuda/control.h"

using namespace poly::cuda;

namespace {

const driver* cuda = nullptr;
int failures = 0;

decltype(&polyinfer_fake_cuda_live) live;
decltype(&polyinfer_fake_cuda_misuses) misuses;
decltype(&polyinfer_fake_cuda_reset) reset;
decltype(&polyinfer_fake_cuda_fail) script;
decltype(&polyinfer_fake_cuda_set) set;

void expect(bool holds, const char* what) {
  if (holds) return;
  failures++;
  printf("FAILED: %s\n", what);
}

/** `code` is what the call gave, and a misuse with these words was recorded. */
void expect_misuse(result got, result code, const char* words) {
  char text[4096] = {};
  misuses(text, sizeof text);
  if (got == code && strstr(text, words)) return reset();
  failures++;
  printf("FAILED: expected %d and \"%s\", got %d and \"%s\"\n", code, words, got, text);
  reset();
}

void expect_clean(const char* what) {
  char text[4096] = {};
  if (misuses(text, sizeof text) == 0 && live() == 0) return;
  failures++;
  printf("FAILED: %s: %d objects live, misuse: %s\n", what, live(), text);
  reset();
}

const char kImage[] = ".version 8.0\n.target sm_75\n.entry add\n.entry wild\n.entry unknown\n";

struct launched {
  module own = nullptr;
  function add = nullptr, wild = nullptr;
  launched() {
    expect(cuda->cuModuleLoadDataEx(&own, kImage, 0, nullptr, nullptr) == 0, "PTX loads");
    expect(cuda->cuModuleGetFunction(&add, own, "add") == 0, "a kernel is found");
    expect(cuda->cuModuleGetFunction(&wild, own, "wild") == 0, "a kernel is found");
  }
  ~launched() { cuda->cuModuleUnload(own); }
};

result launch(function kernel, pointer data, int value, int count, stream on) {
  void* arguments[] = {&data, &value, &count};
  return cuda->cuLaunchKernel(kernel, static_cast<unsigned>(count + 63) / 64, 1, 1, 64, 1, 1, 0, on, arguments, nullptr);
}

void computes() {
  launched kernels;
  stream on;
  pointer data;
  void* pinned;
  cuda->cuStreamCreate(&on, kStreamNonBlocking);
  cuda->cuMemAlloc_v2(&data, 400);
  cuda->cuMemHostAlloc(&pinned, 400, 0);
  auto* numbers = static_cast<int*>(pinned);
  cuda->cuMemsetD8Async(data, 0, 400, on);
  for (int round = 0; round < 10; round++) expect(launch(kernels.add, data, 2, 100, on) == 0, "a kernel is launched");
  cuda->cuMemcpyDtoHAsync_v2(pinned, data, 400, on);
  expect(numbers[99] != 20, "a copy back is not there before the stream was waited for");
  expect(cuda->cuStreamSynchronize(on) == 0 && numbers[99] == 20 && numbers[0] == 20, "ten kernels add 2 each");
  std::vector<int> source(100, 7);
  cuda->cuMemcpyHtoDAsync_v2(data, source.data(), 400, on);
  source.assign(100, 8);
  cuda->cuMemcpyDtoHAsync_v2(pinned, data, 400, on);
  cuda->cuStreamSynchronize(on);
  expect(numbers[50] == 7, "pageable memory is read before the copy returns");
  for (int i = 0; i < 100; i++) numbers[i] = 1;
  set("delay_us", 3e4);
  cuda->cuMemcpyHtoDAsync_v2(data, pinned, 400, on);
  for (int i = 0; i < 100; i++) numbers[i] = 9;
  cuda->cuStreamSynchronize(on);
  set("delay_us", 100);
  cuda->cuMemcpyDtoHAsync_v2(source.data(), data, 400, on);
  expect(source[50] == 9, "pinned memory is read when the stream gets there");
  cuda->cuMemFree_v2(data);
  cuda->cuMemFreeHost(pinned);
  cuda->cuStreamDestroy_v2(on);
}

void waits_between_streams() {
  launched kernels;
  stream a, b;
  event done;
  pointer data;
  cuda->cuStreamCreate(&a, kStreamNonBlocking);
  cuda->cuStreamCreate(&b, kStreamNonBlocking);
  cuda->cuEventCreate(&done, kEventDisableTiming);
  cuda->cuMemAlloc_v2(&data, 400);
  set("delay_us", 2000);
  int missed = 0;
  for (const bool waits : {true, false}) {
    for (int round = 0; round < 20; round++) {
      int got[100];
      cuda->cuMemsetD8Async(data, 0, 400, a);
      launch(kernels.add, data, 5, 100, a);
      cuda->cuEventRecord(done, a);
      if (waits) cuda->cuStreamWaitEvent(b, done, 0);
      cuda->cuMemcpyDtoHAsync_v2(got, data, 400, b);
      if (waits) expect(got[99] == 5, "a stream that waits for an event sees what was before it");
      else missed += got[99] != 5;
      cuda->cuStreamSynchronize(a);
    }
  }
  expect(missed > 0, "a stream that does not wait reads too early");
  set("delay_us", 100);
  cuda->cuMemFree_v2(data);
  cuda->cuEventDestroy_v2(done);
  cuda->cuStreamDestroy_v2(a);
  cuda->cuStreamDestroy_v2(b);
}

void replays() {
  launched kernels;
  stream on;
  pointer data;
  graph captured;
  graph_exec replay;
  int got[100] = {};
  cuda->cuStreamCreate(&on, kStreamNonBlocking);
  cuda->cuMemAlloc_v2(&data, 400);
  cuda->cuMemsetD8Async(data, 0, 400, on);
  cuda->cuStreamBeginCapture_v2(on, kCaptureThreadLocal);
  launch(kernels.add, data, 3, 100, on);
  launch(kernels.add, data, 4, 100, on);
  expect_misuse(cuda->cuStreamSynchronize(on), 900, "that is captured");
  pointer other;
  expect_misuse(cuda->cuMemAlloc_v2(&other, 4), 900, "while this thread captures");
  cuda->cuStreamEndCapture(on, &captured);
  cuda->cuGraphInstantiateWithFlags(&replay, captured, 0);
  cuda->cuGraphDestroy(captured);
  for (int round = 0; round < 3; round++) cuda->cuGraphLaunch(replay, on);
  cuda->cuMemcpyDtoHAsync_v2(got, data, 400, on);
  expect(got[42] == 21, "a graph does again what was captured");
  cuda->cuGraphExecDestroy(replay);
  expect_misuse(cuda->cuGraphLaunch(replay, on), 400, "none that lives");
  cuda->cuMemFree_v2(data);
  cuda->cuStreamDestroy_v2(on);
}

void misused() {
  launched kernels;
  stream on;
  event done;
  pointer data;
  char host[64] = {};
  cuda->cuStreamCreate(&on, kStreamNonBlocking);
  cuda->cuEventCreate(&done, 0);
  cuda->cuMemAlloc_v2(&data, 40);
  expect_misuse(cuda->cuMemcpyHtoDAsync_v2(data, host, 41, on), 1, "no live allocation");
  expect_misuse(cuda->cuMemcpyDtoHAsync_v2(host, data + 8, 40, on), 1, "no live allocation");
  expect_misuse(cuda->cuMemcpyDtoDAsync_v2(data, data + 1000, 4, on), 1, "no live allocation");
  expect_misuse(cuda->cuMemsetD8Async(data - 1, 0, 1, on), 1, "no live allocation");
  expect_misuse(cuda->cuMemFree_v2(data + 4), 1, "no live allocation");
  expect_misuse(cuda->cuMemFreeHost(host), 1, "no pinned memory");
  expect(cuda->cuMemFree_v2(data) == 0, "memory is freed");
  expect_misuse(cuda->cuMemFree_v2(data), 1, "no live allocation");
  expect_misuse(cuda->cuMemcpyDtoHAsync_v2(host, data, 4, on), 1, "no live allocation");
  expect_misuse(cuda->cuLaunchKernel(kernels.add, 1, 1, 1, 1025, 1, 1, 0, on, nullptr, nullptr), 1, "no device has");
  expect_misuse(cuda->cuLaunchKernel(kernels.add, 0, 1, 1, 32, 1, 1, 0, on, nullptr, nullptr), 1, "no device has");
  expect_misuse(cuda->cuLaunchKernel(kernels.add, 1, 1, 1, 32, 1, 1, 50000, on, nullptr, nullptr), 1, "more shared memory");
  expect_misuse(cuda->cuLaunchKernel(kernels.add, 1, 1, 1, 32, 1, 1, 0, on, nullptr, nullptr), 1, "without arguments");
  void* two[] = {&data, nullptr, nullptr};
  expect_misuse(cuda->cuLaunchKernel(kernels.add, 1, 1, 1, 32, 1, 1, 0, on, two, nullptr), 1, "that is null");
  function none;
  expect_misuse(cuda->cuModuleGetFunction(&none, kernels.own, "unknown"), 500, "no emulated kernel unknown");
  expect(cuda->cuModuleGetFunction(&none, kernels.own, "elsewhere") == 500, "a kernel of another image is not found");
  result other_thread = 0;
  std::thread([&] { other_thread = cuda->cuStreamSynchronize(on); }).join();
  expect_misuse(other_thread, 201, "without a current context");
  context second;
  set("devices", 2);
  cuda->cuDevicePrimaryCtxRetain(&second, 1);
  cuda->cuCtxPushCurrent_v2(second);
  expect_misuse(cuda->cuEventRecord(done, on), 400, "of another context");
  cuda->cuCtxPopCurrent_v2(&second);
  cuda->cuDevicePrimaryCtxRelease_v2(1);
  expect_misuse(cuda->cuCtxPushCurrent_v2(second), 201, "that nobody holds");
  set("devices", 1);
  cuda->cuEventDestroy_v2(done);
  expect_misuse(cuda->cuEventRecord(done, on), 400, "none that lives");
  expect_misuse(cuda->cuEventDestroy_v2(done), 400, "none that lives");
  cuda->cuStreamDestroy_v2(on);
  expect_misuse(cuda->cuStreamQuery(on), 400, "none that lives");
  expect_misuse(cuda->cuStreamEndCapture(on, nullptr), 400, "none that lives");
}

void images() {
  module made;
  expect(cuda->cuModuleLoadDataEx(&made, "no image", 0, nullptr, nullptr) == 200, "text that is no PTX does not load");
  expect(cuda->cuModuleLoadDataEx(&made, ".version 99.0\n.target sm_75\n", 0, nullptr, nullptr) == 222, "PTX of a newer CUDA does not load");
  expect(cuda->cuModuleLoadDataEx(&made, ".version 8.0\n.target sm_120\n", 0, nullptr, nullptr) == 209, "PTX of a newer device does not load");
}

void breaks() {
  launched kernels;
  stream on;
  pointer data, after;
  cuda->cuStreamCreate(&on, kStreamNonBlocking);
  cuda->cuMemAlloc_v2(&data, 4096);
  expect(launch(kernels.wild, data, 1 << 20, 1, on) == 0, "a launch tells nothing yet");
  expect_misuse(cuda->cuStreamSynchronize(on), 700, "memory that is not the device's");
  script("cuStreamSynchronize", 2, 719);
  expect(cuda->cuStreamSynchronize(on) == 0, "the call before a scripted failure succeeds");
  expect(cuda->cuStreamSynchronize(on) == 719, "a scripted failure comes");
  expect(cuda->cuMemAlloc_v2(&after, 4) == 719, "and every call gives it from then on");
  reset();
  set("device_bytes", 8192);
  expect(cuda->cuMemAlloc_v2(&after, 8000) == 2, "the device's memory has an end");
  set("device_bytes", 1 << 30);
  cuda->cuMemFree_v2(data);
  cuda->cuStreamDestroy_v2(on);
}

}  // namespace

int main(int, char** argv) {
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return printf("%s\n", dlerror()), 1;
  live = reinterpret_cast<decltype(live)>(dlsym(library, "polyinfer_fake_cuda_live"));
  misuses = reinterpret_cast<decltype(misuses)>(dlsym(library, "polyinfer_fake_cuda_misuses"));
  reset = reinterpret_cast<decltype(reset)>(dlsym(library, "polyinfer_fake_cuda_reset"));
  script = reinterpret_cast<decltype(script)>(dlsym(library, "polyinfer_fake_cuda_fail"));
  set = reinterpret_cast<decltype(set)>(dlsym(library, "polyinfer_fake_cuda_set"));
  reinterpret_cast<decltype(&polyinfer_fake_cuda_kernels)>(dlsym(library, "polyinfer_fake_cuda_kernels"))(argv[2]);
  poly_error error{};
  if (open_driver(argv[1], &cuda, &error)) return printf("%s\n", error.message), 1;
  device_facts facts;
  expect(read_device(*cuda, 0, &facts, &error) == POLY_OK && strstr(facts.name, "fake"), "the device says that it is a fake");
  expect(read_device(*cuda, 1, &facts, &error) == POLY_UNAVAILABLE, "a device that is not there is not available");
  context home;
  cuda->cuDevicePrimaryCtxRetain(&home, 0);
  scoped_context current(*cuda, home);
  const std::pair<const char*, void (*)()> cases[] = {
      {"computes", computes}, {"waits between streams", waits_between_streams}, {"replays", replays},
      {"misused", misused},   {"images", images},                               {"breaks", breaks}};
  for (const auto& [name, run] : cases) {
    run();
    expect_clean(name);
  }
  printf("%d failures\n", failures);
  return failures != 0;
}
