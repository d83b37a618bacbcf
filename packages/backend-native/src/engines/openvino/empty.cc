#include <cstring>
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"

namespace openvino {
namespace {

poly_status read_sizes(const Api& api, void* graph, size_t index, std::vector<int64_t>* sizes, poly_error* error) {
  Handle port = nullptr;
  PartialShape shape{};
  OPENVINO_TRY(api, POLY_ENGINE, error, api.model_const_output_by_index(graph, index, &port));
  const Status status = api.port_get_partial_shape(port, &shape);
  api.output_const_port_free(port);
  OPENVINO_TRY(api, POLY_ENGINE, error, status);
  const bool is_ranked = sizes_of(shape, sizes);
  api.partial_shape_free(&shape);
  if (!is_ranked) sizes->assign(1, -1);
  return POLY_OK;
}

}  // namespace

poly_status run_empty(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) {
  const Api& api = s->runtime->api;
  Source::Graph graph;
  if (poly_status status = s->source.read(&graph, error)) return status;
  InputSizes sizes;
  for (size_t i = 0; i < s->info.input_count; i++) {
    const poly_tensor& input = run->inputs[i];
    std::vector<Dimension>& shape = sizes[s->info.inputs[i].name];
    for (int32_t k = 0; k < input.rank; k++) shape.push_back({input.shape[k], input.shape[k]});
  }
  if (poly_status status = reshape(s->runtime, graph.get(), sizes, error)) return status;
  for (size_t i = 0; i < s->info.output_count; i++) {
    poly_tensor& output = run->outputs[i];
    const poly_value& declared = s->info.outputs[i];
    if (output.flags & POLY_SKIP) continue;
    std::vector<int64_t> shape;
    if (poly_status status = read_sizes(api, graph.get(), i, &shape, error)) return status;
    if (shape.size() > POLY_MAX_RANK || poly_count(shape.data(), static_cast<int32_t>(shape.size())) != 0)
      return poly_fail(error, POLY_UNSUPPORTED, 0, "OpenVINO computes nothing from inputs without elements: `%s` is not empty.",
                       declared.name);
    output.dtype = declared.dtype;
    output.rank = static_cast<int32_t>(shape.size());
    memcpy(output.shape, shape.data(), shape.size() * sizeof shape[0]);
    poly_status status = POLY_OK;
    if (!poly_place(call, &output, static_cast<uint32_t>(i), 0, &status, error)) return status;
  }
  return POLY_OK;
}

}  // namespace openvino
