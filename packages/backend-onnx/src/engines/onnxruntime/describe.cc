#include <algorithm>
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"

namespace ort {
namespace {

struct TypeDeleter {
  const Api* api;
  void operator()(TypeInfo* type) const { api->ReleaseTypeInfo(type); }
};

/* The vendor's functions for one list of values. */
struct List {
  Status* (*count)(const Session*, size_t*);
  Status* (*name)(const Session*, size_t, Allocator*, char**);
  Status* (*type)(const Session*, size_t, TypeInfo**);
  bool optional;
};

int append(void* text, const void* data, size_t bytes) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(data), bytes);
  return 0;
}

/* {"dimNames":["batch",null],"optional":true} */
std::string details_of(const std::vector<const char*>& symbols, bool optional) {
  std::string details = "{\"dimNames\":[";
  const poly_sink sink{append, &details};
  for (size_t i = 0; i < symbols.size(); i++) {
    if (i) details += ",";
    if (symbols[i] && *symbols[i]) poly_json_string(sink, symbols[i]);
    else details += "null";
  }
  details += optional ? "],\"optional\":true}" : "]}";
  return details;
}

poly_status describe_value(poly_session* s, const List& list, size_t index, ValueText& text, poly_value& value,
                           poly_error* error) {
  const Api& api = s->runtime->api;
  char* name = nullptr;
  ORT_TRY(api, During::kOpen, error, list.name(s->session, index, s->runtime->allocator, &name));
  text.name = name;
  drop(api, api.AllocatorFree(s->runtime->allocator, name));
  TypeInfo* made = nullptr;
  ORT_TRY(api, During::kOpen, error, list.type(s->session, index, &made));
  std::unique_ptr<TypeInfo, TypeDeleter> type(made, TypeDeleter{&api});
  const TensorInfo* tensor = nullptr;
  ORT_TRY(api, During::kOpen, error, api.CastTypeInfoToTensorInfo(made, &tensor));
  if (!tensor)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected tensors only but `%s` is of another type.", text.name.c_str());
  int dtype = 0;
  size_t rank = 0;
  ORT_TRY(api, During::kOpen, error, api.GetTensorElementType(tensor, &dtype));
  ORT_TRY(api, During::kOpen, error, api.GetDimensionsCount(tensor, &rank));
  if (rank > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but `%s` has %zu.", POLY_MAX_RANK,
                     text.name.c_str(), rank);
  text.shape.assign(rank, -1);
  std::vector<const char*> symbols(rank, nullptr);
  ORT_TRY(api, During::kOpen, error, api.GetDimensions(tensor, text.shape.data(), rank));
  ORT_TRY(api, During::kOpen, error, api.GetSymbolicDimensions(tensor, symbols.data(), rank));
  text.details = details_of(symbols, list.optional);
  const bool known = !api.TensorTypeAndShape_HasShape || api.TensorTypeAndShape_HasShape(tensor);
  value = {text.name.c_str(), dtype, known ? static_cast<int32_t>(rank) : -1, text.shape.data(), text.details.c_str()};
  return POLY_OK;
}

bool is_free(const poly_value& value) { return value.rank < 0 || poly_count(value.shape, value.rank) < 0; }

/* Exporters that leave an input's axis free often forget the outputs': with free inputs, fixed outputs are only a guess. */
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
  const List lists[] = {
      {api.SessionGetInputCount, api.SessionGetInputName, api.SessionGetInputTypeInfo, false},
      {api.SessionGetOverridableInitializerCount, api.SessionGetOverridableInitializerName,
       api.SessionGetOverridableInitializerTypeInfo, true},
      {api.SessionGetOutputCount, api.SessionGetOutputName, api.SessionGetOutputTypeInfo, false}};
  size_t counts[3] = {};
  for (int i = 0; i < 3; i++) ORT_TRY(api, During::kOpen, error, lists[i].count(s->session, &counts[i]));
  s->info.input_count = counts[0] + counts[1];
  s->info.output_count = counts[2];
  s->texts.resize(s->info.input_count + s->info.output_count);
  s->values.resize(s->texts.size());
  size_t at = 0;
  for (int i = 0; i < 3; i++)
    for (size_t k = 0; k < counts[i]; k++, at++)
      if (poly_status status = describe_value(s, lists[i], k, s->texts[at], s->values[at], error)) return status;
  free_guessed_outputs(s);
  s->info.inputs = s->values.data();
  s->info.outputs = s->values.data() + s->info.input_count;
  return POLY_OK;
}

}  // namespace ort
