/* ONNX Runtime's library, opened once and never closed. */
#ifndef POLYINFER_ONNXRUNTIME_RUNTIME_H_
#define POLYINFER_ONNXRUNTIME_RUNTIME_H_
#include <memory>
#include <string>
#include "gpu.h"
#include "log.h"
#include "polyinfer/engine.h"
#include "vendor.h"

struct poly_runtime {
  explicit poly_runtime(const poly_log& to) : log(to), library_log(to) {}
  ort::Api api{};
  ort::Env* env = nullptr; /* the vendor keeps one for the process and counts its owners */
  ort::MemoryInfo* memory = nullptr;
  ort::Allocator* allocator = nullptr;
  std::string version;
  std::unique_ptr<ort::Gpu> gpu; /* null: the processor only */
  const poly_log log;
  ort::CallLog library_log; /* of lines that belong to no session */
};

namespace ort {
poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);
}  // namespace ort
#endif
