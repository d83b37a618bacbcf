#include <algorithm>
#include <cmath>
#include <iterator>
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

poly_status find_signature(Session* s, Signature** signature, poly_error* error) {
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

poly_status describe_value(Session* s, const List& list, Signature* signature, size_t index, size_t at,
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
  text.element = type.element;
  text.shape.assign(type.layout.dims, type.layout.dims + std::min<size_t>(type.layout.rank, std::size(type.layout.dims)));
  text.details = details_of(api, tensor);
  return s->declare(at, error);
}

}  // namespace

poly_status session_describe(Session* s, poly_error* error) {
  const Api& api = s->runtime->api;
  Signature* signature = nullptr;
  if (poly_status status = find_signature(s, &signature, error)) return status;
  const List lists[] = {{api.GetNumSignatureInputs, api.GetSignatureInputName, api.GetSignatureInputTensorByIndex},
                        {api.GetNumSignatureOutputs, api.GetSignatureOutputName, api.GetSignatureOutputTensorByIndex}};
  size_t counts[2] = {};
  for (int i = 0; i < 2; i++) LITERT_TRY(During::kOpen, error, "for inputs and outputs", lists[i].count(signature, &counts[i]));
  s->texts.resize(counts[0] + counts[1]);
  s->values.resize(s->texts.size());
  size_t at = 0;
  for (int i = 0; i < 2; i++)
    for (size_t k = 0; k < counts[i]; k++, at++)
      if (poly_status status = describe_value(s, lists[i], signature, k, at, error)) return status;
  s->declared(counts[0], counts[1]);
  return POLY_OK;
}

}  // namespace litert
