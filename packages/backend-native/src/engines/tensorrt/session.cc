#include "session.h"
#include <cstdio>
#include <cstring>
#include <new>
#include "polyinfer/kit.h"

namespace tensorrt {
namespace {

/* A plan that somebody else has built, whole in memory. */
poly_status read_plan(const poly_open* open, std::vector<char>* storage, Bytes* bytes, poly_error* error) {
  const poly_file& file = open->files[0];
  *bytes = {file.data, file.bytes};
  if (!file.data) {
    FILE* const from = file.path ? fopen(file.path, "rbe") : nullptr;
    if (!from) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a readable plan but received %s.", file.path ? file.path : "nothing");
    char piece[1 << 16];
    for (size_t got; (got = fread(piece, 1, sizeof piece, from)) > 0;) storage->insert(storage->end(), piece, piece + got);
    fclose(from);
    *bytes = {storage->data(), storage->size()};
  }
  return bytes->size ? POLY_OK : poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a plan of TensorRT but the file is empty.");
}

poly_status plan_failure(const Library& library, const Listener& listener, poly_error* error) {
  const bool is_memory = listener.has("OutOfMemory") || listener.has("out of memory");
  /* A broken plan is told first, what fails in its wake after that. */
  const bool is_broken = listener.has("Serialization") || listener.has("readHeader") || listener.has("empty memory buffer");
  const bool is_device = !is_broken && (listener.has("CUDA initialization failure") || listener.has("CUDA error") ||
                                        listener.has("Cuda Runtime"));
  const std::string why = listener.errors();
  const poly_status status = is_memory ? POLY_OUT_OF_MEMORY : is_device ? POLY_UNAVAILABLE : POLY_INVALID_MODEL;
  return poly_fail(error, status, 0, "%s %s does not open the plan: %s",
                   library.name->title, library.version.c_str(), why.empty() ? "it does not say why" : why.c_str());
}

void read_ranges(poly_session* s) {
  const Slots& slots = s->slots();
  for (Value& value : s->values.inputs) {
    const char* const name = value.name.c_str();
    Range range;
    const int32_t location = call<int32_t>(slots.engine_get_tensor_location, s->engine.get(), name);
    range.is_shape = location == kHost || call<bool>(slots.engine_is_shape_inference_io, s->engine.get(), name);
    range.min = range.max = value.shape;
    bool is_free = false;
    for (const int64_t size : value.shape) is_free = is_free || size < 0;
    if (is_free) {
      const Dims min = call<Dims>(slots.engine_get_profile_shape, s->engine.get(), name, 0, static_cast<int32_t>(kMin));
      const Dims max = call<Dims>(slots.engine_get_profile_shape, s->engine.get(), name, 0, static_cast<int32_t>(kMax));
      for (size_t i = 0; i < value.shape.size() && static_cast<int32_t>(i) < min.count && static_cast<int32_t>(i) < max.count; i++) {
        if (value.shape[i] >= 0) continue;
        range.min[i] = min.sizes[i];
        range.max[i] = max.sizes[i];
        if (min.sizes[i] == max.sizes[i]) value.shape[i] = min.sizes[i];
      }
    }
    s->ranges.push_back(std::move(range));
  }
}

poly_status open_plan(poly_session* s, const Bytes& bytes, poly_error* error) {
  const Library& library = s->runtime->library;
  const Listener listener(*s->runtime->log, nullptr);
  s->deserializer = own(library.create_runtime(s->runtime->log->logger(), library.number));
  if (!s->deserializer)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "%s %s makes no runtime: %s", library.name->title, library.version.c_str(),
                     listener.errors().c_str());
  s->engine = own(call<void*>(s->slots().runtime_deserialize_cuda_engine, s->deserializer.get(), bytes.data, bytes.size));
  if (!s->engine) return plan_failure(library, listener, error);
  if (const poly_status status = values_of_engine(s->slots(), s->engine.get(), &s->values, error)) return status;
  if (call<int32_t>(s->slots().engine_get_nb_optimization_profiles, s->engine.get()) < 1)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "The plan has no optimisation profile.");
  read_ranges(s);
  return POLY_OK;
}

