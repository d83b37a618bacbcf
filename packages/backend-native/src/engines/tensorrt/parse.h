/* ONNX into a network, by the vendor's parser. */
#ifndef POLYINFER_TENSORRT_PARSE_H_
#define POLYINFER_TENSORRT_PARSE_H_
#include "owned.h"
#include "runtime.h"

namespace tensorrt {

/*
 * Parses the model into the network. The parser holds weights: it lives as long as the network. INVALID_MODEL for what is
 * no sound ONNX file, UNSUPPORTED with node and operator for what TensorRT lacks.
 */
poly_status parse(poly_runtime*, const poly_open*, void* network, const Listener&, Owned* parser, poly_error*);

}  // namespace tensorrt
#endif
