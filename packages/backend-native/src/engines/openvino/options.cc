#include "options.h"
#include <algorithm>
#include <cstring>
#include <thread>
#include "polyinfer/kit.h"
#include "status.h"

namespace openvino {
namespace {

constexpr char kShape[] = "shape.";
constexpr Dimension kFree = {0, -1};

/* One size: "3", "8..64" or "?". */
bool read_dimension(const std::string& text, Dimension* dimension) {
  if (text == "?") {
    *dimension = kFree;
    return true;
  }
  char* end = nullptr;
  dimension->min = dimension->max = strtoll(text.c_str(), &end, 10);
  if (!strncmp(end, "..", 2) && end[2]) dimension->max = strtoll(end + 2, &end, 10);
  return !text.empty() && !*end && dimension->min >= 0 && dimension->max >= dimension->min;
}

poly_status read_sizes(const poly_pair& pair, InputSizes* sizes, poly_error* error) {
  const std::string text = pair.value;
  std::vector<Dimension>& shape = (*sizes)[pair.key + sizeof kShape - 1];
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find(',', start), text.size());
    Dimension dimension{};
    if (!read_dimension(text.substr(start, end - start), &dimension))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected sizes like `1,3,?,8..64` for option `%s` but received `%s`.",
                       pair.key, pair.value);
    shape.push_back(dimension);
    start = end + 1;
  }
  return POLY_OK;
}

/* Names that the device knows, each between spaces. */
poly_status read_known(const poly_runtime* runtime, const std::string& device, std::string* known, poly_error* error) {
  const Api& api = runtime->api;
  char* supported = nullptr;
  OPENVINO_TRY(api, POLY_UNAVAILABLE, error,
               api.core_get_property(runtime->core, device.c_str(), "SUPPORTED_PROPERTIES", &supported));
  *known = std::string(" ") + supported + " CACHE_DIR ";
  api.free(supported);
  return POLY_OK;
}

/* "HETERO" of "HETERO:GPU,CPU": who answers what such a device knows. */
std::string plugin_of(const std::string& device) { return device.substr(0, device.find(':')); }

}  // namespace

poly_status settings_read(const poly_runtime* runtime, const poly_open* open, Settings* settings, poly_error* error) {
  settings->device = open->device && *open->device ? open->device : "CPU";
  settings->lanes = open->max_runs;
  std::string known;
  if (poly_status status = read_known(runtime, plugin_of(settings->device), &known, error)) return status;
  auto& properties = settings->properties;
  for (size_t i = 0; i < open->option_count; i++) {
    const poly_pair& pair = open->options[i];
    if (!strncmp(pair.key, kShape, sizeof kShape - 1)) {
      if (poly_status status = read_sizes(pair, &settings->sizes, error)) return status;
      continue;
    }
    if (!strcmp(pair.key, "accept.float64")) {
      settings->accepts_float64 = !strcmp(pair.value, "true");
      continue;
    }
    if (known.find(std::string(" ") + pair.key + " ") == std::string::npos)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "OpenVINO's device %s has no property `%s`.", settings->device.c_str(),
                       pair.key);
    properties[pair.key] = pair.value;
  }
  const bool is_cpu = settings->device == "CPU";
  const bool is_latency = !properties.count("PERFORMANCE_HINT") || properties["PERFORMANCE_HINT"] == "LATENCY";
  if (is_cpu && settings->lanes > 1 && is_latency && !properties.count("NUM_STREAMS"))
    properties["NUM_STREAMS"] = std::to_string(settings->lanes);
  if (is_cpu && open->threads > 0 && !properties.count("INFERENCE_NUM_THREADS")) {
    /* Of one run; streams beside each other need as many each, but no more than there are processors. */
    const int64_t streams = is_latency && settings->lanes > 1 ? settings->lanes : 1;
    const int64_t processors = std::max<int64_t>(open->threads, std::thread::hardware_concurrency());
    properties["INFERENCE_NUM_THREADS"] = std::to_string(std::min(open->threads * streams, processors));
  }
  if (properties.size() > kMostProperties)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected at most %zu properties but received %zu.", kMostProperties,
                     properties.size());
  return POLY_OK;
}

}  // namespace openvino
