/* Options of open. */
#ifndef POLYINFER_NCNN_OPTIONS_H_
#define POLYINFER_NCNN_OPTIONS_H_
#include <memory>
#include <vector>
#include "runtime.h"
#include "values.h"

namespace ncnn {

struct OptionDeleter {
  const Api* api;
  void operator()(Option* option) const { api->option_destroy(option); }
};

struct Options {
  std::unique_ptr<Option, OptionDeleter> option; /* of the library */
  std::vector<Value> inputs, outputs;            /* empty: as the net names them */
  bool is_vulkan = false;
};

/*
 * Keys: precision (float32, float16, bfloat16), input.<n> and output.<n> (value_parse), and switch.<name> with 0 or 1 for
 * the library's own ncnn_option_set_<name>. INVALID_ARGUMENT for any other key and for values that are none, UNSUPPORTED for
 * a precision that this library does not compute in, UNAVAILABLE for a device that it has not.
 */
poly_status options_read(const poly_runtime*, const poly_open*, Options*, poly_error*);

}  // namespace ncnn
#endif
