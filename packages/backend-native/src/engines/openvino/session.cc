#include "session.h"
#include <algorithm>
#include <new>
#include "import.h"
#include "polyinfer/kit.h"

namespace openvino {
namespace {

/* Requests that are made at open; those of further lanes by their first run. */
constexpr uint32_t kRequestsAtOnce = 8;

/* The vendor's processor code computes it in float32 and does not tell. */
poly_status check_float64(const Settings& settings, const Values& values, poly_error* error) {
  if (settings.accepts_float64) return POLY_OK;
  for (const poly_value& value : values.values)
    if (value.dtype == POLY_FLOAT64)
      return poly_fail(error, POLY_UNSUPPORTED, 0,
                       "`%s` is float64, which OpenVINO computes in float32; option `inferencePrecision` accepts that.",
                       value.name);
  return POLY_OK;
}

/* Reads the files and compiles them. `values` is filled where it is given. */
poly_status build(poly_session* s, Values* values, poly_call* call, std::shared_ptr<Compiled>* out, poly_error* error) {
  if (!s->source.compiled_path().empty()) {
    const poly_status status =
        import_compiled(s->runtime, s->source.compiled_path(), s->settings, values, &s->settings.lanes, out, error);
    /* An open session may see its cache entry leave. */
    if (status == POLY_OK || values || !s->source.has_model()) return status;
  }
  Source::Graph graph;
  if (poly_status status = s->source.read(&graph, error)) return status;
  if (poly_status status = reshape(s->runtime, graph.get(), s->settings.sizes, error)) return status;
  if (values) {
    if (poly_status status = values_read(s->runtime, graph.get(), values, error)) return status;
    if (poly_status status = check_float64(s->settings, *values, error)) return status;
  }
  if (call) {
    if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
    call->progress(call, 0.3, "compile");
  }
  return compile(s->runtime, graph.get(), s->settings, &s->settings.lanes, out, error);
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  if (!open->file_count || (!open->files[0].data && !open->files[0].path))
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a model file.");
  auto s = std::make_unique<poly_session>(runtime, open);
  if (poly_status status = settings_read(runtime, open, &s->settings, error)) return status;
  if (poly_status status = build(s.get(), &s->values, call, &s->compiled, error)) return status;
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  poly_info& info = s->info;
  info.struct_bytes = sizeof(poly_info);
  info.max_runs = s->settings.lanes;
  /* Bytes are read again where a failed run has broken the compiled model. */
  info.capabilities = POLY_CANCELS | (s->source.has_bytes() ? static_cast<uint64_t>(POLY_KEEPS_MODEL) : 0);
  info.inputs = s->values.values.data();
  info.outputs = info.inputs + s->values.input_count;
  info.input_count = s->values.input_count;
  info.output_count = s->values.output_count;
  s->ways = std::vector<std::atomic<uint8_t>>(info.output_count);
  /* A request made while another computes waits for that one. */
  for (uint32_t lane = 0; lane < std::min(info.max_runs, kRequestsAtOnce); lane++) {
    Request* made = nullptr;
    if (poly_status status = s->compiled->request(lane, info.input_count, info.output_count, &made, error)) return status;
  }
  *out = s.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
}

poly_status session_compiled(poly_session* s, std::shared_ptr<Compiled>* out, poly_error* error) {
  std::lock_guard<std::mutex> lock(s->mutex);
  if (!s->compiled || s->compiled->broken) {
    std::shared_ptr<Compiled> fresh;
    if (poly_status status = build(s, nullptr, nullptr, &fresh, error)) return status;
    s->compiled = std::move(fresh);
  }
  *out = s->compiled;
  return POLY_OK;
}

const poly_info* session_info(const poly_session* s) { return &s->info; }

void session_close(poly_session* s) { delete s; }

}  // namespace openvino
