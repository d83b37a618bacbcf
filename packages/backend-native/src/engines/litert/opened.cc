#include "opened.h"
#include <algorithm>
#include <cstdio>
#include <memory>
#include <new>
#include "polyinfer/kit.h"
#include "vendor.h"

namespace litert {
namespace {

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

bool is_free(const poly_value& value) { return poly_count(value.shape, value.rank) < 0; }

/* The vendor's own reading of files crashes on damaged ones. */
poly_status read_file(const char* path, std::vector<char>* bytes, poly_error* error) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path, "rb"), fclose);
  if (!file) return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a file that can be read at %s.", path);
  char block[1 << 16];
  while (const size_t count = fread(block, 1, sizeof block, file.get())) bytes->insert(bytes->end(), block, block + count);
  return ferror(file.get()) ? poly_fail(error, POLY_INVALID_MODEL, 0, "Reading %s failed.", path) : POLY_OK;
}

}  // namespace

poly_status model_bytes(const poly_open* open, ModelBytes* bytes, poly_error* error) {
  if (open->file_count != 1)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected one .tflite file but received %zu files.", open->file_count);
  const poly_file& file = open->files[0];
  if (!file.data)
    if (poly_status status = read_file(file.path, &bytes->kept, error)) return status;
  bytes->data = file.data ? file.data : bytes->kept.data();
  bytes->count = file.data ? file.bytes : bytes->kept.size();
  if (bytes->count < 8 || memcmp(static_cast<const char*>(bytes->data) + 4, "TFL3", 4))
    return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a .tflite model but its mark TFL3 is missing.");
  return POLY_OK;
}

poly_status opened_run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) try {
  return s->run(run, call, error);
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the run.");
}

const poly_info* opened_info(const poly_session* s) { return &s->info; }

void opened_close(poly_session* s) { delete s; }

}  // namespace litert

poly_status poly_session::declare(size_t at, poly_error* error) {
  litert::ValueText& text = texts[at];
  const int32_t dtype = litert::dtype_of(text.element);
  if (!dtype)
    return poly_fail(error, POLY_UNSUPPORTED, text.element,
                     "LiteRT's engine takes numbers only but `%s` has elements of type %d.", name(at), text.element);
  if (text.shape.size() > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but `%s` has %zu.", POLY_MAX_RANK, name(at),
                     text.shape.size());
  for (int64_t& size : text.shape) size = std::max<int64_t>(size, -1);
  values[at] = {name(at), dtype, static_cast<int32_t>(text.shape.size()), text.shape.data(), text.details.c_str()};
  return POLY_OK;
}

void poly_session::declared(size_t inputs, size_t outputs) {
  info.struct_bytes = sizeof(poly_info);
  info.inputs = values.data();
  info.outputs = values.data() + inputs;
  info.input_count = inputs;
  info.output_count = outputs;
  bool is_any_free = false;
  for (size_t i = 0; i < inputs; i++) is_any_free |= litert::is_free(values[i]);
  for (size_t i = inputs; i < values.size(); i++) {
    has_open_outputs |= litert::is_free(values[i]);
    /* Converters that leave an input's axis free may forget the outputs': with free inputs, fixed outputs are a guess. */
    if (is_any_free && !litert::is_free(values[i])) std::fill(texts[i].shape.begin(), texts[i].shape.end(), -1);
  }
}
