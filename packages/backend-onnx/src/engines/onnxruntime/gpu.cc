#include "gpu.h"
#include <dlfcn.h>
#include <vector>
#include "polyinfer/kit.h"
#include "status.h"

namespace ort {
namespace {

constexpr char kDevice[] = "cuda:";

struct CudaDeleter {
  const Api* api;
  void operator()(CudaOptions* options) const { api->ReleaseCUDAProviderOptions(options); }
};
struct TensorRtDeleter {
  const Api* api;
  void operator()(TensorRtOptions* options) const { api->ReleaseTensorRTProviderOptions(options); }
};

/* Keys and values of one provider. */
struct Texts {
  std::vector<const char*> keys, values;
};

/* Those of poly_open whose keys start with the prefix, device first. */
Texts texts_of(const poly_open* open, const char* prefix, const char* device) {
  Texts texts{{"device_id"}, {device}};
  const size_t length = strlen(prefix);
  for (size_t i = 0; i < open->option_count; i++) {
    if (strncmp(open->options[i].key, prefix, length)) continue;
    texts.keys.push_back(open->options[i].key + length);
    texts.values.push_back(open->options[i].value);
  }
  return texts;
}

poly_status make_cuda(const Api& api, const Texts& texts, During during, CudaOptions** out, poly_error* error) {
  ORT_TRY(api, During::kProvider, error, api.CreateCUDAProviderOptions(out));
  ORT_TRY(api, during, error,
          api.UpdateCUDAProviderOptions(*out, texts.keys.data(), texts.values.data(), texts.keys.size()));
  return POLY_OK;
}

poly_status make_tensorrt(const Api& api, const Texts& texts, During during, TensorRtOptions** out, poly_error* error) {
  ORT_TRY(api, During::kProvider, error, api.CreateTensorRTProviderOptions(out));
  ORT_TRY(api, during, error,
          api.UpdateTensorRTProviderOptions(*out, texts.keys.data(), texts.values.data(), texts.keys.size()));
  return POLY_OK;
}

#ifndef _WIN32
/* Up to and with the last slash. */
std::string folder_of(const char* path) {
  const char* slash = strrchr(path, '/');
  return slash ? std::string(path, static_cast<size_t>(slash + 1 - path)) : std::string();
}
#endif

poly_status preload(const char* path, poly_error* error) {
  if (!poly_is_absolute(path))
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an absolute path to load but received `%s`.", path);
  if (!dlopen(path, RTLD_NOW | RTLD_LOCAL)) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  return POLY_OK;
}

}  // namespace

poly_status gpu_load(const poly_load* load, std::unique_ptr<Gpu>* out, poly_error* error) {
  auto gpu = std::make_unique<Gpu>();
  for (size_t i = 0; i < load->option_count; i++) {
    const poly_pair& pair = load->options[i];
    if (!strcmp(pair.key, "provider") && !strcmp(pair.value, "cuda")) continue;
    if (!strcmp(pair.key, "provider") && !strcmp(pair.value, "tensorrt")) gpu->provider = Provider::kTensorRt;
    else if (strncmp(pair.key, "preload.", 8))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected provider (cuda or tensorrt) or preload at load but received `%s`: `%s`.",
                       pair.key, pair.value);
  }
  if (poly_status status = poly::cuda::open_driver(nullptr, &gpu->driver, error)) return status;
  for (size_t i = 0; i < load->option_count; i++)
    if (!strncmp(load->options[i].key, "preload.", 8)) {
      poly_status status = preload(load->options[i].value, error);
      const bool is_needed = !strchr(load->options[i].key, '?');
      if (status && is_needed) return status;
      if (status && load->log.write) load->log.write(load->log.context, POLY_LOG_WARNING, error->message);
      *error = {};
    }
  *out = std::move(gpu);
  return POLY_OK;
}

poly_status gpu_check(const Api& api, const Gpu& gpu, void* entry, const char* library, poly_error* error) {
#ifndef _WIN32
  /* The vendor looks for providers in the folder of the path by which it was loaded first. */
  Dl_info info{};
  if (dladdr(entry, &info) && info.dli_fname && folder_of(info.dli_fname) != folder_of(library))
    return poly_fail(error, POLY_UNAVAILABLE, 0,
                     "ONNX Runtime has been loaded as %s before its GPU providers were there. Try: start the process again.",
                     info.dli_fname);
#else
  (void)entry, (void)library;
#endif
  const Texts none{{"device_id"}, {"0"}};
  if (gpu.provider == Provider::kTensorRt) {
    TensorRtOptions* made = nullptr;
    poly_status status = make_tensorrt(api, none, During::kProvider, &made, error);
    if (made) api.ReleaseTensorRTProviderOptions(made);
    if (status) return status;
  }
  CudaOptions* made = nullptr;
  poly_status status = make_cuda(api, none, During::kProvider, &made, error);
  if (made) api.ReleaseCUDAProviderOptions(made);
  return status;
}

