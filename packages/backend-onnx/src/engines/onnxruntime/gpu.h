/* NVIDIA's GPUs beneath ONNX Runtime: its CUDA and TensorRT providers, and what a session has of a device. */
#ifndef POLYINFER_ONNXRUNTIME_GPU_H_
#define POLYINFER_ONNXRUNTIME_GPU_H_
#include <memory>
#include <string>
#include "polyinfer/cuda.h"
#include "polyinfer/engine.h"
#include "vendor.h"

namespace ort {

enum class Provider { kCuda, kTensorRt };

/* Of a runtime that computes on GPUs. */
struct Gpu {
  Provider provider = Provider::kCuda;
  const poly::cuda::driver* driver = nullptr;
};

/* Opens the driver and the libraries that the providers need, in the order given, before the vendor looks for them.
 * Keys of load: provider (cuda or tensorrt), preload.<n> (absolute paths), with a `?` behind n where most models
 * do without. UNAVAILABLE says which is missing. */
poly_status gpu_load(const poly_load*, std::unique_ptr<Gpu>*, poly_error*);

/* Whether the vendor, whose entry point and path these are, finds its provider. UNAVAILABLE says why not. */
poly_status gpu_check(const Api&, const Gpu&, void* entry, const char* library, poly_error*);

/* The driver's devices as further elements of the list of probe. */
void gpu_devices(const Gpu&, poly_sink);

/* What one session has of its device: the primary context, a stream that all its work goes through, and two events. */
class GpuSession {
 public:
  explicit GpuSession(const Gpu& gpu, const Api& api) : gpu_(gpu), api_(api) {}
  ~GpuSession();
  GpuSession(const GpuSession&) = delete;
  GpuSession& operator=(const GpuSession&) = delete;

  /* device: cuda:<n>. UNAVAILABLE where there is no such device. */
  poly_status open(const char* device, poly_error*);
  /* Adds the provider, with the options of poly_open whose keys start with `tensorrt.` or `cuda.`: TensorRT's has the CUDA
   * provider behind it, for nodes that it does not take. */
  poly_status append(SessionOptions*, const poly_open*, poly_error*) const;

  /* INVALID_ARGUMENT for a tensor that is neither in host memory nor on this device. */
  poly_status check(const poly_tensor&, poly_error*) const;

  /* Work of the session comes after what is in this stream now. */
  poly_status follow(void* stream, poly_error*);
  /* What comes into this stream from now on comes after the session's work. */
  poly_status lead(void* stream, poly_error*);

  const poly::cuda::driver& driver() const { return *gpu_.driver; }
  poly::cuda::context context() const { return context_; }
  poly::cuda::stream stream() const { return stream_; }
  const MemoryInfo* memory() const { return memory_; }
  int ordinal() const { return ordinal_; }

 private:
  const Gpu& gpu_;
  const Api& api_;
  int ordinal_ = 0;
  poly::cuda::device_id device_ = 0;
  poly::cuda::context context_ = nullptr;
  poly::cuda::stream stream_ = nullptr;
  poly::cuda::event arrived_ = nullptr, done_ = nullptr;
  MemoryInfo* memory_ = nullptr;
};

}  // namespace ort
#endif
