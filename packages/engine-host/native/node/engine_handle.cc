#include "engine_handle.h"

#include "../host/append_to.h"
#include "../host/status.h"
#include "arguments.h"
#include "errors.h"

namespace poly {

engine_handle::engine_handle(environment& home) : home(home.shared_from_this()) { home.engines.insert(this); }

engine_handle::~engine_handle() {
  stop_log();
  home->engines.erase(this);
}

void engine_handle::stop_log() {
  if (loaded && on_log) loaded->log.remove(on_log.get());
  loaded = nullptr;
}

namespace {

class load_task final : public task {
 public:
  void settle(napi_env e) override {
    if (status != POLY_OK) {
      napi_reject_deferred(e, deferred, make_error(e, status, error));
      return;
    }
    napi_value result = nullptr, value = nullptr;
    napi_create_object(e, &result);
    napi_create_string_utf8(e, engine->loaded->engine->id, NAPI_AUTO_LENGTH, &value);
    napi_set_named_property(e, result, "id", value);
    napi_create_string_utf8(e, engine->loaded->engine->version, NAPI_AUTO_LENGTH, &value);
    napi_set_named_property(e, result, "version", value);
    napi_get_boolean(e, POLY_HAS(engine->loaded->engine, save), &value);
    napi_set_named_property(e, result, "saves", value);
    const auto finalize = [](napi_env, void* handle, void*) { delete static_cast<engine_handle*>(handle); };
    if (napi_create_external(e, engine.get(), finalize, nullptr, &value) != napi_ok) return;
    engine.release();
    napi_set_named_property(e, result, "handle", value);
    napi_resolve_deferred(e, deferred, result);
  }

  napi_deferred deferred = nullptr;
  std::unique_ptr<engine_handle> engine;
  poly_status status = POLY_OK;
  poly_error error{};
  std::string path, library;
  text_pairs options;
};

class probe_task final : public task {
 public:
  void settle(napi_env e) override {
    if (status != POLY_OK) {
      napi_reject_deferred(e, deferred, make_error(e, status, error));
      return;
    }
    napi_value value = nullptr;
    napi_create_string_utf8(e, text.data(), text.size(), &value);
    napi_resolve_deferred(e, deferred, value);
  }

  napi_deferred deferred = nullptr;
  poly_status status = POLY_OK;
  poly_error error{};
  std::string text;
};

}  // namespace

Napi::Value load(const Napi::CallbackInfo& args) {
  environment& home = environment::of(args.Env());
  auto owned = std::make_unique<load_task>();
  load_task* work = owned.get();
  work->engine = std::make_unique<engine_handle>(home);
  work->engine->on_log = js_callback::from(home, args[3]);
  work->path = args[0].As<Napi::String>();
  if (args[1].IsString()) work->library = args[1].As<Napi::String>();
  work->options = read_pairs(args[2]);
  napi_value promise = nullptr;
  if (napi_create_promise(args.Env(), &work->deferred, &promise) != napi_ok) return {};
  owned.release();
  home.begin();
  home.background([work]() -> task* {
    work->status = engine_registry::get().load(work->path, work->library, work->options, work->engine->on_log.get(),
                                               &work->engine->loaded, &work->error);
    return work;
  });
  return {args.Env(), promise};
}

Napi::Value probe(const Napi::CallbackInfo& args) {
  environment& home = environment::of(args.Env());
  const runtime* engine = args[0].As<Napi::External<engine_handle>>().Data()->loaded;
  auto owned = std::make_unique<probe_task>();
  probe_task* work = owned.get();
  napi_value promise = nullptr;
  if (napi_create_promise(args.Env(), &work->deferred, &promise) != napi_ok) return {};
  owned.release();
  home.begin();
  home.background([work, engine]() -> task* {
    work->status = checked(engine->engine->probe(engine->handle, append_to(&work->text), &work->error), work->error);
    return work;
  });
  return {args.Env(), promise};
}

}  // namespace poly
