#include "session.h"
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include "polyinfer/kit.h"
#include "printed.h"
#include "status.h"

namespace litert {
namespace {

constexpr uint32_t kDefaultLanes = 4;

/* The vendor's own reading of files crashes on damaged ones. */
poly_status read_file(const char* path, std::vector<char>* bytes, poly_error* error) {
  std::ifstream file(std::filesystem::u8path(path), std::ios::binary);
  if (!file) return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a file that can be read at %s.", path);
  bytes->assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return file.bad() ? poly_fail(error, POLY_INVALID_MODEL, 0, "Reading %s failed.", path) : POLY_OK;
}

poly_status create_model(poly_session* s, const poly_file& file, poly_error* error) {
  const Api& api = s->runtime->api;
  const void* data = file.data;
  size_t bytes = file.bytes;
  if (!data) {
    if (poly_status status = read_file(file.path, &s->bytes, error)) return status;
    data = s->bytes.data();
    bytes = s->bytes.size();
  }
  if (bytes < 8 || memcmp(static_cast<const char*>(data) + 4, "TFL3", 4))
    return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a .tflite model but its mark TFL3 is missing.");
  Printed printed;
  const int created = api.CreateModelFromBuffer ? api.CreateModelFromBuffer(s->runtime->environment, data, bytes, &s->model)
                                                : api.CreateModelFromBufferOnly(data, bytes, &s->model);
  return take(created, During::kRead, "to read the model", printed.errors().c_str(), error);
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  if (open->file_count != 1)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected one .tflite file but received %zu files.", open->file_count);
  auto s = std::make_unique<poly_session>(runtime);
  if (poly_status status = options_read(open, runtime_accelerators(runtime), &s->options, error)) return status;
  if (s->options.is_device_missing)
    call->log(call, POLY_LOG_WARNING, "LiteRT found no library for the device: the model runs on the processor.");
  if (poly_status status = create_model(s.get(), open->files[0], error)) return status;
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  s->info.struct_bytes = sizeof(poly_info);
  s->info.max_runs = open->max_runs ? open->max_runs : kDefaultLanes;
  s->info.capabilities = open->files[0].data ? POLY_KEEPS_MODEL : 0;
  if (poly_status status = session_describe(s.get(), error)) return status;
  s->lanes.resize(s->info.max_runs);
  /* The first now: a model that cannot be compiled fails here. */
  if (poly_status status = lane_make(s.get(), &s->lanes[0], call, error)) return status;
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  *out = s.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
}

const poly_info* session_info(const poly_session* s) { return &s->info; }

void session_close(poly_session* s) { delete s; }

}  // namespace litert

poly_session::~poly_session() {
  for (litert::Lane& lane : lanes) litert::lane_reset(runtime->api, &lane);
  if (model) runtime->api.DestroyModel(model);
}
