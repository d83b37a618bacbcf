/* Inputs and outputs of a graph as the host takes them. */
#ifndef POLYINFER_OPENVINO_VALUES_H_
#define POLYINFER_OPENVINO_VALUES_H_
#include <string>
#include <vector>
#include "runtime.h"

namespace openvino {

/* What the values of a session point to. */
struct Values {
  std::vector<poly_value> values; /* inputs, then outputs */
  std::vector<std::string> names;
  std::vector<std::vector<int64_t>> shapes;
  size_t input_count = 0, output_count = 0;
};

/* UNSUPPORTED for element types that the host or the vendor does not hand over exactly. */
poly_status values_read(const poly_runtime*, ConstHandle graph, Values*, poly_error*);

/* The sizes, -1 where free; false where the rank is unknown. */
bool sizes_of(const PartialShape&, std::vector<int64_t>*);

}  // namespace openvino
#endif
