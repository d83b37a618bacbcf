#include "values.h"
#include "polyinfer/kit.h"

namespace tensorrt {
namespace {

constexpr struct {
  int32_t type, dtype;
} kTypes[] = {{kFloat, POLY_FLOAT32}, {kHalf, POLY_FLOAT16}, {kBf16, POLY_BFLOAT16}, {kInt8, POLY_INT8},
              {kUint8, POLY_UINT8},   {kInt32, POLY_INT32},  {kInt64, POLY_INT64},   {kBool, POLY_BOOL}};

poly_status read_tensor(const Slots& slots, void* tensor, std::vector<Value>* values, poly_error* error) {
  if (!is_pointer(tensor)) return poly_fail(error, POLY_ENGINE, 0, "TensorRT's network has lost an input or output.");
  values->emplace_back();
  return value_make(call<const char*>(slots.tensor_get_name, tensor), call<int32_t>(slots.tensor_get_type, tensor),
                    call<Dims>(slots.tensor_get_dimensions, tensor), &values->back(), error);
}

}  // namespace

void Values::tell(poly_info* info) {
  told_.clear();
  for (const std::vector<Value>* values : {&inputs, &outputs})
    for (const Value& value : *values)
      told_.push_back({value.name.c_str(), value.dtype, static_cast<int32_t>(value.shape.size()), value.shape.data(), nullptr});
  info->inputs = told_.data();
  info->outputs = told_.data() + inputs.size();
  info->input_count = inputs.size();
  info->output_count = outputs.size();
}

poly_status value_make(const char* name, int32_t data_type, const Dims& dims, Value* value, poly_error* error) {
  value->name = name ? name : "";
  for (const auto& type : kTypes)
    if (type.type == data_type) value->dtype = type.dtype;
  if (value->dtype == POLY_DTYPE_NONE)
    return poly_fail(error, POLY_UNSUPPORTED, data_type, "`%s` has the element type %d of TensorRT, which is not handed over.",
                     value->name.c_str(), data_type);
  if (dims.count < 0 || dims.count > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but `%s` has %s.", POLY_MAX_RANK,
                     value->name.c_str(), dims.count < 0 ? "an unknown number" : std::to_string(dims.count).c_str());
  value->shape.assign(dims.sizes, dims.sizes + dims.count);
  return POLY_OK;
}

poly_status values_of_network(const Slots& slots, void* network, Values* values, poly_error* error) {
  const int32_t inputs = call<int32_t>(slots.network_get_nb_inputs, network);
  const int32_t outputs = call<int32_t>(slots.network_get_nb_outputs, network);
  for (int32_t i = 0; i < inputs; i++) {
    void* const tensor = call<void*>(slots.network_get_input, network, i);
    if (const poly_status status = read_tensor(slots, tensor, &values->inputs, error)) return status;
  }
  for (int32_t i = 0; i < outputs; i++) {
    void* const tensor = call<void*>(slots.network_get_output, network, i);
    if (const poly_status status = read_tensor(slots, tensor, &values->outputs, error)) return status;
  }
  return POLY_OK;
}

poly_status values_of_engine(const Slots& slots, void* engine, Values* values, poly_error* error) {
  const int32_t count = call<int32_t>(slots.engine_get_nb_io_tensors, engine);
  for (int32_t i = 0; i < count; i++) {
    const char* const name = call<const char*>(slots.engine_get_io_tensor_name, engine, i);
    const int32_t mode = call<int32_t>(slots.engine_get_tensor_io_mode, engine, name);
    std::vector<Value>& side = mode == kInput ? values->inputs : values->outputs;
    side.emplace_back();
    if (const poly_status status = value_make(name, call<int32_t>(slots.engine_get_tensor_data_type, engine, name),
                                              call<Dims>(slots.engine_get_tensor_shape, engine, name), &side.back(), error))
      return status;
    if (call<int32_t>(slots.engine_get_tensor_format, engine, name) != kLinearFormat)
      return poly_fail(error, POLY_UNSUPPORTED, 0, "`%s` of the plan is not row-major: build the plan without other formats.",
                       name);
  }
  return POLY_OK;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t size : shape) text += (text.empty() ? "" : ", ") + (size < 0 ? "?" : std::to_string(size));
  return "[" + text + "]";
}

}  // namespace tensorrt
