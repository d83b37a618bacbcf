#include "build.h"
#include <chrono>
#include "parse.h"
#include "polyinfer/kit.h"
#include "profile.h"
#include "progress.h"
#include "timing_cache.h"

namespace tensorrt {
namespace {

/* Of progress: when the model is parsed. */
constexpr double kParsed = 0.1;

poly_status aborted(poly_error* error) { return poly_fail(error, POLY_ABORTED, 0, "Building the plan was aborted."); }

poly_status check_builds(const Library& library, poly_error* error) {
  if (library.create_builder && library.create_parser) return POLY_OK;
  return poly_fail(error, POLY_UNAVAILABLE, 0, "%s %s cannot build a plan of an ONNX model: %s.", library.name->title,
                   library.version.c_str(), library.parser_problem.c_str());
}

/* Networks of 11.x and RTX have the types of the graph; in 10.x a builder that may choose needs one that has not. */
poly_status network_flags(const Library& library, const Settings& settings, uint32_t* flags, poly_error* error) {
  const bool is_typed = settings.precision == Precision::kTyped || settings.precision == Precision::kTf32;
  *flags = library.is_10() && is_typed ? kStronglyTyped : 0;
  if (library.is_10() || is_typed) return POLY_OK;
  return poly_fail(error, POLY_UNSUPPORTED, 0,
                   "%s %s computes in the types that the model has: choosing them is TensorRT 10's. Write the model with those types.",
                   library.name->title, library.version.c_str());
}

void set_flag(const Slots& slots, void* config, int32_t flag) { call<void>(slots.config_set_flag, config, flag); }

poly_status configure(const Library& library, const Settings& settings, void* config, poly_error* error) {
  const Slots& slots = *library.slots;
  if (settings.precision != Precision::kTf32) call<void>(slots.config_clear_flag, config, kFlagTf32);
  if (settings.precision == Precision::kFp16) set_flag(slots, config, kFlagFp16In10);
  if (settings.precision == Precision::kBf16) set_flag(slots, config, kFlagBf16In10);
  if (settings.precision == Precision::kInt8) set_flag(slots, config, kFlagInt8In10);
  if (library.name->is_rtx && (settings.is_version_compatible || settings.hardware_compatibility != kSameDevice))
    return poly_fail(error, POLY_UNSUPPORTED, 0,
                     "TensorRT-RTX has neither `versionCompatible` nor `hardwareCompatibility`: its plans fit every GPU that it runs on.");
  if (settings.is_version_compatible)
    set_flag(slots, config, library.is_10() ? kFlagVersionCompatibleIn10 : kFlagVersionCompatibleIn11);
  if (settings.hardware_compatibility != kSameDevice)
    call<void>(slots.config_set_hardware_compatibility_level, config, settings.hardware_compatibility);
  if (settings.optimization_level >= 0)
    call<void>(slots.config_set_builder_optimization_level, config, settings.optimization_level);
  if (settings.workspace_bytes)
    call<void>(slots.config_set_memory_pool_limit, config, kWorkspacePool, settings.workspace_bytes);
  return POLY_OK;
}

/* What the vendor says when it builds nothing. */
poly_status build_failure(const Library& library, const Listener& listener, poly_call* call, poly_error* error) {
  if (call->cancelled(call)) return aborted(error);
  const bool is_memory = listener.has("OutOfMemory") || listener.has("out of memory") || listener.has("bad_alloc");
  const std::string why = listener.errors();
  return poly_fail(error, is_memory ? POLY_OUT_OF_MEMORY : POLY_UNSUPPORTED, 0, "%s %s builds no plan of the model: %s",
                   library.name->title, library.version.c_str(), why.empty() ? "it does not say why" : why.c_str());
}

poly_status wait_for_turn(poly_runtime* runtime, poly_call* call, std::unique_lock<std::timed_mutex>* turn, poly_error* error) {
  *turn = std::unique_lock<std::timed_mutex>(runtime->building, std::defer_lock);
  while (!turn->try_lock_for(std::chrono::milliseconds(20)))
    if (call->cancelled(call)) return aborted(error);
  return call->cancelled(call) ? aborted(error) : POLY_OK;
}

}  // namespace

poly_status build(poly_runtime* runtime, const poly_open* open, const Settings& settings, poly_call* poly, Plan* plan,
                  poly_error* error) {
  const Library& library = runtime->library;
  const Slots& slots = *library.slots;
  uint32_t flags = 0;
  if (const poly_status status = check_builds(library, error)) return status;
  if (const poly_status status = network_flags(library, settings, &flags, error)) return status;
  std::unique_lock<std::timed_mutex> turn;
  if (const poly_status status = wait_for_turn(runtime, poly, &turn, error)) return status;
  const auto started = std::chrono::steady_clock::now();
  const Listener listener(*runtime->log, poly, true);

  const Owned builder = own(library.create_builder(runtime->log->logger(), library.number));
  if (!builder)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "%s %s makes no builder: %s", library.name->title, library.version.c_str(),
                     listener.errors().c_str());
  const Owned network = own(call<void*>(slots.builder_create_network, builder.get(), flags));
  const Owned config = own(call<void*>(slots.builder_create_builder_config, builder.get()));
  if (!network || !config) return poly_fail(error, POLY_ENGINE, 0, "%s makes no network: %s", library.name->title, listener.errors().c_str());
  Owned parser;
  if (const poly_status status = parse(runtime, open, network.get(), listener, &parser, error)) return status;
  poly->progress(poly, kParsed, "parsed");
  if (const poly_status status = values_of_network(slots, network.get(), &plan->values, error)) return status;
  if (const poly_status status =
          profile_make(library, settings, builder.get(), network.get(), config.get(), &plan->values, error))
    return status;
  if (const poly_status status = configure(library, settings, config.get(), error)) return status;
  const Owned timings = timing_cache_make(slots, open, config.get(), plan);
  Progress progress(poly, kParsed);
  call<void>(slots.config_set_progress_monitor, config.get(), static_cast<ProgressMonitor*>(&progress));
  if (poly->cancelled(poly)) return aborted(error);

  plan->memory = own(call<void*>(slots.builder_build_serialized_network, builder.get(), network.get(), config.get()));
  if (!plan->memory) return build_failure(library, listener, poly, error);
  plan->bytes = bytes_of(slots, plan->memory.get());
  timing_cache_keep(slots, settings, config.get(), timings.get(), plan);
  /* Sizes of outputs are known now where those of inputs are. */
  Values built;
  if (const poly_status status = values_of_network(slots, network.get(), &built, error)) return status;
  plan->values.outputs = std::move(built.outputs);
  plan->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return poly->cancelled(poly) ? aborted(error) : POLY_OK;
}

}  // namespace tensorrt
