#include "element_types.h"
#include <string>
#include <vector>
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

/* A net of one input of each of these types, each handed out as it is, in the vendor's own format. */
std::string net_of(const std::vector<const char*>& types) {
  std::string layers, edges;
  for (size_t i = 0; i < types.size(); i++) {
    const std::string in = std::to_string(2 * i), out = std::to_string(2 * i + 1);
    layers += "<layer id=\"" + in + "\" name=\"p" + in + "\" type=\"Parameter\" version=\"opset1\"><data shape=\"1\" " +
              "element_type=\"" + types[i] + "\"/><output><port id=\"0\" precision=\"FP32\"><dim>1</dim></port></output></layer>" +
              "<layer id=\"" + out + "\" name=\"r" + out + "\" type=\"Result\" version=\"opset1\"><input><port id=\"0\">" +
              "<dim>1</dim></port></input></layer>";
    edges += "<edge from-layer=\"" + in + "\" from-port=\"0\" to-layer=\"" + out + "\" to-port=\"0\"/>";
  }
  return "<?xml version=\"1.0\"?><net name=\"c\" version=\"11\"><layers>" + layers + "</layers><edges>" + edges + "</edges></net>";
}

/* The numbers of the net's inputs; none where the version does not know one of the types. */
std::vector<int> read_numbers(const Api& api, ConstHandle core, const std::vector<const char*>& types) {
  const std::string net = net_of(types);
  std::vector<int> numbers;
  Handle model = nullptr;
  if (api.core_read_model_from_memory_buffer(core, net.data(), net.size(), nullptr, &model)) return numbers;
  for (size_t i = 0; i < types.size(); i++) {
    Handle port = nullptr;
    int number = 0;
    if (api.model_const_input_by_index(model, i, &port)) break;
    if (!api.port_get_element_type(port, &number)) numbers.push_back(number);
    api.output_const_port_free(port);
  }
  api.model_free(model);
  if (numbers.size() != types.size()) numbers.clear();
  return numbers;
}

}  // namespace

ElementTypes read_element_types(const Api& api, ConstHandle core) {
  std::vector<const char*> names;
  for (const auto& type : kTypes) names.push_back(type.name);
  std::vector<int> numbers = read_numbers(api, core, names);
  ElementTypes types;
  for (size_t i = 0; i < names.size(); i++) {
    /* One type that is not known spoils the whole net: then each is asked for alone. */
    const std::vector<int> alone = numbers.empty() ? read_numbers(api, core, {names[i]}) : std::vector<int>{numbers[i]};
    if (alone.empty()) continue;
    types.of_dtype[kTypes[i].dtype] = alone[0];
    types.to_dtype[alone[0]] = kTypes[i].dtype;
  }
  return types;
}

}  // namespace openvino
