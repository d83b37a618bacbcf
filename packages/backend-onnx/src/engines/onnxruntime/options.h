/* poly_open's options, applied to the vendor's. */
#ifndef POLYINFER_ONNXRUNTIME_OPTIONS_H_
#define POLYINFER_ONNXRUNTIME_OPTIONS_H_
#include "polyinfer/engine.h"
#include "vendor.h"

namespace ort {

/* Keys: interOpThreads, graphOptimizationLevel, executionMode, spinning, memoryPattern, arena, logSeverity,
 * freeDimension.<name>, and config.<key> for the vendor's own configuration entries. Those of the providers of a GPU,
 * cuda.<key> and tensorrt.<key>, are taken by GpuSession::append.
 * INVALID_ARGUMENT for any other key and for values that are none. */
poly_status options_apply(const Api&, SessionOptions*, const poly_open*, poly_error*);

}  // namespace ort
#endif
