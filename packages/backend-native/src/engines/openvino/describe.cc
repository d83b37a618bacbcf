#include <cstring>
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"

namespace openvino {
namespace {

const char* state_of(int status) { return status == 2 ? "executed" : status == 1 ? "optimized out" : "not run"; }

int write_layer(poly_sink sink, const LayerProfile& layer) {
  char times[96];
  snprintf(times, sizeof times, ",\"wallUs\":%lld,\"cpuUs\":%lld}", static_cast<long long>(layer.real_us),
           static_cast<long long>(layer.cpu_us));
  int stop = poly_text(sink, "{\"name\":") || poly_json_string(sink, layer.name);
  stop = stop || poly_text(sink, ",\"type\":") || poly_json_string(sink, layer.type);
  stop = stop || poly_text(sink, ",\"kernel\":") || poly_json_string(sink, layer.exec_type);
  stop = stop || poly_text(sink, ",\"state\":") || poly_json_string(sink, state_of(layer.status));
  return stop || poly_text(sink, times);
}

}  // namespace

/* "profile": {"layers": [{name, type, kernel, state, wallUs, cpuUs}]} of the last run of the first lane. */
poly_status session_describe(poly_session* s, const char* what, poly_sink sink, poly_error* error) {
  const Api& api = s->runtime->api;
  if (strcmp(what, "profile")) return poly_fail(error, POLY_UNSUPPORTED, 0, "OpenVINO's engine cannot describe `%s`.", what);
  /* Unasked, the vendor answers with zeroes. */
  const auto asked = s->settings.properties.find("PERF_COUNT");
  if (asked == s->settings.properties.end() || asked->second != "YES")
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Layers are not measured: open the session with `enableProfiling`.");
  std::shared_ptr<Compiled> compiled;
  if (poly_status status = session_compiled(s, &compiled, error)) return status;
  const Request& request = compiled->peek(0);
  if (!request.has_run) return poly_fail(error, POLY_UNSUPPORTED, 0, "Nothing has run yet.");
  Profile profile{};
  OPENVINO_TRY(api, POLY_UNSUPPORTED, error, api.infer_request_get_profiling_info(request.handle, &profile));
  int stop = poly_text(sink, "{\"layers\":[");
  for (size_t i = 0; i < profile.count && !stop; i++) stop = (i && poly_text(sink, ",")) || write_layer(sink, profile.layers[i]);
  if (!stop) poly_text(sink, "]}");
  api.profiling_info_list_free(&profile);
  return POLY_OK;
}

}  // namespace openvino
