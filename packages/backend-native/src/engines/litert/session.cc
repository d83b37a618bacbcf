#include "session.h"
#include <new>
#include "polyinfer/kit.h"
#include "printed.h"
#include "status.h"

namespace litert {
namespace {

constexpr uint32_t kDefaultLanes = 4;

poly_status create_model(Session* s, poly_call* call, poly_error* error) {
  const Api& api = s->runtime->api;
  const ModelBytes& bytes = s->bytes;
  Printed printed(call);
  const int created = api.CreateModelFromBuffer
                          ? api.CreateModelFromBuffer(s->runtime->environment, bytes.data, bytes.count, &s->model)
                          : api.CreateModelFromBufferOnly(bytes.data, bytes.count, &s->model);
  return take(created, During::kRead, "to read the model", printed.errors().c_str(), error);
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) {
  auto s = std::make_unique<Session>(runtime);
  if (poly_status status = model_bytes(open, &s->bytes, error)) return status;
  if (poly_status status = options_read(open, runtime_accelerators(runtime), &s->options, error)) return status;
  if (s->options.is_device_missing)
    call->log(call, POLY_LOG_WARNING, "LiteRT found no library for the device: the model runs on the processor.");
  if (poly_status status = create_model(s.get(), call, error)) return status;
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  s->info.max_runs = open->max_runs ? open->max_runs : kDefaultLanes;
  s->info.capabilities = open->files[0].data ? POLY_KEEPS_MODEL : 0;
  if (poly_status status = session_describe(s.get(), error)) return status;
  s->lanes.resize(s->info.max_runs);
  /* The first now: a model that cannot be compiled fails here. All where the caller has asked for so many. */
  for (size_t i = 0; i < (open->max_runs ? s->lanes.size() : 1); i++) {
    if (poly_status status = lane_make(s.get(), &s->lanes[i], call, error)) return status;
    if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  }
  *out = s.release();
  return POLY_OK;
}

Session::~Session() {
  for (Lane& lane : lanes) lane_reset(runtime->api, &lane);
  if (model) runtime->api.DestroyModel(model);
}

}  // namespace litert
