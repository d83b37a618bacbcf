#include "options.h"
#include <cstdlib>
#include "polyinfer/kit.h"

namespace ncnn {
namespace {

/* What makes ncnn leave float32, all on at first in the library. */
constexpr const char* kHalf[] = {"use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic"};
constexpr const char* kBrain[] = {"use_bf16_packed", "use_bf16_storage"};

poly_status reject(const poly_pair& pair, const char* expected, poly_error* error) {
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected %s for option `%s` but received `%s`.", expected, pair.key,
                   pair.value);
}

template <size_t N>
void set_all(const poly_runtime* runtime, const char* const (&names)[N], Option* option, int value) {
  for (const char* name : names)
    if (SetSwitch set = runtime_switch(runtime, name)) set(option, value); /* older libraries have fewer */
}

poly_status set_precision(const poly_runtime* runtime, const poly_pair& pair, Option* option, poly_error* error) {
  const bool is_half = !strcmp(pair.value, "float16"), is_brain = !strcmp(pair.value, "bfloat16");
  if (!is_half && !is_brain && strcmp(pair.value, "float32")) return reject(pair, "float32, float16 or bfloat16", error);
  if ((is_half && !runtime->has_fp16) || (is_brain && !runtime->has_bf16))
    return poly_fail(error, POLY_UNSUPPORTED, 0, "This ncnn does not compute in %s on this processor.", pair.value);
  set_all(runtime, kHalf, option, is_half);
  set_all(runtime, kBrain, option, is_brain);
  return POLY_OK;
}

poly_status set_switch(const poly_runtime* runtime, const poly_pair& pair, const char* name, Option* option,
                       poly_error* error) {
  SetSwitch set = runtime_switch(runtime, name);
  if (!set) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "This ncnn has no switch `%s`.", name);
  if (strcmp(pair.value, "0") && strcmp(pair.value, "1")) return reject(pair, "0 or 1", error);
  set(option, pair.value[0] == '1');
  return POLY_OK;
}

/* input.0, input.1, ...: in this order, none left out. */
poly_status add_value(const poly_pair& pair, const char* number, std::vector<Value>* values, poly_error* error) {
  char* end = nullptr;
  const unsigned long index = strtoul(number, &end, 10);
  if (end == number || *end || index != values->size())
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected `%.*s%zu` but received option `%s`.",
                     static_cast<int>(number - pair.key), pair.key, values->size(), pair.key);
  Value value;
  if (!value_parse(pair.value, &value)) return reject(pair, "`blob dtype batch shape name`", error);
  if (value_net_rank(value) > 4)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most 4 axes beside the batch but `%s` has %d.",
                     value.name.c_str(), static_cast<int>(value_net_rank(value)));
  values->push_back(std::move(value));
  return POLY_OK;
}

/* What follows a prefix, or null. */
const char* after(const char* key, const char* prefix) {
  const size_t length = strlen(prefix);
  return strncmp(key, prefix, length) ? nullptr : key + length;
}

poly_status apply(const poly_runtime* runtime, const poly_pair& pair, Options* options, poly_error* error) {
  Option* option = options->option.get();
  if (!strcmp(pair.key, "precision")) return set_precision(runtime, pair, option, error);
  if (const char* name = after(pair.key, "switch.")) return set_switch(runtime, pair, name, option, error);
  if (const char* number = after(pair.key, "input.")) return add_value(pair, number, &options->inputs, error);
  if (const char* number = after(pair.key, "output.")) return add_value(pair, number, &options->outputs, error);
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "ncnn's engine has no option `%s`.", pair.key);
}

poly_status set_device(const poly_runtime* runtime, const char* device, Options* options, poly_error* error) {
  if (!device || !*device || !strcmp(device, "cpu")) return POLY_OK;
  if (strcmp(device, "vulkan"))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected device `cpu` or `vulkan` but received `%s`.", device);
  SetSwitch set = runtime_switch(runtime, "use_vulkan_compute");
  if (!runtime->api.net_set_vulkan_device || !set)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "This ncnn was built without Vulkan; it has the device `cpu` only.");
  set(options->option.get(), 1);
  options->is_vulkan = true;
  return POLY_OK;
}

}  // namespace

poly_status options_read(const poly_runtime* runtime, const poly_open* open, Options* options, poly_error* error) {
  const Api& api = runtime->api;
  options->option = {api.option_create(), OptionDeleter{&api}};
  if (!options->option) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for options of ncnn.");
  api.option_set_num_threads(options->option.get(), open->threads > 0 ? open->threads : 1);
  const poly_pair exact{"precision", "float32"};
  if (poly_status status = set_precision(runtime, exact, options->option.get(), error)) return status;
  if (poly_status status = set_device(runtime, open->device, options, error)) return status;
  for (size_t i = 0; i < open->option_count; i++)
    if (poly_status status = apply(runtime, open->options[i], options, error)) return status;
  if (options->inputs.empty() != options->outputs.empty())
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected inputs and outputs to be described together.");
  return POLY_OK;
}

}  // namespace ncnn
