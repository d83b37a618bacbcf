#include <algorithm>
#include <cmath>
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"

namespace litert {
namespace {

/* The vendor's functions for one list of values. */
struct List {
  int (*count)(Signature*, size_t*);
  int (*name)(Signature*, size_t, const char**);
  int (*tensor)(Signature*, size_t, Tensor**);
};

int32_t dtype_of(int32_t element) {
  switch (element) {
#define XX(number, name) \
  case number:           \
    return POLY_##name;
    LITERT_TYPE_MAP(XX)
#undef XX
    default: return POLY_DTYPE_NONE;
  }
}

/* {"quantization":{"scale":0.0078125,"zeroPoint":128}}, or nothing for a tensor that is not quantized. */
std::string details_of(const Api& api, Tensor* tensor) {
  int kind = 0;
  PerTensorQuantization quantization{};
  if (api.GetQuantizationTypeId(tensor, &kind) || kind != kTensorQuantization) return "{}";
  if (api.GetPerTensorQuantization(tensor, &quantization) || !std::isfinite(quantization.scale)) return "{}";
  char text[96];
  snprintf(text, sizeof text, "{\"quantization\":{\"scale\":%.9g,\"zeroPoint\":%lld}}",
           static_cast<double>(quantization.scale), static_cast<long long>(quantization.zero_point));
  return text;
}

poly_status find_signature(poly_session* s, Signature** signature, poly_error* error) {
  const Api& api = s->runtime->api;
  size_t count = 0;
  LITERT_TRY(During::kOpen, error, "for signatures", api.GetNumModelSignatures(s->model, &count));
  std::string names;
  for (size_t i = 0; i < count; i++) {
    const char* key = nullptr;
    LITERT_TRY(During::kOpen, error, "for a signature", api.GetModelSignature(s->model, i, signature));
    LITERT_TRY(During::kOpen, error, "for a signature's name", api.GetSignatureKey(*signature, &key));
    if (s->options.signature.empty() || s->options.signature == key) {
      s->signature = i;
      return POLY_OK;
    }
    names += names.empty() ? "" : ", ";
    names += key;
  }
  if (!count) return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a model with inputs and outputs but it has none.");
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a signature of the model (%s) but received `%s`.", names.c_str(),
                   s->options.signature.c_str());
}

poly_status describe_value(poly_session* s, const List& list, Signature* signature, size_t index, size_t at,
                           poly_error* error) {
  const Api& api = s->runtime->api;
  ValueText& text = s->texts[at];
  const char* name = nullptr;
  Tensor* tensor = nullptr;
  RankedType type{};
  LITERT_TRY(During::kOpen, error, "for a name", list.name(signature, index, &name));
  LITERT_TRY(During::kOpen, error, "for a tensor", list.tensor(signature, index, &tensor));
  text.name = name;
  LITERT_TRY(During::kOpen, error, "for a tensor's type", api.GetRankedTensorType(tensor, &type));
  const int32_t dtype = dtype_of(type.element);
  if (!dtype)
    return poly_fail(error, POLY_UNSUPPORTED, type.element, "LiteRT's engine takes numbers only but `%s` has elements of type %d.",
                     name, type.element);
  if (type.layout.rank > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but `%s` has %u.", POLY_MAX_RANK, name,
                     static_cast<unsigned>(type.layout.rank));
  text.element = type.element;
  for (unsigned d = 0; d < type.layout.rank; d++) text.shape.push_back(std::max(type.layout.dims[d], -1));
  text.details = details_of(api, tensor);
  s->values[at] = {text.name.c_str(), dtype, static_cast<int32_t>(text.shape.size()), text.shape.data(), text.details.c_str()};
  return POLY_OK;
}

bool is_free(const poly_value& value) { return poly_count(value.shape, value.rank) < 0; }

/* Converters that leave an input's axis free may forget the outputs': with free inputs, fixed outputs are only a guess. */
void free_guessed_outputs(poly_session* s) {
  const size_t inputs = s->info.input_count;
  bool is_any_free = false;
  for (size_t i = 0; i < inputs; i++) is_any_free |= is_free(s->values[i]);
  if (!is_any_free) return;
  for (size_t i = inputs; i < s->values.size(); i++)
    if (!is_free(s->values[i])) std::fill(s->texts[i].shape.begin(), s->texts[i].shape.end(), -1);
}

}  // namespace

poly_status session_describe(poly_session* s, poly_error* error) {
  const Api& api = s->runtime->api;
  Signature* signature = nullptr;
  if (poly_status status = find_signature(s, &signature, error)) return status;
  const List lists[] = {{api.GetNumSignatureInputs, api.GetSignatureInputName, api.GetSignatureInputTensorByIndex},
                        {api.GetNumSignatureOutputs, api.GetSignatureOutputName, api.GetSignatureOutputTensorByIndex}};
  size_t counts[2] = {};
  for (int i = 0; i < 2; i++) LITERT_TRY(During::kOpen, error, "for inputs and outputs", lists[i].count(signature, &counts[i]));
  s->info.input_count = counts[0];
  s->info.output_count = counts[1];
  s->texts.resize(counts[0] + counts[1]);
  s->values.resize(s->texts.size());
  size_t at = 0;
  for (int i = 0; i < 2; i++)
    for (size_t k = 0; k < counts[i]; k++, at++)
      if (poly_status status = describe_value(s, lists[i], signature, k, at, error)) return status;
  for (size_t i = counts[0]; i < s->values.size(); i++) s->has_open_outputs |= is_free(s->values[i]);
  free_guessed_outputs(s);
  s->info.inputs = s->values.data();
  s->info.outputs = s->values.data() + s->info.input_count;
  return POLY_OK;
}

}  // namespace litert
