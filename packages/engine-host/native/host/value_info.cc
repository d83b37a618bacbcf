#include "value_info.h"

#include <polyinfer/kit.h>

#include <algorithm>
#include <stdexcept>

namespace poly {
namespace {

value_info copy(const poly_value& from) {
  if (!from.name || from.rank > POLY_MAX_RANK || (from.rank > 0 && !from.shape))
    throw std::runtime_error("The engine describes an input or output that has no name, or an impossible rank.");
  value_info to;
  to.name = from.name;
  to.dtype = from.dtype;
  to.rank = from.rank < 0 ? -1 : from.rank;
  if (from.rank > 0) to.shape.assign(from.shape, from.shape + from.rank);
  to.details = from.details ? from.details : "{}";
  poly_tensor tensor{};
  tensor.dtype = from.dtype;
  tensor.rank = from.rank;
  for (size_t i = 0; i < to.shape.size(); i++) tensor.shape[i] = to.shape[i];
  if (from.rank >= 0 && poly_count(tensor.shape, tensor.rank) >= 0) {
    to.is_fixed = true;
    to.fixed_bytes = poly_bytes(&tensor);
  }
  return to;
}

std::vector<value_info> copy(const poly_value* values, size_t count) {
  std::vector<value_info> result;
  for (size_t i = 0; i < count; i++) result.push_back(copy(values[i]));
  return result;
}

}  // namespace

session_info::session_info(const poly_info& from)
    : max_runs(std::clamp(from.max_runs, 1u, kMostRuns)),
      capabilities(from.capabilities),
      inputs(copy(from.inputs, from.input_count)),
      outputs(copy(from.outputs, from.output_count)) {}

}  // namespace poly