void gpu_devices(const Gpu& gpu, poly_sink sink) {
  int count = 0;
  poly_error error{};
  if (gpu.driver->cuDeviceGetCount(&count) != poly::cuda::kSuccess) return;
  for (int i = 0; i < count; i++) {
    poly::cuda::device_facts facts;
    if (poly::cuda::read_device(*gpu.driver, i, &facts, &error) != POLY_OK) continue;
    char text[128];
    snprintf(text, sizeof text, ",{\"id\":\"cuda:%d\",\"computeCapability\":[%d,%d],\"driver\":%d,\"name\":", i, facts.major,
             facts.minor, gpu.driver->version);
    poly_text(sink, text);
    poly_json_string(sink, facts.name);
    poly_text(sink, "}");
  }
}

GpuSession::~GpuSession() {
  const poly::cuda::driver& cuda = driver();
  if (memory_) api_.ReleaseMemoryInfo(memory_);
  if (!context_) return;
  {
    poly::cuda::scoped_context current(cuda, context_);
    if (arrived_) cuda.cuEventDestroy_v2(arrived_);
    if (done_) cuda.cuEventDestroy_v2(done_);
    if (stream_) cuda.cuStreamDestroy_v2(stream_);
  }
  cuda.cuDevicePrimaryCtxRelease_v2(device_);
}

poly_status GpuSession::open(const char* device, poly_error* error) {
  char* end = nullptr;
  const char* number = strncmp(device, kDevice, sizeof kDevice - 1) ? "" : device + sizeof kDevice - 1;
  ordinal_ = static_cast<int>(strtol(number, &end, 10));
  if (!*number || *end)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected device `cuda:0` or one like it but received `%s`.", device);
  const poly::cuda::driver& cuda = driver();
  poly::cuda::device_facts facts;
  if (poly_status status = poly::cuda::read_device(cuda, ordinal_, &facts, error)) return status;
  device_ = facts.id;
  if (poly_status status = POLY_CUDA_CALL(cuda, error, cuDevicePrimaryCtxRetain, &context_, device_)) return status;
  poly::cuda::scoped_context current(cuda, context_);
  if (poly_status status = poly::cuda::fail(cuda, current.code, "cuCtxPushCurrent", error)) return status;
  if (poly_status status = POLY_CUDA_CALL(cuda, error, cuStreamCreate, &stream_, poly::cuda::kStreamNonBlocking)) return status;
  for (poly::cuda::event* event : {&arrived_, &done_})
    if (poly_status status = POLY_CUDA_CALL(cuda, error, cuEventCreate, event, poly::cuda::kEventDisableTiming)) return status;
  ORT_TRY(api_, During::kOpen, error, api_.CreateMemoryInfo("Cuda", kCpuAllocator, ordinal_, kMemoryTypeDefault, &memory_));
  return POLY_OK;
}

poly_status GpuSession::append(SessionOptions* options, const poly_open* open, poly_error* error) const {
  const std::string device = std::to_string(ordinal_);
  if (gpu_.provider == Provider::kTensorRt) {
    TensorRtOptions* made = nullptr;
    poly_status status = make_tensorrt(api_, texts_of(open, "tensorrt.", device.c_str()), During::kProviderOptions, &made, error);
    std::unique_ptr<TensorRtOptions, TensorRtDeleter> keep(made, TensorRtDeleter{&api_});
    if (status) return status;
    ORT_TRY(api_, During::kProvider, error, api_.UpdateTensorRTProviderOptionsWithValue(made, "user_compute_stream", stream_));
    ORT_TRY(api_, During::kProvider, error, api_.SessionOptionsAppendExecutionProvider_TensorRT_V2(options, made));
  }
  CudaOptions* made = nullptr;
  poly_status status = make_cuda(api_, texts_of(open, "cuda.", device.c_str()), During::kProviderOptions, &made, error);
  std::unique_ptr<CudaOptions, CudaDeleter> keep(made, CudaDeleter{&api_});
  if (status) return status;
  ORT_TRY(api_, During::kProvider, error, api_.UpdateCUDAProviderOptionsWithValue(made, "user_compute_stream", stream_));
  ORT_TRY(api_, During::kProvider, error, api_.SessionOptionsAppendExecutionProvider_CUDA_V2(options, made));
  return POLY_OK;
}

poly_status GpuSession::check(const poly_tensor& tensor, poly_error* error) const {
  if (tensor.device_type == POLY_HOST || tensor.device_type == 0) return POLY_OK;
  if (tensor.device_type != POLY_CUDA)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected memory of the host or of CUDA but received kind %d.",
                     static_cast<int>(tensor.device_type));
  if (tensor.device_id == ordinal_) return POLY_OK;
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a tensor of cuda:%d but received one of cuda:%d.", ordinal_,
                   static_cast<int>(tensor.device_id));
}

poly_status GpuSession::follow(void* stream, poly_error* error) {
  const poly::cuda::driver& cuda = driver();
  const auto from = static_cast<poly::cuda::stream>(stream);
  if (poly_status status = POLY_CUDA_CALL(cuda, error, cuEventRecord, arrived_, from)) return status;
  return POLY_CUDA_CALL(cuda, error, cuStreamWaitEvent, stream_, arrived_, 0);
}

poly_status GpuSession::lead(void* stream, poly_error* error) {
  const poly::cuda::driver& cuda = driver();
  if (poly_status status = POLY_CUDA_CALL(cuda, error, cuEventRecord, done_, stream_)) return status;
  return POLY_CUDA_CALL(cuda, error, cuStreamWaitEvent, static_cast<poly::cuda::stream>(stream), done_, 0);
}

}  // namespace ort
