#include "runtime.h"
#include <cstring>
#include <new>
#include "polyinfer/kit.h"

namespace tensorrt {
namespace {

poly_status read_options(const poly_load* load, poly_runtime* runtime, std::string* parser, poly_error* error) {
  for (size_t i = 0; i < load->option_count; i++) {
    const poly_pair& pair = load->options[i];
    if (!strcmp(pair.key, "parser")) {
      *parser = pair.value;
    } else if (!strcmp(pair.key, "cuda")) {
      runtime->cuda_library = pair.value;
    } else {
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected `parser` or `cuda` at load but received `%s`.", pair.key);
    }
    if (*pair.value && !poly_is_absolute(pair.value))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an absolute path for `%s` but received `%s`.", pair.key,
                       pair.value);
  }
  return POLY_OK;
}

void tell_device(poly_sink sink, const poly::cuda::driver& cuda, const poly::cuda::device_facts& facts, int ordinal) {
  char text[128];
  snprintf(text, sizeof text, "%s{\"id\":\"cuda:%d\",\"name\":", ordinal ? "," : "", ordinal);
  poly_text(sink, text);
  poly_json_string(sink, facts.name);
  snprintf(text, sizeof text, ",\"computeCapability\":\"%d.%d\",\"driver\":\"%d.%d\",\"totalBytes\":%zu}", facts.major,
           facts.minor, cuda.version / 1000, cuda.version % 1000 / 10, facts.total_bytes);
  poly_text(sink, text);
}

/* Every device, or why there is none. */
poly_status tell_devices(poly_runtime* runtime, poly_sink sink, poly_error* error) {
  const poly::cuda::driver* cuda = nullptr;
  int count = 0;
  if (const poly_status status = runtime_driver(runtime, &cuda, error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(*cuda, error, cuDeviceGetCount, &count)) return status;
  for (int i = 0; i < count; i++) {
    poly::cuda::device_facts facts;
    if (const poly_status status = poly::cuda::read_device(*cuda, i, &facts, error)) return status;
    tell_device(sink, *cuda, facts, i);
  }
  return count ? POLY_OK : poly_fail(error, POLY_UNAVAILABLE, 0, "The driver knows no CUDA device.");
}

}  // namespace

poly_status runtime_load(const poly_load* load, poly_runtime** out, poly_error* error) try {
  auto runtime = std::make_unique<poly_runtime>(load->log);
  std::string parser;
  if (const poly_status status = read_options(load, runtime.get(), &parser, error)) return status;
  if (const poly_status status = library_open(load->library, parser, &runtime->library, error)) return status;
  runtime->log = std::make_unique<Log>(runtime->library.is_10(), load->log);
  /* Never freed: the vendor keeps the logger of its first object for ever. */
  *out = runtime.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for TensorRT.");
}

poly_status runtime_probe(poly_runtime* runtime, poly_sink sink, poly_error*) {
  const Library& library = runtime->library;
  poly_text(sink, "{\"version\":");
  poly_json_string(sink, library.version.c_str());
  poly_text(sink, ",\"flavour\":");
  poly_json_string(sink, library.name->title);
  poly_text(sink, library.create_parser ? ",\"formats\":[\"onnx\",\"tensorrt\"]" : ",\"formats\":[\"tensorrt\"]");
  if (!library.parser_problem.empty()) {
    poly_text(sink, ",\"parserProblem\":");
    poly_json_string(sink, library.parser_problem.c_str());
  }
  poly_text(sink, ",\"devices\":[");
  poly_error why{};
  const poly_status status = tell_devices(runtime, sink, &why);
  poly_text(sink, "]");
  if (status) {
    poly_text(sink, ",\"deviceProblem\":");
    poly_json_string(sink, why.message);
  }
  poly_text(sink, "}");
  return POLY_OK;
}

poly_status runtime_driver(const poly_runtime* runtime, const poly::cuda::driver** out, poly_error* error) {
  return poly::cuda::open_driver(runtime->cuda_library.c_str(), out, error);
}

poly_status runtime_ordinal(const char* device, int* ordinal, poly_error* error) {
  const char* const text = device && *device ? device : "cuda:0";
  char* end = nullptr;
  const bool is_cuda = !strncmp(text, "cuda:", 5) && text[5] >= '0' && text[5] <= '9';
  const long number = is_cuda ? strtol(text + 5, &end, 10) : -1;
  if (!is_cuda || *end || number > 1023)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a device such as `cuda:0`, or `none` to build a plan only, but received `%s`.",
                     text);
  *ordinal = static_cast<int>(number);
  return POLY_OK;
}

}  // namespace tensorrt
