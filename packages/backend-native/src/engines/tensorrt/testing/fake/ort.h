/* ONNX Runtime's library, opened once: FAKE_TENSORRT_ONNXRUNTIME is its path. */
#ifndef FAKE_TENSORRT_ORT_H_
#define FAKE_TENSORRT_ORT_H_
#include <string>
#include "onnxruntime/vendor.h"

namespace fake {

struct Ort {
  ort::Api api{};
  ort::Env* env = nullptr;
  ort::MemoryInfo* memory = nullptr;
  ort::Allocator* allocator = nullptr;
};

/* Ends the process with the reason where the library is not to be had. */
const Ort& the_ort();

/* Whether the call went well; else its text is kept and the status given back. */
bool well(ort::Status* status, std::string& error, int* code = nullptr);

}  // namespace fake
#endif
