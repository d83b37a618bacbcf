/* Inputs and outputs as the host takes them. */
#ifndef POLYINFER_TENSORRT_VALUES_H_
#define POLYINFER_TENSORRT_VALUES_H_
#include <string>
#include <vector>
#include "library.h"

namespace tensorrt {

/* One input or output. */
struct Value {
  std::string name;
  int32_t dtype = POLY_DTYPE_NONE;
  std::vector<int64_t> shape; /* -1: free */
};

/* What the values of a session point to. */
class Values {
 public:
  std::vector<Value> inputs, outputs;
  /* Fills what of the info tells inputs and outputs. They stay as they are from then on. */
  void tell(poly_info*);

 private:
  std::vector<poly_value> told_;
};

/* UNSUPPORTED for element types and ranks that the host does not hand over. */
poly_status value_make(const char* name, int32_t data_type, const Dims&, Value*, poly_error*);

/* Those of a network before it is built, and those of an engine. */
poly_status values_of_network(const Slots&, void* network, Values*, poly_error*);
poly_status values_of_engine(const Slots&, void* engine, Values*, poly_error*);

/* "[1, 3, ?, 224]" */
std::string shape_text(const std::vector<int64_t>&);

}  // namespace tensorrt
#endif
