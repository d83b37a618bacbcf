#include "values.h"
#include "model.h"
#include "polyinfer/kit.h"
#include "status.h"

namespace openvino {
namespace {

poly_status read_one(const poly_runtime* runtime, ConstHandle port, size_t index, const std::string& otherwise, Values* all,
                     poly_error* error) {
  const Api& api = runtime->api;
  std::string& name = all->names[index];
  std::vector<int64_t>& sizes = all->shapes[index];
  name = name_of(api, port, otherwise);
  int type = 0;
  PartialShape shape{};
  OPENVINO_TRY(api, POLY_ENGINE, error, api.port_get_element_type(port, &type));
  OPENVINO_TRY(api, POLY_ENGINE, error, api.port_get_partial_shape(port, &shape));
  const bool is_ranked = sizes_of(shape, &sizes);
  api.partial_shape_free(&shape);
  const auto dtype = runtime->types.to_dtype.find(type);
  if (dtype == runtime->types.to_dtype.end())
    return poly_fail(error, POLY_UNSUPPORTED, type, "`%s` has an element type that OpenVINO does not hand over.", name.c_str());
  if (sizes.size() > POLY_MAX_RANK)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d dimensions but `%s` has %zu.", POLY_MAX_RANK,
                     name.c_str(), sizes.size());
  const int32_t rank = is_ranked ? static_cast<int32_t>(sizes.size()) : -1;
  all->values[index] = {name.c_str(), dtype->second, rank, sizes.data(), nullptr};
  return POLY_OK;
}

}  // namespace

bool sizes_of(const PartialShape& shape, std::vector<int64_t>* sizes) {
  if (shape.rank.max < 0 || shape.rank.max != shape.rank.min) return false;
  for (int64_t i = 0; i < shape.rank.max; i++) {
    const Dimension& dimension = shape.dims[i];
    sizes->push_back(dimension.min == dimension.max ? dimension.min : -1);
  }
  return true;
}

poly_status values_read(const poly_runtime* runtime, ConstHandle graph, Values* all, poly_error* error) {
  const Api& api = runtime->api;
  OPENVINO_TRY(api, POLY_ENGINE, error, api.model_inputs_size(graph, &all->input_count));
  OPENVINO_TRY(api, POLY_ENGINE, error, api.model_outputs_size(graph, &all->output_count));
  const size_t count = all->input_count + all->output_count;
  all->values.resize(count);
  all->names.resize(count);
  all->shapes.resize(count);
  for (size_t i = 0; i < count; i++) {
    const bool is_input = i < all->input_count;
    const size_t index = is_input ? i : i - all->input_count;
    Handle port = nullptr;
    OPENVINO_TRY(api, POLY_ENGINE, error,
                 (is_input ? api.model_const_input_by_index : api.model_const_output_by_index)(graph, index, &port));
    const poly_status status =
        read_one(runtime, port, i, (is_input ? "input" : "output") + std::to_string(index), all, error);
    api.output_const_port_free(port);
    if (status) return status;
  }
  return POLY_OK;
}

}  // namespace openvino
