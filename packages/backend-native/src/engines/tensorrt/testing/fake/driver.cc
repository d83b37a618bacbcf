#include "driver.h"
#include <dlfcn.h>
#include <cstdlib>
#include <cstring>
#include "record.h"

namespace fake {
namespace {

using Pointer = unsigned long long;

struct Driver {
  int (*cuInit)(unsigned);
  int (*cuCtxGetCurrent)(void**);
  int (*cuCtxPushCurrent_v2)(void*);
  int (*cuCtxPopCurrent_v2)(void**);
  int (*cuDeviceGet)(int*, int);
  int (*cuDeviceGetName)(char*, int, int);
  int (*cuDeviceGetAttribute)(int*, int, int);
  int (*cuDevicePrimaryCtxRetain)(void**, int);
  int (*cuDevicePrimaryCtxRelease_v2)(int);
  int (*cuMemAlloc_v2)(Pointer*, size_t);
  int (*cuMemFree_v2)(Pointer);
  int (*cuMemGetInfo_v2)(size_t*, size_t*);
  int (*cuStreamSynchronize)(void*);
  int (*enqueue)(void*, int (*)(void*), void*);
  void* (*host)(Pointer, size_t);
  int (*is_capturing)(void*);
};

template <class F>
void find(void* library, const char* name, F*& function) {
  function = reinterpret_cast<F*>(dlsym(library, name));
}

/* null: there is none. Tried anew until one is there. */
const Driver* driver() {
  static Driver* found = nullptr;
  if (found) return found;
  const char* path = getenv("POLYINFER_CUDA_LIBRARY");
  void* library = path && *path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
  if (!library) return nullptr;
  auto* made = new Driver{};
  find(library, "cuInit", made->cuInit);
  find(library, "cuCtxGetCurrent", made->cuCtxGetCurrent);
  find(library, "cuCtxPushCurrent_v2", made->cuCtxPushCurrent_v2);
  find(library, "cuCtxPopCurrent_v2", made->cuCtxPopCurrent_v2);
  find(library, "cuDeviceGet", made->cuDeviceGet);
  find(library, "cuDeviceGetName", made->cuDeviceGetName);
  find(library, "cuDeviceGetAttribute", made->cuDeviceGetAttribute);
  find(library, "cuDevicePrimaryCtxRetain", made->cuDevicePrimaryCtxRetain);
  find(library, "cuDevicePrimaryCtxRelease_v2", made->cuDevicePrimaryCtxRelease_v2);
  find(library, "cuMemAlloc_v2", made->cuMemAlloc_v2);
  find(library, "cuMemFree_v2", made->cuMemFree_v2);
  find(library, "cuMemGetInfo_v2", made->cuMemGetInfo_v2);
  find(library, "cuStreamSynchronize", made->cuStreamSynchronize);
  find(library, "polyinfer_fake_cuda_enqueue", made->enqueue);
  find(library, "polyinfer_fake_cuda_host", made->host);
  find(library, "polyinfer_fake_cuda_is_capturing", made->is_capturing);
  if (!made->enqueue || !made->host || !made->is_capturing)
    give_up("%s is not the fake driver: the fake TensorRT computes with no other", path);
  return found = made;
}

/* As CUDA's runtime: what is current, else the first device's own context. */
class Current {
 public:
  explicit Current(const Driver& d) : driver_(d) {
    void* context = nullptr;
    if (has_context() || d.cuDevicePrimaryCtxRetain(&context, 0)) return;
    pushed_ = d.cuCtxPushCurrent_v2(context) == 0;
    if (!pushed_) d.cuDevicePrimaryCtxRelease_v2(0);
  }
  ~Current() {
    void* context = nullptr;
    if (!pushed_) return;
    driver_.cuCtxPopCurrent_v2(&context);
    driver_.cuDevicePrimaryCtxRelease_v2(0);
  }

 private:
  const Driver& driver_;
  bool pushed_ = false;
};

struct Work {
  std::function<int()> run;
  bool is_kept;
};

int run_work(void* argument) {
  auto* work = static_cast<Work*>(argument);
  const int code = work->run();
  if (!work->is_kept) delete work;
  return code;
}

}  // namespace

int driver_error() {
  const Driver* d = driver();
  return d ? d->cuInit(0) : 35;
}

bool has_context() {
  void* context = nullptr;
  const Driver* d = driver();
  /* A call that fails, as scripts want it, tells nothing. */
  return d && (d->cuCtxGetCurrent(&context) != 0 || context);
}

bool is_broken() {
  size_t left = 0, all = 0;
  const Driver* d = driver();
  return d && d->cuMemGetInfo_v2(&left, &all) >= 700;
}

uint64_t allocate(size_t bytes) {
  const Driver* d = driver();
  Pointer memory = 0;
  if (!d) return 0;
  Current current(*d);
  return d->cuMemAlloc_v2(&memory, bytes) ? 0 : memory;
}

void release(uint64_t memory) {
  const Driver* d = driver();
  if (!d || !memory) return;
  Current current(*d);
  d->cuMemFree_v2(memory);
}

bool is_device_memory(uint64_t pointer, size_t bytes) {
  const Driver* d = driver();
  return d && d->host(pointer, bytes);
}

bool is_capturing(void* stream) {
  const Driver* d = driver();
  return d && d->is_capturing(stream);
}

bool enqueue(void* stream, const std::function<int()>& work, std::shared_ptr<void>* keep) {
  const Driver* d = driver();
  if (!d) return false;
  auto* made = new Work{work, is_capturing(stream)};
  if (made->is_kept) *keep = std::shared_ptr<void>(made, [](void* kept) { delete static_cast<Work*>(kept); });
  if (d->enqueue(stream, run_work, made) == 0) return true;
  if (!made->is_kept) delete made;
  return false;
}

bool synchronize(void* stream) {
  const Driver* d = driver();
  return d && d->cuStreamSynchronize(stream) == 0;
}

bool read_device(void* to, uint64_t from, size_t bytes) {
  if (bytes == 0) return true;
  const void* at = driver()->host(from, bytes);
  if (at) memcpy(to, at, bytes);
  return at != nullptr;
}

bool write_device(uint64_t to, const void* from, size_t bytes) {
  if (bytes == 0) return true;
  void* at = driver()->host(to, bytes);
  if (at) memcpy(at, from, bytes);
  return at != nullptr;
}

std::string device_facts() {
  const Driver* d = driver();
  char name[256] = "no device";
  int major = 0, minor = 0, device = 0;
  if (!d || d->cuDeviceGet(&device, 0) || d->cuDeviceGetName(name, sizeof name, device)) return name;
  constexpr int kMajor = 75, kMinor = 76;
  d->cuDeviceGetAttribute(&major, kMajor, device);
  d->cuDeviceGetAttribute(&minor, kMinor, device);
  return std::string(name) + " " + std::to_string(major) + "." + std::to_string(minor);
}

}  // namespace fake
