#include "compiled.h"
#include <array>
#include <utility>
#include "polyinfer/kit.h"
#include "status.h"

namespace openvino {
namespace {

/* The vendor takes keys and values one by one: all places are filled, and it reads as many as it is told. */
template <size_t... I>
Status compile_with(const Api& api, ConstHandle core, ConstHandle graph, const char* device, size_t count, Handle* compiled,
                    const std::array<const char*, 2 * kMostProperties>& texts, std::index_sequence<I...>) {
  return api.core_compile_model(core, graph, device, count, compiled, texts[I]...);
}

}  // namespace

uint32_t best_lanes(const Api& api, Handle compiled) {
  char* text = nullptr;
  if (api.compiled_model_get_property(compiled, "OPTIMAL_NUMBER_OF_INFER_REQUESTS", &text) || !text) return 1;
  const unsigned long lanes = strtoul(text, nullptr, 10);
  api.free(text);
  return lanes > 0 && lanes < 256 ? static_cast<uint32_t>(lanes) : 1;
}

Compiled::~Compiled() {
  for (Request& request : requests_) {
    for (Handle tensor : request.own)
      if (tensor) api_.tensor_free(tensor);
    if (request.handle) api_.infer_request_free(request.handle);
  }
  api_.compiled_model_free(handle_);
}

poly_status Compiled::request(uint32_t lane, size_t inputs, size_t outputs, Request** out, poly_error* error) {
  Request& request = requests_[lane];
  if (!request.handle) {
    request.inputs.resize(inputs);
    request.outputs.resize(outputs);
    request.in_place.resize(outputs);
    request.own.resize(outputs);
    OPENVINO_TRY(api_, POLY_ENGINE, error, api_.compiled_model_create_infer_request(handle_, &request.handle));
    for (size_t i = 0; i < outputs; i++)
      OPENVINO_TRY(api_, POLY_ENGINE, error,
                   api_.infer_request_get_output_tensor_by_index(request.handle, i, &request.own[i]));
  }
  *out = &request;
  return POLY_OK;
}

poly_status compile(const poly_runtime* runtime, ConstHandle graph, const Settings& settings, uint32_t* lanes,
                    std::shared_ptr<Compiled>* out, poly_error* error) {
  const Api& api = runtime->api;
  std::array<const char*, 2 * kMostProperties> texts{};
  size_t count = 0;
  for (const auto& pair : settings.properties) {
    texts[count++] = pair.first.c_str();
    texts[count++] = pair.second.c_str();
  }
  Handle compiled = nullptr;
  OPENVINO_TRY(api, POLY_INVALID_MODEL, error,
               compile_with(api, runtime->core, graph, settings.device.c_str(), count, &compiled, texts,
                            std::make_index_sequence<2 * kMostProperties>()));
  if (!*lanes) *lanes = best_lanes(api, compiled);
  *out = std::make_shared<Compiled>(api, compiled, *lanes);
  return POLY_OK;
}

}  // namespace openvino
