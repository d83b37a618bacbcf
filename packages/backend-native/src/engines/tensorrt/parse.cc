#include "parse.h"
#include <cstring>
#include "polyinfer/kit.h"

namespace tensorrt {
namespace {

poly_status status_of(int32_t code) {
  switch (code) {
    case kParserNoMemory:
      return POLY_OUT_OF_MEMORY;
    case kParserNotReadable:
    case kParserInvalidValue:
    case kParserInvalidGraph:
      return POLY_INVALID_MODEL;
    case kParserInternal:
      return POLY_ENGINE;
    default:
      /* What a node is refused for, sound by ONNX or not: newer releases have more numbers for it. */
      return POLY_UNSUPPORTED;
  }
}

const char* text_of(const Slots&, int slot, void* failure) {
  const char* const text = call_direct<const char*>(slot, failure);
  return is_pointer(text) ? text : "";
}

/* "node 3 `stem` (Conv): " */
std::string place_of(const Slots& slots, void* failure) {
  const int node = call_direct<int>(slots.parser_error_node, failure);
  const std::string name = text_of(slots, slots.parser_error_node_name, failure);
  const std::string type = text_of(slots, slots.parser_error_node_operator, failure);
  if (node < 0 || (name.empty() && type.empty())) return "";
  return "node " + std::to_string(node) + (name.empty() ? "" : " `" + name + "`") + (type.empty() ? "" : " (" + type + ")") +
         ": ";
}

poly_status tell(const Library& library, void* parser, const Listener& listener, poly_error* error) {
  const Slots& slots = *library.slots;
  const int count = call_direct<int>(slots.parser_get_nb_errors, parser);
  std::string text;
  int32_t first = kParserNotReadable;
  for (int i = 0; i < count && i < 4; i++) {
    void* const failure = call_direct<void*>(slots.parser_get_error, parser, i);
    if (!is_pointer(failure)) continue;
    const int32_t code = call_direct<int32_t>(slots.parser_error_code, failure);
    if (text.empty()) first = code;
    text += (text.empty() ? "" : "; ") + place_of(slots, failure) + text_of(slots, slots.parser_error_desc, failure);
  }
  if (text.empty()) text = listener.errors();
  const poly_status status = count > 0 ? status_of(first) : POLY_INVALID_MODEL;
  return poly_fail(error, status, first, "%s's parser does not take the model: %s", library.name->title, text.c_str());
}

bool has_other_files(const poly_open* open) {
  for (size_t i = 1; i < open->file_count; i++)
    if (strcmp(open->files[i].name, "timing")) return true;
  return false;
}

}  // namespace

poly_status parse(poly_runtime* runtime, const poly_open* open, void* network, const Listener& listener, Owned* out,
                  poly_error* error) {
  const Library& library = runtime->library;
  const Slots& slots = *library.slots;
  const poly_file& model = open->files[0];
  const char* const path = model.path && *model.path ? model.path : nullptr;
  if (!model.data && !path) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a model file.");
  if (model.data && !path && has_other_files(open))
    return poly_fail(error, POLY_UNSUPPORTED, 0,
                     "TensorRT's parser reads weights outside the model from files: open the model by its path.");
  *out = own(library.create_parser(network, runtime->log->logger(), library.parser_number), slots.parser_delete);
  if (!*out) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s makes no ONNX parser. %s", library.name->title, listener.errors().c_str());
  const bool is_parsed =
      model.data ? call_direct<bool>(slots.parser_parse, out->get(), model.data, model.bytes, path)
                 : call_direct<bool>(slots.parser_parse_from_file, out->get(), path, static_cast<int>(kWarning));
  return is_parsed ? POLY_OK : tell(library, out->get(), listener, error);
}

}  // namespace tensorrt
