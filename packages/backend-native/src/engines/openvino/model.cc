#include "model.h"
#include <cstring>
#include <vector>
#include "polyinfer/kit.h"
#include "status.h"

namespace openvino {
namespace {

/* y = Relu(x) in ONNX: what every ONNX frontend reads. */
constexpr unsigned char kSmallestOnnx[] = {
    0x08, 0x07, 0x12, 0x00, 0x3a, 0x37, 0x0a, 0x0c, 0x0a, 0x01, 0x78, 0x12, 0x01, 0x79, 0x22, 0x04, 0x52,
    0x65, 0x6c, 0x75, 0x12, 0x05, 0x67, 0x72, 0x61, 0x70, 0x68, 0x5a, 0x0f, 0x0a, 0x01, 0x78, 0x12, 0x0a,
    0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01, 0x62, 0x0f, 0x0a, 0x01, 0x79, 0x12, 0x0a,
    0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01, 0x42, 0x04, 0x0a, 0x00, 0x10, 0x0d};

bool reads_onnx(const Api& api, ConstHandle core) {
  Handle model = nullptr;
  if (api.core_read_model_from_memory_buffer(core, reinterpret_cast<const char*>(kSmallestOnnx), sizeof kSmallestOnnx, nullptr,
                                             &model))
    return false;
  api.model_free(model);
  return true;
}

}  // namespace

Source::Source(const poly_runtime* runtime, const poly_open* open) : runtime_(runtime), is_onnx_(!strcmp(open->format, "onnx")) {
  const poly_file* files = open->files;
  size_t count = open->file_count;
  if (!strcmp(open->format, "compiled")) {
    if (files->path) compiled_path_ = files->path;
    files++;
    count--;
    is_onnx_ = count == 1;
  }
  if (!count) return;
  if (files[0].data) {
    bytes_ = files[0].data;
    size_ = files[0].bytes;
  } else if (files[0].path) {
    path_ = files[0].path;
  }
  if (count < 2) return;
  if (files[1].data) {
    weights_ = files[1].data;
    weights_size_ = files[1].bytes;
  } else if (files[1].path && !is_onnx_) {
    weights_path_ = files[1].path;
  }
}

poly_status Source::read(Graph* graph, poly_error* error) const {
  if (!has_model())
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected the model beside what was compiled of it, to read it again.");
  const poly_status status = read_files(graph, error);
  if (status != POLY_INVALID_MODEL || !is_onnx_ || reads_onnx(runtime_->api, runtime_->core)) return status;
  return poly_fail(error, POLY_UNAVAILABLE, error->engine_code,
                   "OpenVINO %s reads no ONNX at all: its ONNX frontend is missing or broken.", runtime_->version.c_str());
}

poly_status Source::read_files(Graph* graph, poly_error* error) const {
  const Api& api = runtime_->api;
  Handle model = nullptr;
  if (!bytes_) {
    const char* weights = weights_path_.empty() ? nullptr : weights_path_.c_str();
    OPENVINO_TRY(api, POLY_INVALID_MODEL, error, api.core_read_model(runtime_->core, path_.c_str(), weights, &model));
  } else {
    Handle weights = nullptr;
    if (weights_) {
      int64_t size = static_cast<int64_t>(weights_size_);
      OPENVINO_TRY(api, POLY_ENGINE, error,
                   api.tensor_create_from_host_ptr(runtime_->types.of_dtype.at(POLY_UINT8), Shape{1, &size},
                                                   const_cast<void*>(weights_), &weights));
    }
    const Status status = api.core_read_model_from_memory_buffer(runtime_->core, static_cast<const char*>(bytes_), size_,
                                                                 weights, &model);
    const poly_status taken = take(api, status, POLY_INVALID_MODEL, error);
    if (weights) api.tensor_free(weights);
    if (taken) return taken;
  }
  *graph = Graph(model, GraphDeleter{&api});
  return POLY_OK;
}

poly_status reshape(const poly_runtime* runtime, void* graph, const InputSizes& sizes, poly_error* error) {
  const Api& api = runtime->api;
  if (sizes.empty()) return POLY_OK;
  size_t count = 0;
  OPENVINO_TRY(api, POLY_ENGINE, error, api.model_inputs_size(graph, &count));
  std::vector<size_t> indices;
  std::vector<PartialShape> shapes;
  for (size_t i = 0; i < count; i++) {
    Handle port = nullptr;
    OPENVINO_TRY(api, POLY_ENGINE, error, api.model_const_input_by_index(graph, i, &port));
    const auto found = sizes.find(name_of(api, port, std::to_string(i)));
    api.output_const_port_free(port);
    if (found == sizes.end()) continue;
    const int64_t rank = static_cast<int64_t>(found->second.size());
    indices.push_back(i);
    shapes.push_back({{rank, rank}, const_cast<Dimension*>(found->second.data())});
  }
  if (indices.size() != sizes.size())
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected sizes of inputs that the model has.");
  return take(api, api.model_reshape_by_port_indexes(graph, indices.data(), shapes.data(), shapes.size()), POLY_UNSUPPORTED,
              error);
}

std::string name_of(const Api& api, ConstHandle port, const std::string& otherwise) {
  char* text = nullptr;
  if (api.port_get_any_name(port, &text) || !text) return otherwise;
  const std::string name = text;
  api.free(text);
  return name;
}

}  // namespace openvino
