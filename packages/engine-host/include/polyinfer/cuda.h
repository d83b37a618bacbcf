/**
 * polyinfer/cuda.h: NVIDIA's driver, opened at run time. Engine libraries compile it in; nothing links CUDA. Not part of
 * the ABI. C++17.
 */
#ifndef POLYINFER_CUDA_H_
#define POLYINFER_CUDA_H_

#include <dlfcn.h>

#include <map>
#include <mutex>
#include <string>

#include "cuda_api.h"
#include "kit.h"

namespace poly::cuda {

/** CUDA 11.4, the oldest driver that has all functions of the list: version() of cuDriverGetVersion. */
constexpr int kOldestVersion = 11040;

/** The driver's functions by their own names: `driver.cuMemAlloc_v2(&memory, bytes)`. Never closed. */
struct driver {
#define XX(name, arguments) result(*name) arguments = nullptr;
  POLY_CUDA_FUNCTIONS(XX)
  POLY_CUDA_OPTIONAL_FUNCTIONS(XX)
#undef XX
  /** What was opened: a path, or the name that the dynamic linker found it by. */
  std::string path;
  /** The newest CUDA that it runs: 1000 * major + 10 * minor. */
  int version = 0;
};

/** What the driver says of a number: `CUDA_ERROR_OUT_OF_MEMORY (2): out of memory`. */
inline std::string describe(const driver& cuda, result code) {
  const char *name = nullptr, *text = nullptr;
  if (cuda.cuGetErrorName && cuda.cuGetErrorName(code, &name) != kSuccess) name = nullptr;
  if (cuda.cuGetErrorString && cuda.cuGetErrorString(code, &text) != kSuccess) text = nullptr;
  const std::string named = std::string(name ? name : "CUDA error") + " (" + std::to_string(code) + ")";
  return text ? named + ": " + text : named;
}

/** How one of our codes names this number, and how far the error reaches. */
struct meaning {
  poly_status status;
  int32_t scope;
  /** What to do about it; "" where that depends. */
  const char* advice;
};

inline meaning meaning_of(result code) {
  switch (code) {
    case kSuccess:
      return {POLY_OK, POLY_SCOPE_CALL, ""};
    case 2:    // OUT_OF_MEMORY
    case 701:  // LAUNCH_OUT_OF_RESOURCES
      return {POLY_OUT_OF_MEMORY, POLY_SCOPE_CALL, ""};
    case 3:    // NOT_INITIALIZED
    case 100:  // NO_DEVICE
      return {POLY_UNAVAILABLE, POLY_SCOPE_CALL,
              "nvidia-smi must list a GPU; in a container: --gpus all, and CUDA_VISIBLE_DEVICES must not hide it"};
    case 101:  // INVALID_DEVICE
      return {POLY_UNAVAILABLE, POLY_SCOPE_CALL, "name a device that nvidia-smi lists, counting from cuda:0"};
    case 34:  // STUB_LIBRARY
      return {POLY_UNAVAILABLE, POLY_SCOPE_CALL,
              "install NVIDIA's driver, and take the stub of a toolkit, which this libcuda.so.1 is, out of LD_LIBRARY_PATH"};
    case 35:   // insufficient driver
    case 36:   // call requires a newer driver
    case 222:  // UNSUPPORTED_PTX_VERSION
    case 803:  // SYSTEM_DRIVER_MISMATCH
    case 804:  // COMPAT_NOT_SUPPORTED_ON_DEVICE
      return {POLY_UNAVAILABLE, POLY_SCOPE_CALL, "update NVIDIA's driver, and restart where it was updated just now"};
    case 46:  // DEVICE_UNAVAILABLE
      return {POLY_UNAVAILABLE, POLY_SCOPE_CALL, "another process holds the GPU for itself: nvidia-smi -c 0 shares it"};
    case 209:  // NO_BINARY_FOR_GPU
    case 223:  // JIT_COMPILER_NOT_FOUND
    case 802:  // SYSTEM_NOT_READY
      return {POLY_UNAVAILABLE, POLY_SCOPE_CALL, code == 802 ? "start nvidia-fabricmanager" : ""};
    case 801:  // NOT_SUPPORTED
      return {POLY_UNSUPPORTED, POLY_SCOPE_CALL, ""};
    case 4:    // DEINITIALIZED
    case 201:  // INVALID_CONTEXT
    case 214:  // ECC_UNCORRECTABLE
    case 226:  // NVLINK_UNCORRECTABLE
    case 700:  // ILLEGAL_ADDRESS
    case 702:  // LAUNCH_TIMEOUT
    case 709:  // CONTEXT_IS_DESTROYED
    case 710:  // ASSERT
    case 714:  // HARDWARE_STACK_ERROR
    case 715:  // ILLEGAL_INSTRUCTION
    case 716:  // MISALIGNED_ADDRESS
    case 717:  // INVALID_ADDRESS_SPACE
    case 718:  // INVALID_PC
    case 719:  // LAUNCH_FAILED
    case 999:  // UNKNOWN
      // The context is broken for all of the process: only a new process gets another one.
      return {POLY_DEVICE_LOST, POLY_SCOPE_RUNTIME,
              "start the process again; nvidia-smi and dmesg tell whether the GPU is sound"};
    default:
      return {POLY_ENGINE, POLY_SCOPE_CALL, ""};
  }
}

/** Writes what `call` of the driver answered and returns our status for it; POLY_OK for success. */
inline poly_status fail(const driver& cuda, result code, const char* call, poly_error* error) {
  const meaning means = meaning_of(code);
  if (means.status == POLY_OK) return POLY_OK;
  error->scope = means.scope;
  return poly_fail(error, means.status, code, "%s gave %s.%s%s%s", call, describe(cuda, code).c_str(),
                   means.advice[0] ? " Try: " : "", means.advice, means.advice[0] ? "." : "");
}

/** `if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuMemFree_v2, memory)) return status;` */
#define POLY_CUDA_CALL(driver_, error_, name_, ...) \
  ::poly::cuda::fail(driver_, (driver_).name_(__VA_ARGS__), #name_, error_)

namespace detail {

inline poly_status open(const std::string& path, driver& out, poly_error* error) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* why = dlerror();
    return poly_fail(error, POLY_UNAVAILABLE, 0,
                     "NVIDIA's driver is not here: %s. Try: install NVIDIA's driver; in a container: --gpus all.",
                     why ? why : path.c_str());
  }
  out.path = path;
  const char* missing = nullptr;
#define XX(name, arguments)                                               \
  out.name = reinterpret_cast<decltype(out.name)>(dlsym(library, #name)); \
  if (!out.name && !missing) missing = #name;
  POLY_CUDA_FUNCTIONS(XX)
#undef XX
#define XX(name, arguments) out.name = reinterpret_cast<decltype(out.name)>(dlsym(library, #name));
  POLY_CUDA_OPTIONAL_FUNCTIONS(XX)
#undef XX
  if (out.cuDriverGetVersion && out.cuDriverGetVersion(&out.version) != kSuccess) out.version = 0;
  if (missing || out.version < kOldestVersion)
    return poly_fail(error, POLY_UNAVAILABLE, 0,
                     "Expected a driver of CUDA %d.%d or newer but %s has CUDA %d.%d%s%s. Try: update NVIDIA's driver.",
                     kOldestVersion / 1000, kOldestVersion % 1000 / 10, path.c_str(), out.version / 1000,
                     out.version % 1000 / 10, missing ? " and no " : "", missing ? missing : "");
  return fail(out, out.cuInit(0), "cuInit", error);
}

}  // namespace detail

/** The library of `library` (a path; empty: POLYINFER_CUDA_LIBRARY, else the system's driver), which is opened once. */
inline std::string driver_path(const char* library) {
  if (library && *library) return library;
  const char* asked = getenv("POLYINFER_CUDA_LIBRARY");
  if (asked && *asked) return asked;
#ifdef _WIN32
  return "nvcuda.dll";
#else
  return "libcuda.so.1";
#endif
}

/**
 * Opens the driver at driver_path(library) and initialises it; the same one each time. May take a second the first time.
 * UNAVAILABLE says why not and what to do, and is tried anew the next time. The driver lives until the process ends.
 */
inline poly_status open_driver(const char* library, const driver** out, poly_error* error) {
  static std::mutex* const lock = new std::mutex;
  static auto* const opened = new std::map<std::string, driver*>;
  const std::string path = driver_path(library);
#ifndef _WIN32
  if (path != "libcuda.so.1" && path[0] != '/')
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an absolute path of a CUDA driver but received %s.",
                     path.c_str());
#endif
  std::lock_guard<std::mutex> hold(*lock);
  const auto known = opened->find(path);
  if (known != opened->end()) {
    *out = known->second;
    return POLY_OK;
  }
  driver made;
  if (const poly_status status = detail::open(path, made, error)) return status;
  *out = (*opened)[path] = new driver(made);
  return POLY_OK;
}

/** What is to be known of a device. */
struct device_facts {
  device_id id = 0;
  char name[256] = {};
  int major = 0, minor = 0;
  size_t total_bytes = 0;
};

/** The device `ordinal`. UNAVAILABLE where there are fewer. */
inline poly_status read_device(const driver& cuda, int ordinal, device_facts* out, poly_error* error) {
  int count = 0;
  if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuDeviceGetCount, &count)) return status;
  if (ordinal < 0 || ordinal >= count)
    return poly_fail(error, POLY_UNAVAILABLE, kInvalidDevice, "There is no cuda:%d: the driver has %d CUDA device%s.%s",
                     ordinal, count, count == 1 ? "" : "s", count > 0 ? " Try: name cuda:0 or another that is there." : "");
  if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuDeviceGet, &out->id, ordinal)) return status;
  const int room = static_cast<int>(sizeof out->name) - 1;
  if (const poly_status status = POLY_CUDA_CALL(cuda, error, cuDeviceGetName, out->name, room, out->id)) return status;
  const auto read = [&](int attribute, int* value) {
    return POLY_CUDA_CALL(cuda, error, cuDeviceGetAttribute, value, attribute, out->id);
  };
  if (const poly_status status = read(kComputeCapabilityMajor, &out->major)) return status;
  if (const poly_status status = read(kComputeCapabilityMinor, &out->minor)) return status;
  return POLY_CUDA_CALL(cuda, error, cuDeviceTotalMem_v2, &out->total_bytes, out->id);
}

/** Makes a context current on this thread for as long as it lives, and then the one that was. */
class scoped_context {
 public:
  scoped_context(const driver& cuda, context to) : cuda_(cuda), code(cuda.cuCtxPushCurrent_v2(to)) {}
  ~scoped_context() {
    context was = nullptr;
    if (code == kSuccess) cuda_.cuCtxPopCurrent_v2(&was);
  }
  scoped_context(const scoped_context&) = delete;
  scoped_context& operator=(const scoped_context&) = delete;

 private:
  const driver& cuda_;

 public:
  /** Of cuCtxPushCurrent. */
  const result code;
};

}  // namespace poly::cuda
#endif
