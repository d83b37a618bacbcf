#include "session.h"
#include <new>
#include "options.h"
#include "polyinfer/kit.h"
#include "status.h"

namespace ort {
namespace {

constexpr uint32_t kDefaultLanes = 4;
/* onnxruntime_session_options_config_keys.h: which provider computes which node can be asked afterwards. */
constexpr char kRecordPlacement[] = "session.record_ep_graph_assignment_info";

struct OptionsDeleter {
  const Api* api;
  void operator()(SessionOptions* options) const { api->ReleaseSessionOptions(options); }
};

struct Load {
  const Api* api;
  SessionOptions* options;
  static void stop(void* self) {
    auto* load = static_cast<Load*>(self);
    drop(*load->api, load->api->SessionOptionsSetLoadCancellationFlag(load->options, true));
  }
};

/* Files after the first are the model's external data, by the names that the model calls them. */
poly_status add_external_data(const Api& api, SessionOptions* options, const poly_open* open, poly_error* error) {
  std::vector<std::filesystem::path> paths;
  std::vector<const PathChar*> names;
  std::vector<char*> data;
  std::vector<size_t> sizes;
  for (size_t i = 1; i < open->file_count; i++) {
    const poly_file& file = open->files[i];
    if (!file.data) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected the bytes of file `%s`.", file.name);
    paths.push_back(std::filesystem::u8path(file.name));
    data.push_back(static_cast<char*>(const_cast<void*>(file.data)));
    sizes.push_back(file.bytes);
  }
  for (const auto& path : paths) names.push_back(path.c_str());
  ORT_TRY(api, During::kOptions, error,
          api.AddExternalInitializersFromFilesInMemory(options, names.data(), data.data(), sizes.data(), names.size()));
  return POLY_OK;
}

poly_status create(poly_session* s, const poly_open* open, SessionOptions* options, poly_call* call, poly_error* error) {
  const Api& api = s->runtime->api;
  const poly_file& model = open->files[0];
  Load load{&api, options};
  Env* env = s->runtime->env;
  Status* created = nullptr;
  const bool may_start = !call->on_cancel(call, Load::stop, &load);
  if (may_start && model.data)
    created = api.CreateSessionFromArray(env, model.data, model.bytes, options, &s->session);
  else if (may_start)
    created = api.CreateSession(env, std::filesystem::u8path(model.path).c_str(), options, &s->session);
  const bool cancelled = call->on_cancel(call, nullptr, nullptr);
  poly_status status = take(api, created, During::kOpen, error);
  return cancelled ? poly_fail(error, POLY_ABORTED, 0, "Opening the model was aborted.") : status;
}

}  // namespace

poly_status session_open(poly_runtime* runtime, const poly_open* open, poly_call* call, poly_session** out,
                         poly_error* error) try {
  const Api& api = runtime->api;
  if (!open->file_count) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a model file.");
  const bool on_cpu = !open->device || !*open->device || !strcmp(open->device, "cpu");
  if (!on_cpu && !runtime->gpu)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected device `cpu` but received `%s`.", open->device);
  auto s = std::make_unique<poly_session>(runtime);
  if (!on_cpu) {
    s->gpu = std::make_unique<GpuSession>(*runtime->gpu, api);
    if (poly_status status = s->gpu->open(open->device, error)) return status;
  }
  SessionOptions* made = nullptr;
  ORT_TRY(api, During::kOptions, error, api.CreateSessionOptions(&made));
  std::unique_ptr<SessionOptions, OptionsDeleter> options(made, OptionsDeleter{&api});
  CallLog::Scope scope(s->log, call);
  ORT_TRY(api, During::kOptions, error, api.SetUserLoggingFunction(made, CallLog::write, &s->log));
  if (poly_status status = options_apply(api, made, open, error)) return status;
  if (s->gpu) {
    if (poly_status status = s->gpu->append(made, open, error)) return status;
    ORT_TRY(api, During::kOptions, error, api.AddSessionConfigEntry(made, kRecordPlacement, "1"));
  }
  if (open->file_count > 1 && open->files[0].data)
    if (poly_status status = add_external_data(api, made, open, error)) return status;
  if (poly_status status = create(s.get(), open, made, call, error)) return status;
  for (size_t i = 0; i < open->option_count; i++)
    if (!strcmp(open->options[i].key, "arena")) s->has_arena = strcmp(open->options[i].value, "false") != 0;
  s->info.struct_bytes = sizeof(poly_info);
  /* All work of a session on a GPU goes through one stream. */
  s->info.max_runs = s->gpu ? 1 : open->max_runs ? open->max_runs : kDefaultLanes;
  s->info.capabilities = POLY_CANCELS | (s->gpu ? POLY_STREAMS | POLY_WAITS : 0);
  if (poly_status status = session_describe(s.get(), error)) return status;
  if (s->gpu && GraphBuffers::are_asked_for(open)) {
    s->graph = std::make_unique<GraphBuffers>(runtime, *s->gpu);
    if (poly_status status = s->graph->open(s->session, s->info, error)) return status;
  }
  s->lanes.resize(s->info.max_runs);
  for (Lane& lane : s->lanes) {
    lane.api = &api;
    lane.kept.resize(s->info.input_count + s->info.output_count);
  }
  *out = s.release();
  return POLY_OK;
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
}

const poly_info* session_info(const poly_session* s) { return &s->info; }

void session_close(poly_session* s) { delete s; }

}  // namespace ort

poly_session::~poly_session() {
  graph.reset();
  for (ort::Lane& lane : lanes) {
    for (ort::KeptValue& kept : lane.kept)
      if (kept.value) runtime->api.ReleaseValue(kept.value);
    if (lane.options) runtime->api.ReleaseRunOptions(lane.options);
    if (lane.binding) runtime->api.ReleaseIoBinding(lane.binding);
  }
  if (session) runtime->api.ReleaseSession(session);
}
