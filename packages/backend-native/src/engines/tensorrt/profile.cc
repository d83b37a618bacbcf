#include "profile.h"
#include <algorithm>
#include "polyinfer/kit.h"

namespace tensorrt {
namespace {

constexpr Selector kSelectors[] = {kMin, kOpt, kMax};

const std::vector<int64_t>& at(const Bounds& bounds, Selector selector) {
  return selector == kMin ? bounds.min : selector == kOpt ? bounds.opt : bounds.max;
}

Dims dims_of(const std::vector<int64_t>& sizes) {
  Dims dims{};
  dims.count = static_cast<int32_t>(sizes.size());
  std::copy(sizes.begin(), sizes.end(), dims.sizes);
  return dims;
}

poly_status needs_bounds(const Value& value, poly_error* error) {
  return poly_fail(error, POLY_UNSUPPORTED, 0,
                   "TensorRT builds for bounded shapes and input `%s` is %s. Try: `inputs: { \"%s\": { shape: { min, opt, max } } }`.",
                   value.name.c_str(), shape_text(value.shape).c_str(), value.name.c_str());
}

/* Fills in what the bounds leave to the model. */
poly_status check_fit(const Value& value, Bounds* given, poly_error* error) {
  Bounds& bounds = *given;
  bool fits = bounds.min.size() == value.shape.size();
  for (size_t i = 0; fits && i < value.shape.size(); i++) {
    if (bounds.min[i] < 0 && value.shape[i] < 0) return needs_bounds(value, error);
    if (bounds.min[i] < 0) bounds.min[i] = bounds.opt[i] = bounds.max[i] = value.shape[i];
    fits = value.shape[i] < 0 || (value.shape[i] == bounds.min[i] && value.shape[i] == bounds.max[i]);
  }
  if (fits) return POLY_OK;
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected bounds for input `%s`, which is %s, but received %s to %s.",
                   value.name.c_str(), shape_text(value.shape).c_str(), shape_text(bounds.min).c_str(),
                   shape_text(bounds.max).c_str());
}

poly_status set_shape(const Slots& slots, void* profile, void* tensor, Bounds bounds, Value* value, poly_error* error) {
  if (const poly_status status = check_fit(*value, &bounds, error)) return status;
  const bool is_free = std::count(value->shape.begin(), value->shape.end(), -1) > 0;
  if (!is_free) return POLY_OK;
  for (const Selector selector : kSelectors) {
    const Dims dims = dims_of(at(bounds, selector));
    if (!call<bool>(slots.profile_set_dimensions, profile, value->name.c_str(), static_cast<int32_t>(selector), &dims))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "TensorRT does not take %s as bounds of input `%s`.",
                       shape_text(at(bounds, selector)).c_str(), value->name.c_str());
  }
  for (size_t i = 0; i < value->shape.size(); i++)
    if (bounds.min[i] == bounds.max[i]) value->shape[i] = bounds.min[i];
  /* Sizes that are known make for quicker kernels than sizes that a profile fixes. */
  const Dims known = dims_of(value->shape);
  call<void>(slots.tensor_set_dimensions, tensor, &known);
  return POLY_OK;
}

poly_status set_values(const Library& library, void* profile, const std::string& name, const Bounds& bounds, poly_error* error) {
  const Slots& slots = *library.slots;
  const int32_t count = static_cast<int32_t>(bounds.min.size());
  /* 10.11 has the call for 64-bit values; the table of an older one ends before it. */
  const bool is_wide = !library.is_10() || library.number >= 101100;
  for (const Selector selector : kSelectors) {
    const std::vector<int64_t>& wide = at(bounds, selector);
    const std::vector<int32_t> narrow(wide.begin(), wide.end());
    const int32_t which = selector;
    const bool is_set = is_wide ? call<bool>(slots.profile_set_shape_values_v2, profile, name.c_str(), which, wide.data(), count)
                                : call<bool>(slots.profile_set_shape_values, profile, name.c_str(), which, narrow.data(), count);
    if (!is_set)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "TensorRT does not take %s as values of input `%s`.",
                       shape_text(wide).c_str(), name.c_str());
  }
  return POLY_OK;
}

poly_status check_names(const BoundsByName& bounds, const Values& values, poly_error* error) {
  for (const auto& [name, ignored] : bounds) {
    const bool is_known = std::any_of(values.inputs.begin(), values.inputs.end(),
                                      [&name = name](const Value& value) { return value.name == name; });
    if (!is_known) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected bounds of inputs, and `%s` is none.", name.c_str());
  }
  return POLY_OK;
}

}  // namespace

poly_status profile_make(const Library& library, const Settings& settings, void* builder, void* network, void* config,
                         Values* values, poly_error* error) {
  const Slots& slots = *library.slots;
  if (const poly_status status = check_names(settings.shapes, *values, error)) return status;
  if (const poly_status status = check_names(settings.values, *values, error)) return status;
  void* const profile = call<void*>(slots.builder_create_optimization_profile, builder);
  if (!is_pointer(profile)) return poly_fail(error, POLY_ENGINE, 0, "TensorRT makes no optimisation profile.");
  bool is_needed = !settings.values.empty();
  for (size_t i = 0; i < values->inputs.size(); i++) {
    Value& value = values->inputs[i];
    const bool is_free = std::count(value.shape.begin(), value.shape.end(), -1) > 0;
    const auto bounds = settings.shapes.find(value.name);
    is_needed = is_needed || is_free;
    if (bounds == settings.shapes.end()) {
      if (is_free) return needs_bounds(value, error);
      continue;
    }
    void* const tensor = call<void*>(slots.network_get_input, network, static_cast<int32_t>(i));
    if (const poly_status status = set_shape(slots, profile, tensor, bounds->second, &value, error)) return status;
  }
  for (const auto& [name, bounds] : settings.values)
    if (const poly_status status = set_values(library, profile, name, bounds, error)) return status;
  if (!is_needed) return POLY_OK;
  if (call<int32_t>(slots.config_add_optimization_profile, config, profile) < 0)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "TensorRT does not take the bounds of the inputs.");
  return POLY_OK;
}

}  // namespace tensorrt
