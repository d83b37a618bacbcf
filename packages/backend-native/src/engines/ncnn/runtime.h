/* ncnn's library, opened once and never closed. */
#ifndef POLYINFER_NCNN_RUNTIME_H_
#define POLYINFER_NCNN_RUNTIME_H_
#include <string>
#include "polyinfer/engine.h"
#include "vendor.h"

struct poly_runtime {
  ncnn::Api api{};
  void* library = nullptr; /* of dlopen */
  std::string version;
  bool has_fp16 = false, has_bf16 = false; /* whether convolutions compute in them on this processor */
};

namespace ncnn {
poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);

/* The setter of a switch such as use_winograd_convolution; null where the library has none of this name. */
SetSwitch runtime_switch(const poly_runtime*, const char* name);
}  // namespace ncnn
#endif
