/* A library of TensorRT with its logger, and NVIDIA's driver where there is one. */
#ifndef POLYINFER_TENSORRT_RUNTIME_H_
#define POLYINFER_TENSORRT_RUNTIME_H_
#include <memory>
#include <mutex>
#include "library.h"
#include "log.h"
#include "polyinfer/cuda.h"

struct poly_runtime {
  explicit poly_runtime(const poly_log& sink) : sink(sink) {}

  tensorrt::Library library;
  const poly_log sink;
  std::unique_ptr<tensorrt::Log> log;
  /* "": where POLYINFER_CUDA_LIBRARY or the system says. */
  std::string cuda_library;
  /* One build at a time: they measure how fast kernels are, and take much memory. */
  std::timed_mutex building;
};

namespace tensorrt {

poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);

/* The driver, initialised; it comes before any object of the vendor's that needs a GPU. */
poly_status runtime_driver(const poly_runtime*, const poly::cuda::driver**, poly_error*);

/* "cuda:1" is 1; "" is 0. INVALID_ARGUMENT for what is no device of CUDA's. */
poly_status runtime_ordinal(const char* device, int* ordinal, poly_error*);

}  // namespace tensorrt
#endif
