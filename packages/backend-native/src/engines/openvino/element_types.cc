#include "element_types.h"
#include <string>
#include "polyinfer/engine.h"

namespace openvino {
namespace {

/* What handing over and back keeps exact; strings have another layout, and types under 8 bits are packed otherwise. */
constexpr struct {
  int dtype;
  const char* name;
} kTypes[] = {{POLY_FLOAT32, "f32"}, {POLY_FLOAT16, "f16"}, {POLY_BFLOAT16, "bf16"}, {POLY_FLOAT64, "f64"},
              {POLY_INT8, "i8"},     {POLY_INT16, "i16"},   {POLY_INT32, "i32"},     {POLY_INT64, "i64"},
              {POLY_UINT8, "u8"},    {POLY_UINT16, "u16"},  {POLY_UINT32, "u32"},    {POLY_UINT64, "u64"},
              {POLY_BOOL, "boolean"}};

/* A net that hands its one input out, in the vendor's own format. */
std::string net_of(const char* type) {
  return std::string("<?xml version=\"1.0\"?><net name=\"c\" version=\"11\"><layers>"
                     "<layer id=\"0\" name=\"p\" type=\"Parameter\" version=\"opset1\">"
                     "<data shape=\"1\" element_type=\"") +
         type +
         "\"/><output><port id=\"0\" precision=\"FP32\"><dim>1</dim></port></output></layer>"
         "<layer id=\"1\" name=\"r\" type=\"Result\" version=\"opset1\"><input><port id=\"0\"><dim>1</dim></port></input>"
         "</layer></layers><edges><edge from-layer=\"0\" from-port=\"0\" to-layer=\"1\" to-port=\"0\"/></edges></net>";
}

}  // namespace

ElementTypes read_element_types(const Api& api, ConstHandle core) {
  ElementTypes types;
  for (const auto& type : kTypes) {
    const std::string net = net_of(type.name);
    Handle model = nullptr, port = nullptr;
    int number = 0;
    if (api.core_read_model_from_memory_buffer(core, net.data(), net.size(), nullptr, &model)) continue;
    if (!api.model_const_input_by_index(model, 0, &port)) {
      if (!api.port_get_element_type(port, &number)) {
        types.of_dtype[type.dtype] = number;
        types.to_dtype[number] = type.dtype;
      }
      api.output_const_port_free(port);
    }
    api.model_free(model);
  }
  return types;
}

}  // namespace openvino
