/* A plan, built of an ONNX model. */
#ifndef POLYINFER_TENSORRT_BUILD_H_
#define POLYINFER_TENSORRT_BUILD_H_
#include <vector>
#include "options.h"
#include "owned.h"
#include "runtime.h"
#include "values.h"

namespace tensorrt {

struct Plan {
  Owned memory;
  Bytes bytes{nullptr, 0};
  Values values;
  double seconds = 0;
  /* Bytes of the timing cache that was given. */
  size_t reused_timings = 0;
  std::vector<std::string> notes;
};

/*
 * Parses and builds. RTX needs no GPU for it; where the others do, the device's context is current. ABORTED soon after a
 * cancel; UNAVAILABLE where the library builds none.
 */
poly_status build(poly_runtime*, const poly_open*, const Settings&, poly_call*, Plan*, poly_error*);

}  // namespace tensorrt
#endif
