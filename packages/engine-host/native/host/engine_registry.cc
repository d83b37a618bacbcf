#include "engine_registry.h"

#include <dlfcn.h>
#include <polyinfer/kit.h>

#include <algorithm>

#include "status.h"

namespace poly {
namespace {

bool is_complete(const poly_engine* engine) {
  return engine && engine->abi == POLY_ABI && engine->struct_bytes >= offsetof(poly_engine, describe) && engine->id &&
         engine->version && engine->load && engine->probe && engine->open && engine->info && engine->run && engine->close;
}

poly_status open_table(const std::string& path, const poly_engine** out, poly_error* error) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* why = dlerror();
    return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", why ? why : "The engine library does not load.");
  }
  const auto get = reinterpret_cast<polyinfer_engine_get_fn>(dlsym(library, "polyinfer_engine_get"));
  if (!get)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "%s is not an engine: it has no polyinfer_engine_get.", path.c_str());
  const poly_engine* engine = get(POLY_ABI);
  if (!is_complete(engine))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "%s does not speak engine ABI %u.", path.c_str(), POLY_ABI);
  *out = engine;
  return POLY_OK;
}

}  // namespace

std::vector<poly_pair> as_poly_pairs(const text_pairs& pairs) {
  std::vector<poly_pair> result;
  for (const auto& [key, value] : pairs) result.push_back({key.c_str(), value.c_str()});
  return result;
}

// Leaked: engines' threads may log after static destructors ran.
engine_registry& engine_registry::get() {
  static engine_registry* const the_registry = new engine_registry;
  return *the_registry;
}

poly_status engine_registry::load(const std::string& engine, const std::string& library, text_pairs options,
                                  log_listener* listener, runtime** out, poly_error* error) {
  for (const std::string& path : {engine, library})
    if (!path.empty() && !poly_is_absolute(path.c_str()))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an absolute path but received %s.", path.c_str());
  const poly_engine* table = nullptr;
  if (const poly_status status = open_table(engine, &table, error)) return status;
  std::sort(options.begin(), options.end());
  runtime* entry;
  {
    std::lock_guard<std::mutex> hold(lock_);
    auto& slot = runtimes_[{{table, library}, options}];
    if (!slot) slot = std::make_unique<runtime>();
    entry = slot.get();
  }
  if (listener) entry->log.add(listener);
  std::lock_guard<std::mutex> hold(entry->lock);
  if (!entry->handle) {
    const std::vector<poly_pair> pairs = as_poly_pairs(options);
    const poly_load request = {sizeof(poly_load),        0, library.empty() ? nullptr : library.c_str(), pairs.data(), pairs.size(),
                               entry->log.as_poly_log()};
    poly_runtime* handle = nullptr;
    poly_status status = checked(table->load(&request, &handle, error), *error);
    if (status == POLY_OK && !handle) status = poly_fail(error, POLY_ENGINE, 0, "The engine loaded without a runtime.");
    if (status != POLY_OK) {
      if (listener) entry->log.remove(listener);
      return status;
    }
    entry->engine = table;
    entry->handle = handle;
  }
  *out = entry;
  return POLY_OK;
}

}  // namespace poly
