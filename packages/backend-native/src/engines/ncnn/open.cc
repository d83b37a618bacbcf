#include <algorithm>
#include <exception>
#include <new>
#include <string_view>
#include "options.h"
#include "polyinfer/kit.h"
#include "reader.h"
#include "session.h"

namespace ncnn {
namespace {

constexpr uint32_t kDefaultLanes = 4;

/* The next line of a text, which then begins after it; false at the end. */
bool take_line(std::string_view* text, std::string_view* line) {
  if (text->empty()) return false;
  *line = text->substr(0, text->find('\n'));
  text->remove_prefix(std::min(line->size() + 1, text->size()));
  return true;
}

std::string first_word(std::string_view line) {
  constexpr const char* space = " \t\r\v\f";
  const size_t begin = std::min(line.find_first_not_of(space), line.size());
  return std::string(line.substr(begin, line.find_first_of(space, begin) - begin));
}

/* The library gives up at the first layer that it does not know; here all of them are named. */
poly_status check_layers(const Api& api, std::string_view param, poly_error* error) {
  std::string_view line;
  std::string unknown;
  take_line(&param, &line);
  if (line.compare(0, 7, "7767517"))
    return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected the text of a .param file, which begins with 7767517.");
  take_line(&param, &line);
  while (take_line(&param, &line)) {
    const std::string type = first_word(line);
    if (type.empty() || api.layer_type_to_index(type.c_str()) >= 0) continue;
    if ((", " + unknown + ", ").find(", " + type + ", ") != std::string::npos) continue;
    unknown += (unknown.empty() ? "" : ", ") + type;
  }
  if (unknown.empty()) return POLY_OK;
  return poly_fail(error, POLY_UNSUPPORTED, 0, "This ncnn has no layer %s.", unknown.c_str());
}

/* The model, and the weights: the file called bin, or the second. */
poly_status find_files(const poly_open* open, const poly_file** weights, poly_error* error) {
  if (open->file_count != 2)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a .param and a .bin file but received %zu file%s.",
                     open->file_count, open->file_count == 1 ? "" : "s");
  *weights = &open->files[1];
  return POLY_OK;
}

poly_status load_net(poly_session* s, const poly_open* open, const Options& options, poly_error* error) {
  const Api& api = s->api;
  const poly_file* weights = nullptr;
  std::string param;
  if (poly_status status = find_files(open, &weights, error)) return status;
  if (poly_status status = read_text(open->files[0], &param, error)) return status;
  if (poly_status status = check_layers(api, param, error)) return status;
  s->net = api.net_create();
  if (!s->net) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for a net of ncnn.");
  api.net_set_option(s->net, options.option.get());
  Reader text(api);
  if (poly_status status = text.open_text(param, error)) return status;
  if (int code = text.load_param(s->net))
    return poly_fail(error, POLY_INVALID_MODEL, code, "ncnn refused the .param file (%d).", code);
  if (options.is_vulkan && !api.option_get_use_vulkan_compute(api.net_get_option(s->net)))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "ncnn found no Vulkan device.");
  Reader bytes(api);
  if (poly_status status = bytes.open_file(*weights, error)) return status;
  if (int code = bytes.load_model(s->net))
    return poly_fail(error, code == kNoMemory ? POLY_OUT_OF_MEMORY : POLY_INVALID_MODEL, code,
                     "ncnn refused the .bin file beside this .param file (%d).", code);
  if (!bytes.is_at_end())
    return poly_fail(error, POLY_INVALID_MODEL, 0, "The .bin file holds more than the .param file asks for.");
  return POLY_OK;
}

std::vector<Value> values_of(const Net* net, int count, const char* (*name_of)(const Net*, int)) {
  std::vector<Value> values(static_cast<size_t>(count));
  for (int i = 0; i < count; i++) values[static_cast<size_t>(i)].blob = values[static_cast<size_t>(i)].name = name_of(net, i);
  return values;
}

int index_of(const std::vector<Value>& values, const std::string& blob) {
  for (size_t i = 0; i < values.size(); i++)
    if (values[i].blob == blob) return static_cast<int>(i);
  return -1;
}

/* Takes the values that were described, else the net's own, and finds their blobs. */
poly_status take_values(poly_session* s, Options& options, poly_error* error) {
  const Api& api = s->api;
  std::vector<Value> inputs = values_of(s->net, api.net_get_input_count(s->net), api.net_get_input_name);
  std::vector<Value> outputs = values_of(s->net, api.net_get_output_count(s->net), api.net_get_output_name);
  s->inputs = options.inputs.empty() ? inputs : std::move(options.inputs);
  s->outputs = options.outputs.empty() ? outputs : std::move(options.outputs);
  for (const Value& input : s->inputs)
    if (input.blob[0] != kNoBlob && index_of(inputs, input.blob) < 0)
      return poly_fail(error, POLY_INVALID_MODEL, 0, "The net has no input `%s`.", input.blob.c_str());
  for (Value& output : s->outputs) {
    output.source = index_of(s->inputs, output.blob);
    if (output.source < 0 && index_of(outputs, output.blob) < 0)
      return poly_fail(error, POLY_INVALID_MODEL, 0, "The net has no output `%s`.", output.blob.c_str());
    s->is_computing |= output.source < 0;
  }
  if (s->outputs.empty()) return poly_fail(error, POLY_INVALID_MODEL, 0, "The net has no output.");
  for (const Value& input : inputs)
    if (s->is_computing && index_of(s->inputs, input.blob) < 0)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a value for each input of the net but `%s` has none.",
                       input.blob.c_str());
  return POLY_OK;
}

void describe(poly_session* s, uint32_t lanes) {
  for (const std::vector<Value>* list : {&s->inputs, &s->outputs})
    for (const Value& value : *list)
      s->values.push_back({value.name.c_str(), value.dtype, value.rank, value.shape.data(), nullptr});
  s->info.struct_bytes = sizeof(poly_info);
  s->info.max_runs = lanes ? lanes : kDefaultLanes;
  s->info.inputs = s->values.data();
  s->info.outputs = s->values.data() + s->inputs.size();
  s->info.input_count = s->inputs.size();
  s->info.output_count = s->outputs.size();
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  Options options;
  if (poly_status status = options_read(runtime, open, &options, error)) return status;
  auto s = std::make_unique<poly_session>(runtime);
  if (poly_status status = load_net(s.get(), open, options, error)) return status;
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  if (poly_status status = take_values(s.get(), options, error)) return status;
  describe(s.get(), open->max_runs);
  *out = s.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the net.");
} catch (const std::exception& thrown) {
  return poly_fail(error, POLY_INVALID_MODEL, 0, "ncnn could not read the net: %s.", thrown.what());
}

const poly_info* session_info(const poly_session* s) { return &s->info; }

void session_close(poly_session* s) { delete s; }

}  // namespace ncnn
