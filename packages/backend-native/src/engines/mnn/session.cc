#include "session.h"
#include <exception>
#include <new>
#include "polyinfer/kit.h"
#include "printing.h"

namespace mnn {
namespace {

constexpr uint32_t kDefaultLanes = 4;
constexpr int kDefaultThreads = 1;

poly_status open_first_lane(poly_session* s, const poly_open* open, poly_error* error) {
  const Api& api = s->runtime->api;
  s->device = device_of(open->device);
  if (!s->device || !has_device(api, *s->device))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "This library of MNN has no device `%s`.", open->device);
  s->threads = open->threads > 0 ? open->threads : kDefaultThreads;
  if (poly_status status = options_read(open, &s->options, error)) return status;
  if (poly_status status = s->file.open(open->files[0], error)) return status;
  s->lanes.resize(open->max_runs ? open->max_runs : kDefaultLanes);
  for (auto& lane : s->lanes) lane = std::make_unique<Lane>();
  if (poly_status status = s->lanes[0]->open(api, {s->file.data(), s->file.bytes()}, s->options, *s->device, s->threads, error))
    return status;
  s->info.struct_bytes = sizeof(poly_info);
  s->info.max_runs = static_cast<uint32_t>(s->lanes.size());
  s->info.capabilities = POLY_CANCELS | (open->files[0].data ? POLY_KEEPS_MODEL : 0);
  return session_describe(s, error);
}

void add(poly_error* error, const std::string& text) {
  const size_t length = strlen(error->message);
  snprintf(error->message + length, sizeof error->message - length, "%s", text.c_str());
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  if (open->file_count != 1) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected one file, the model.");
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  auto s = std::make_unique<poly_session>();
  s->runtime = runtime;
  Listening listening(call);
  if (poly_status status = open_first_lane(s.get(), open, error)) {
    add(error, listening.complaint());
    return status;
  }
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  *out = s.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
} catch (const std::exception& thrown) {
  return poly_fail(error, POLY_INVALID_MODEL, 0, "MNN could not read the model: %s.", thrown.what());
}

const poly_info* session_info(const poly_session* s) { return &s->info; }

void session_close(poly_session* s) { delete s; }

}  // namespace mnn
