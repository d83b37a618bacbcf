/* MNN's library, opened once and never closed. */
#ifndef POLYINFER_MNN_RUNTIME_H_
#define POLYINFER_MNN_RUNTIME_H_
#include "polyinfer/engine.h"
#include "vendor.h"

struct poly_runtime {
  mnn::Api api{};
  poly_log log{};
};

namespace mnn {

struct Device {
  const char* id;
  const char* name;
  int type;
};

/* By the name that callers use; null: none of ours. */
const Device* device_of(const char* id);
/* Whether the library was built with it. What is registered late, from a library of its own, counts once it is loaded. */
bool has_device(const Api& api, const Device& device);

poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);

}  // namespace mnn
#endif
