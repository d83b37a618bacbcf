#include <cstdio>
#include <cstring>

#include "state.h"
#include "streams.h"

namespace fake {
namespace {

thread_local std::vector<context> current;
/** By device: how often its context is retained. */
int retained[16];

context context_of(device_id device) { return reinterpret_cast<context>(static_cast<uintptr_t>(0x1000 + 0x10 * device)); }

result check_device(device_id device, const char* call) {
  state& all = state::get();
  if (device >= 0 && device < all.now.devices && device < 16) return 0;
  return all.misuse(std::string(call) + " of a device that is not there", kInvalidDevice);
}

bool is_retained(context each) {
  for (int i = 0; i < 16; i++)
    if (each == context_of(i) && retained[i] > 0) return true;
  return false;
}

}  // namespace

context current_context() {
  return current.empty() || !is_retained(current.back()) ? nullptr : current.back();
}

int retained_contexts() {
  int count = 0;
  for (const int each : retained) count += each;
  return count;
}

}  // namespace fake

using namespace fake;

FAKE_API result cuInit(unsigned) {
  if (const result code = enter(__func__, nothing)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  if (state::get().now.devices == 0) return kNoDevice;
  state::get().is_initialized = true;
  return 0;
}

FAKE_API result cuDriverGetVersion(int* version) {
  if (const result code = enter(__func__, nothing)) return code;
  *version = state::get().now.version;
  return 0;
}

/** NVRTC asks the driver that it finds in the process for functions without names, and does without. */
FAKE_API result cuGetExportTable(const void** table, const void*) {
  *table = nullptr;
  return kNotFound;
}

FAKE_API result cuDeviceGetCount(int* count) {
  if (const result code = enter(__func__, initialized)) return code;
  *count = state::get().now.devices;
  return 0;
}

FAKE_API result cuDeviceGet(device_id* out, int ordinal) {
  if (const result code = enter(__func__, initialized)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  *out = ordinal;
  return check_device(ordinal, __func__);
}

FAKE_API result cuDeviceGetName(char* name, int bytes, device_id device) {
  if (const result code = enter(__func__, initialized)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  snprintf(name, static_cast<size_t>(bytes), "fake CUDA device %d", device);
  return check_device(device, __func__);
}

FAKE_API result cuDeviceGetAttribute(int* value, int attribute, device_id device) {
  if (const result code = enter(__func__, initialized)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (attribute == kComputeCapabilityMajor) *value = all.now.major;
  else if (attribute == kComputeCapabilityMinor) *value = all.now.minor;
  else if (attribute == kMaxThreadsPerBlock) *value = 1024;
  else if (attribute == kMultiprocessorCount) *value = 4;
  else if (attribute == kMaxSharedBytesPerBlockOptin) *value = 101376;
  else *value = 0;
  return check_device(device, __func__);
}

FAKE_API result cuDeviceTotalMem_v2(size_t* bytes, device_id device) {
  if (const result code = enter(__func__, initialized)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  *bytes = state::get().now.device_bytes;
  return check_device(device, __func__);
}

FAKE_API result cuDevicePrimaryCtxRetain(context* out, device_id device) {
  if (const result code = enter(__func__, initialized)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  if (const result code = check_device(device, __func__)) return code;
  retained[device]++;
  *out = context_of(device);
  return 0;
}

FAKE_API result cuDevicePrimaryCtxRelease_v2(device_id device) {
  const result code = enter_release(__func__);
  std::lock_guard<std::mutex> hold(state::get().lock);
  if (const result wrong = check_device(device, __func__)) return wrong;
  if (retained[device] == 0) return state::get().misuse("cuDevicePrimaryCtxRelease_v2 once too often", kInvalidContext);
  retained[device]--;
  return code;
}

FAKE_API result cuCtxSetCurrent(context to) {
  if (const result code = enter(__func__, initialized)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  if (to && !is_retained(to)) return state::get().misuse("cuCtxSetCurrent of a context that nobody holds", kInvalidContext);
  if (!current.empty()) current.pop_back();
  if (to) current.push_back(to);
  return 0;
}

FAKE_API result cuCtxGetCurrent(context* out) {
  if (const result code = enter(__func__, initialized)) return code;
  *out = current_context();
  return 0;
}

FAKE_API result cuCtxPushCurrent_v2(context to) {
  if (const result code = enter(__func__, nothing)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  if (!is_retained(to)) return state::get().misuse("cuCtxPushCurrent_v2 of a context that nobody holds", kInvalidContext);
  current.push_back(to);
  return 0;
}

FAKE_API result cuCtxPopCurrent_v2(context* out) {
  if (const result code = enter(__func__, nothing)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  if (current.empty()) return state::get().misuse("cuCtxPopCurrent_v2 without a context", kInvalidContext);
  *out = current.back();
  current.pop_back();
  return 0;
}

namespace {

struct named {
  result code;
  const char *name, *text;
};
constexpr named kNames[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {35, "CUDA_ERROR_INSUFFICIENT_DRIVER", "CUDA driver version is insufficient for CUDA runtime version"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "the provided PTX was compiled with an unsupported toolchain."},
    {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {600, "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "operation not permitted when stream is capturing"},
};

const named* find_name(result code) {
  for (const named& each : kNames)
    if (each.code == code) return &each;
  return nullptr;
}

}  // namespace

FAKE_API result cuGetErrorName(result code, const char** name) {
  const named* found = find_name(code);
  *name = found ? found->name : nullptr;
  return found ? 0 : kInvalidValue;
}

FAKE_API result cuGetErrorString(result code, const char** text) {
  const named* found = find_name(code);
  *text = found ? found->text : nullptr;
  return found ? 0 : kInvalidValue;
}
