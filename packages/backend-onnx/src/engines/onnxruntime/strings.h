/* Packed strings of the table as string tensors of ONNX Runtime, and back. */
#ifndef POLYINFER_ONNXRUNTIME_STRINGS_H_
#define POLYINFER_ONNXRUNTIME_STRINGS_H_
#include "polyinfer/engine.h"
#include "runtime.h"

namespace ort {

/* A new value that holds copies of the strings. */
poly_status strings_to_value(const poly_runtime*, const poly_tensor&, Value**, poly_error*);

/* Packs a value's strings where the host wants them. dtype, rank and shape of the tensor are set. */
poly_status strings_to_output(const poly_runtime*, poly_call*, uint32_t index, const Value*, poly_tensor*, poly_error*);

}  // namespace ort
#endif
