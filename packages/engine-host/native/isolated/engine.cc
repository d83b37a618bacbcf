/**
 * Another engine in a process of its own. What crashes there is DEVICE_LOST for the runs inside it, and the next run
 * starts a new process.
 *
 * Options of load: `isolate.runner` and `isolate.engine`, absolute paths; `isolate.runTimeoutMs`, after which a run is
 * TIMEOUT and its process is ended, default none; all others are the engine's. The library is the engine's too. probe gives {"engine": {"id", "version"}, "probe": what the engine tells}.
 */
#include <polyinfer/kit.h>

#include <cstdlib>
#include <new>

#include "../host/append_to.h"
#include "session.h"

struct poly_runtime {
  poly::isolated_engine engine;
  std::string probed;
};

namespace {

/** Does the work; what it throws becomes a status. */
template <typename Work>
poly_status guarded(poly_error* error, Work work) {
  try {
    work();
    return POLY_OK;
  } catch (const poly::refused& why) {
    *error = why.error;
    return why.status;
  } catch (const std::bad_alloc&) {
    return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the engine's process.");
  } catch (const std::exception& why) {
    return poly_fail(error, POLY_UNAVAILABLE, 0, "The engine's process cannot be used: %s", why.what());
  }
}

poly_status isolated_load(const poly_load* request, poly_runtime** out, poly_error* error) {
  return guarded(error, [&] {
    auto runtime = std::make_unique<poly_runtime>();
    poly::isolated_engine& engine = runtime->engine;
    engine.log = request->log;
    engine.library = request->library ? request->library : "";
    for (size_t i = 0; i < request->option_count; i++) {
      const std::string key = request->options[i].key, value = request->options[i].value;
      if (key == "isolate.runner")
        engine.runner = value;
      else if (key == "isolate.engine")
        engine.engine = value;
      else if (key == "isolate.runTimeoutMs")
        engine.run_timeout_ms = std::strtoll(value.c_str(), nullptr, 10);
      else
        engine.options.emplace_back(key, value);
    }
    poly::connection trial(engine);
    const poly_sink text = poly::append_to(&runtime->probed);
    const std::string rest = trial.probe();
    poly_text(text, "{\"engine\":{\"id\":");
    poly_json_string(text, trial.id.c_str());
    poly_text(text, ",\"version\":");
    poly_json_string(text, trial.version.c_str());
    runtime->probed += "},\"probe\":" + rest + "}";
    *out = runtime.release();
  });
}

poly_status isolated_probe(poly_runtime* runtime, poly_sink sink, poly_error*) {
  sink.write(sink.context, runtime->probed.data(), runtime->probed.size());
  return POLY_OK;
}

// Bytes that live only until open returns, for all the processes to come.
poly::isolated_file keep(const poly_file& from) {
  poly::isolated_file to;
  to.name = from.name;
  to.bytes = from.bytes;
  if (!from.data) {
    to.path = from.path;
    to.stamp = poly::stamp_of(to.path);
    return to;
  }
  poly::segment memory = poly::segment::create(1, from.bytes ? from.bytes : 1);
  if (!memory) throw std::bad_alloc();
  memcpy(memory.data, from.data, from.bytes);
  to.memory = std::move(memory.fd);
  return to;
}

poly_status isolated_open(poly_runtime* runtime, const poly_open* request, poly_call* call, poly_session** out,
                          poly_error* error) {
  return guarded(error, [&] {
    poly::isolated_model model;
    model.format = request->format;
    model.device = request->device;
    for (size_t i = 0; i < request->option_count; i++)
      model.options.emplace_back(request->options[i].key, request->options[i].value);
    model.threads = request->threads;
    model.max_runs = request->max_runs;
    for (size_t i = 0; i < request->file_count; i++) model.files.push_back(keep(request->files[i]));
    *out = new poly_session(runtime->engine, std::move(model), call);
  });
}

const poly_info* isolated_info(const poly_session* session) { return session->info(); }

poly_status isolated_run(poly_session* session, const poly_run* request, poly_call* call, poly_error* error) {
  return guarded(error, [&] { session->run(*request, call); });
}

void isolated_close(poly_session* session) { delete session; }

constexpr poly_engine engine = {sizeof(poly_engine), POLY_ABI,      "isolated",     "0.1.0",        isolated_load,
                                isolated_probe,      isolated_open, isolated_info,  isolated_run,   isolated_close,
                                nullptr,             nullptr,       nullptr,        nullptr};

}  // namespace

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &engine : nullptr; }
