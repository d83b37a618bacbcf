#include "open_task.h"

#include <cstring>

#include "../host/aligned_memory.h"
#include "arguments.h"
#include "arrays.h"
#include "engine_handle.h"
#include "errors.h"
#include "session_handle.h"

namespace poly {

open_task::open_task(environment& home) : home_(home) {}

open_task::~open_task() {
  if (!home_.is_stopped()) home_.opening.erase(ticket);
}

void open_task::on_progress(double fraction, const char* stage) {
  if (progress_callback) progress_callback->tell(fraction, stage);
}

void open_task::on_log(int32_t level, const char* text) {
  if (log_callback) log_callback->log(level, text);
}

void open_task::settle(napi_env env) {
  if (status != POLY_OK) {
    napi_reject_deferred(env, deferred, make_error(env, status, error));
    return;
  }
  auto handle = std::make_unique<session_handle>(home_, std::move(opened), log_callback);
  napi_value external = handle->wrap(env);
  if (!external) return;  // the environment is ending: the handle closes the session
  handle.release();
  napi_resolve_deferred(env, deferred, external);
}

namespace {

struct held_bytes {
  std::shared_ptr<void> memory;
  size_t bytes;
};

// Deletes a reference where it may be deleted, whichever thread lets go of it.
class unreference_task final : public task {
 public:
  explicit unreference_task(napi_ref reference) : reference_(reference) {}
  bool is_awaited() const override { return false; }
  void settle(napi_env env) override { napi_delete_reference(env, reference_); }

 private:
  napi_ref const reference_;
};

std::shared_ptr<void> keep_reference(environment& home, napi_value value) {
  napi_ref reference;
  napi_create_reference(home.env, value, 1, &reference);
  return {static_cast<void*>(reference),
          [&home](void* kept) { home.post(new unreference_task(static_cast<napi_ref>(kept))); }};
}

model_file read_file(environment& home, const Napi::Object& from) {
  model_file file;
  file.name = read_text(from, "name");
  const Napi::Value held = from.Get("held"), bytes = from.Get("bytes");
  if (held.IsExternal()) {
    held_bytes& memory = *held.As<Napi::External<held_bytes>>().Data();
    file.data = memory.memory.get();
    file.bytes = memory.bytes;
    file.keep = std::move(memory.memory);  // so that large memory is freed by the thread that opened or closed
  } else if (bytes.IsTypedArray()) {
    array_memory memory;
    get_memory(home.env, bytes, &memory);
    file.data = memory.data;
    file.bytes = memory.bytes;
    file.keep = keep_reference(home, bytes);
  } else {
    file.path = read_text(from, "path");
  }
  return file;
}

}  // namespace

Napi::Value open(const Napi::CallbackInfo& args) {
  environment& home = environment::of(args.Env());
  const auto asked = args[1].As<Napi::Object>();
  auto owned = std::make_unique<open_task>(home);
  open_task* work = owned.get();
  work->engine = args[0].As<Napi::External<engine_handle>>().Data()->loaded;
  work->ticket = ++home.last_ticket;
  work->progress_callback = js_callback::from(home, args[2]);
  work->log_callback = js_callback::from(home, args[3]);
  open_request& request = work->request;
  request.format = read_text(asked, "format");
  request.device = read_text(asked, "device");
  request.threads = static_cast<int32_t>(read_number(asked, "threads", 0));
  request.max_runs = static_cast<uint32_t>(read_number(asked, "maxRuns", 0));
  request.options = read_pairs(asked.Get("options"));
  const auto files = asked.Get("files").As<Napi::Array>();
  for (uint32_t i = 0; i < files.Length(); i++)
    request.files.push_back(read_file(home, files.Get(i).As<Napi::Object>()));
  napi_value promise = nullptr;
  if (napi_create_promise(args.Env(), &work->deferred, &promise) != napi_ok) return {};
  auto result = Napi::Object::New(args.Env());
  result.Set("session", Napi::Value(args.Env(), promise));
  result.Set("ticket", work->ticket);
  owned.release();
  home.opening[work->ticket] = work;
  home.begin();
  home.background([work]() -> task* {
    open_session(*work->engine, std::move(work->request), *work, &work->opened);
    return work;
  });
  return result;
}

void cancel_open(const Napi::CallbackInfo& args) {
  environment& home = environment::of(args.Env());
  const auto found = home.opening.find(args[0].As<Napi::Number>());
  if (found != home.opening.end()) found->second->cancel();
}

Napi::Value hold_model(const Napi::CallbackInfo& args) {
  const auto bytes = static_cast<size_t>(args[0].As<Napi::Number>().Int64Value());
  void* data = allocate_aligned(pool::kAlignment, bytes ? bytes : 1);
  if (!data)
    throw Napi::Error(args.Env(), make_error(args.Env(), POLY_OUT_OF_MEMORY,
                                             "No memory for a model of " + std::to_string(bytes) + " bytes."));
  auto* held = new held_bytes{std::shared_ptr<void>(data, free_aligned), bytes};
  return Napi::External<held_bytes>::New(args.Env(), held, [](Napi::Env, held_bytes* done) { delete done; });
}

void fill_model(const Napi::CallbackInfo& args) {
  const held_bytes& held = *args[0].As<Napi::External<held_bytes>>().Data();
  const auto offset = static_cast<size_t>(args[1].As<Napi::Number>().Int64Value());
  array_memory from;
  get_memory(args.Env(), args[2], &from);
  if (offset <= held.bytes && from.bytes <= held.bytes - offset && from.bytes > 0)
    memcpy(static_cast<char*>(held.memory.get()) + offset, from.data, from.bytes);
}

}  // namespace poly
