#include <climits>
#include "polyinfer/kit.h"
#include "session.h"

namespace mnn {
namespace {

poly_status describe_input(const poly_session* s, const Port& port, ValueText& text, poly_error* error) {
  text.name = port.name;
  const auto asked = s->options.shapes.find(port.name);
  if (asked != s->options.shapes.end()) {
    text.shape = asked->second;
    return POLY_OK;
  }
  if (port.tensor->dimensions < 0 || port.tensor->dimensions > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but `%s` has %d.", POLY_MAX_RANK,
                     port.name.c_str(), port.tensor->dimensions);
  for (int32_t i = 0; i < port.tensor->dimensions; i++) {
    const int32_t size = port.tensor->axes[i].extent;
    text.shape.push_back(size < 0 ? -1 : size);
  }
  return POLY_OK;
}

/* False where a size is free. */
bool is_fixed(const std::vector<ValueText>& inputs, std::vector<Ints>* shapes) {
  for (const ValueText& input : inputs) {
    shapes->emplace_back();
    for (int64_t size : input.shape) {
      if (size < 1 || size > INT_MAX) return false;
      shapes->back().push_back(static_cast<int>(size));
    }
  }
  return true;
}

poly_status describe_value(const Port& port, ValueText& text, int32_t rank, poly_value& value, poly_error* error) {
  const Type type = port.tensor->type;
  const int32_t dtype = dtype_of(type);
  if (!dtype)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "`%s` has an element type that MNN's tensors do not carry across (%u, %u bits).",
                     port.name.c_str(), type.code, static_cast<unsigned>(type.bits));
  value = {text.name.c_str(), dtype, rank, text.shape.data(), nullptr};
  return POLY_OK;
}

/* A name given for a shape that no input has. */
poly_status check_names(const poly_session* s, poly_error* error) {
  for (const auto& shape : s->options.shapes) {
    bool is_known = s->options.declared.count(shape.first) > 0;
    for (const Port& port : s->lanes[0]->inputs()) is_known |= port.name == shape.first;
    if (!is_known) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "The model has no input `%s`.", shape.first.c_str());
  }
  return POLY_OK;
}

}  // namespace

int32_t dtype_of(Type type) {
  if (type.lanes != 1) return 0;
  switch (type.code) {
    case kFloat: return type.bits == 32 ? POLY_FLOAT32 : 0;
    case kInt: return type.bits == 32 ? POLY_INT32 : type.bits == 16 ? POLY_INT16 : type.bits == 8 ? POLY_INT8 : 0;
    case kUint: return type.bits == 16 ? POLY_UINT16 : type.bits == 8 ? POLY_UINT8 : 0;
    default: return 0;
  }
}

poly_status session_describe(poly_session* s, poly_error* error) {
  Lane& lane = *s->lanes[0];
  const size_t input_count = lane.inputs().size(), output_count = lane.outputs().size();
  if (poly_status status = check_names(s, error)) return status;
  s->texts.resize(input_count);
  for (size_t i = 0; i < input_count; i++)
    if (poly_status status = describe_input(s, lane.inputs()[i], s->texts[i], error)) return status;
  std::vector<Ints> shapes;
  const bool fixed = is_fixed(s->texts, &shapes);
  if (fixed && lane.resize(shapes, error))
    return poly_fail(error, POLY_UNSUPPORTED, 0, "MNN cannot compute this model.");
  s->texts.resize(input_count + output_count);
  s->values.resize(s->texts.size());
  for (size_t i = 0; i < input_count; i++)
    if (poly_status status = describe_value(lane.inputs()[i], s->texts[i], static_cast<int32_t>(s->texts[i].shape.size()),
                                            s->values[i], error))
      return status;
  for (size_t i = 0; i < output_count; i++) {
    const Port& port = lane.outputs()[i];
    ValueText& text = s->texts[input_count + i];
    text.name = port.name;
    const int32_t rank = fixed && port.tensor->dimensions <= POLY_MAX_RANK ? port.tensor->dimensions : -1;
    for (int32_t k = 0; k < rank; k++) text.shape.push_back(port.tensor->axes[k].extent);
    if (poly_status status = describe_value(port, text, rank, s->values[input_count + i], error)) return status;
  }
  s->info.inputs = s->values.data();
  s->info.outputs = s->values.data() + input_count;
  s->info.input_count = input_count;
  s->info.output_count = output_count;
  return POLY_OK;
}

}  // namespace mnn