/* The first lane is made at once: what does not fit shows here. */
poly_status open_lanes(poly_session* s, poly_error* error) {
  const Listener listener(*s->runtime->log, nullptr);
  for (uint32_t i = 0; i < s->settings.lanes; i++) s->lanes.push_back(std::make_unique<Lane>(s->device.cuda()));
  return s->lanes[0]->open(s->slots(), s->engine.get(), s->values, listener, error);
}

poly_status open_on_device(poly_session* s, const poly_open* open, poly_call* call, poly_error* error) {
  if (const poly_status status = s->device.open(s->runtime, s->settings.ordinal, error)) return status;
  const poly::cuda::scoped_context current(s->device.cuda(), s->device.context());
  if (const poly_status status = poly::cuda::fail(s->device.cuda(), current.code, "cuCtxPushCurrent_v2", error)) return status;
  std::vector<char> storage;
  Bytes bytes{nullptr, 0};
  if (s->is_built) {
    if (const poly_status status = build(s->runtime, open, s->settings, call, &s->plan, error)) return status;
    bytes = s->plan.bytes;
  } else if (const poly_status status = read_plan(open, &storage, &bytes, error)) {
    return status;
  }
  if (const poly_status status = open_plan(s, bytes, error)) {
    /* What our own build has made is no broken file. */
    return s->is_built && status == POLY_INVALID_MODEL ? POLY_ENGINE : status;
  }
  s->plan.memory.reset();
  s->plan.bytes = {nullptr, 0};
  if (call->cancelled(call)) return poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.");
  return open_lanes(s, error);
}

poly_status open_for_plan(poly_session* s, const poly_open* open, poly_call* call, poly_error* error) {
  if (!s->is_built)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an ONNX model to build a plan of, for device `none`.");
  const poly::cuda::driver* cuda = nullptr;
  if (!s->runtime->library.name->is_rtx)
    if (const poly_status status = runtime_driver(s->runtime, &cuda, error)) return status;
  if (const poly_status status = build(s->runtime, open, s->settings, call, &s->plan, error)) return status;
  s->values = s->plan.values;
  return POLY_OK;
}

/* What the vendor fails of where the device is lost is that. */
poly_status or_device_lost(const poly_session* s, poly_status status, poly_error* error) {
  if (!s->device.context() || status == POLY_ABORTED || status == POLY_DEVICE_LOST) return status;
  const Cuda& cuda = s->device.cuda();
  const poly::cuda::scoped_context current(cuda, s->device.context());
  size_t free_bytes = 0, total_bytes = 0;
  const poly::cuda::result code = current.code ? current.code : cuda.cuMemGetInfo_v2(&free_bytes, &total_bytes);
  if (poly::cuda::meaning_of(code).status != POLY_DEVICE_LOST) return status;
  return poly::cuda::fail(cuda, code, "cuMemGetInfo_v2", error);
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  if (!open->file_count) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a model file.");
  auto s = std::make_unique<poly_session>(runtime);
  if (const poly_status status = settings_read(open, &s->settings, error)) return status;
  s->is_built = !strcmp(open->format, "onnx");
  if (!s->is_built && strcmp(open->format, "tensorrt") && strcmp(open->format, "compiled"))
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected a model in `onnx`, `tensorrt` or `compiled` but received `%s`.", open->format);
  const poly_status status =
      s->settings.has_device ? open_on_device(s.get(), open, call, error) : open_for_plan(s.get(), open, call, error);
  if (status) return or_device_lost(s.get(), status, error);
  poly_info& info = s->info;
  info.struct_bytes = sizeof(poly_info);
  info.max_runs = s->settings.lanes;
  info.capabilities = s->settings.has_device ? POLY_STREAMS | POLY_WAITS : POLY_WAITS;
  s->values.tell(&info);
  s->notes = s->plan.notes;
  *out = s.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
}

const poly_info* session_info(const poly_session* s) { return &s->info; }

void session_close(poly_session* s) { delete s; }

}  // namespace tensorrt

poly_session::~poly_session() {
  if (!device.context()) return;
  const poly::cuda::scoped_context current(device.cuda(), device.context());
  lanes.clear();
  engine.reset();
  deserializer.reset();
  plan.memory.reset();
}
