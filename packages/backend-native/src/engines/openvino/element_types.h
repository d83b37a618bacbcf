/* Numbers of element types, which differ from version to version of the vendor. */
#ifndef POLYINFER_OPENVINO_ELEMENT_TYPES_H_
#define POLYINFER_OPENVINO_ELEMENT_TYPES_H_
#include <map>
#include "vendor.h"

namespace openvino {

struct ElementTypes {
  std::map<int, int> of_dtype; /* POLY_FLOAT32 and so on -> the vendor's number */
  std::map<int, int> to_dtype;
};

/* Asks the loaded version: reads a net of one input of each type. Types that it lacks are left out. */
ElementTypes read_element_types(const Api&, ConstHandle core);

}  // namespace openvino
#endif
