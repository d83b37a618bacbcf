/* Options of providers, sessions on them. */
#include "relay.h"
#include <cstring>

namespace relay {
namespace {

const std::set<std::string> kCudaKeys = {
    "device_id", "gpu_mem_limit", "arena_extend_strategy", "cudnn_conv_algo_search", "use_tf32", "enable_cudnn",
    "enable_cuda_graph", "prefer_nhwc", "do_copy_in_default_stream", "cudnn_conv_use_max_workspace"};
const std::set<std::string> kTensorRtKeys = {
    "device_id", "trt_fp16_enable", "trt_bf16_enable", "trt_int8_enable", "trt_int8_calibration_table_name",
    "trt_max_workspace_size", "trt_builder_optimization_level", "trt_engine_cache_enable", "trt_engine_cache_path",
    "trt_timing_cache_enable", "trt_timing_cache_path", "trt_profile_min_shapes", "trt_profile_opt_shapes",
    "trt_profile_max_shapes", "trt_cuda_graph_enable", "trt_min_subgraph_size"};

Status* create(const char* provider, Options** out) {
  std::lock_guard<std::mutex> hold(state.lock);
  *out = new Options{provider, {}, nullptr};
  state.options.insert(*out);
  log("create options %s", provider);
  return nullptr;
}

Status* update(const char* function, Options* options, const std::set<std::string>& known, const char* const* keys,
               const char* const* values, size_t count) {
  std::lock_guard<std::mutex> hold(state.lock);
  if (Status* status = scripted(function)) return status;
  if (!state.options.count(options)) misuse(std::string(function) + ": the options do not live");
  for (size_t i = 0; i < count; i++) {
    if (!known.count(keys[i])) return failure(ort::kInvalidArgument, "Unknown provider option: \"" + std::string(keys[i]) + "\".");
    options->texts[keys[i]] = values[i];
  }
  return nullptr;
}

Status* update_value(const char* function, Options* options, const char* key, void* value) {
  std::lock_guard<std::mutex> hold(state.lock);
  if (Status* status = scripted(function)) return status;
  if (strcmp(key, "user_compute_stream")) misuse(std::string(function) + ": unknown key " + key);
  options->stream = value;
  return nullptr;
}

Status* append(const char* function, ort::SessionOptions* to, const Options* options) {
  std::lock_guard<std::mutex> hold(state.lock);
  if (Status* status = scripted(function)) return status;
  std::string line;
  for (const auto& [key, value] : options->texts) line += " " + key + "=" + value;
  log("append %s stream=%d%s", options->provider.c_str(), options->stream != nullptr, line.c_str());
  state.session_options[to].providers.push_back(*options);
  return nullptr;
}

void release(Options* options) {
  std::lock_guard<std::mutex> hold(state.lock);
  if (!options) return;
  if (!state.options.erase(options)) misuse("provider options are released twice");
  log("release options %s", options->provider.c_str());
  delete options;
}

Status* add_config(ort::SessionOptions* options, const char* key, const char* value) {
  /* On the processor this would refuse every model. */
  if (strcmp(key, "session.disable_cpu_ep_fallback")) return real.api.AddSessionConfigEntry(options, key, value);
  std::lock_guard<std::mutex> hold(state.lock);
  state.session_options[options].is_strict = !strcmp(value, "1");
  return nullptr;
}

void release_options(ort::SessionOptions* options) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    state.session_options.erase(options);
  }
  real.api.ReleaseSessionOptions(options);
}

Status* opened(const ort::SessionOptions* options, ort::Session** session, Status* status) {
  if (status) return status;
  bool is_strict = false;
  {
    std::lock_guard<std::mutex> hold(state.lock);
    const auto found = state.session_options.find(options);
    if (found == state.session_options.end() || found->second.providers.empty()) return nullptr;
    state.sessions[*session] = found->second;
    is_strict = found->second.is_strict;
    log("create session");
  }
  if (!is_strict || !is_partial(*session)) return nullptr;
  std::lock_guard<std::mutex> hold(state.lock);
  state.sessions.erase(*session);
  log("release session");
  real.api.ReleaseSession(*session);
  *session = nullptr;
  return failure(ort::kFail, "This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP "
                             "has been explicitly disabled by the user.");
}

bool is_on_gpu(const ort::SessionOptions* options) {
  std::lock_guard<std::mutex> hold(state.lock);
  const auto found = state.session_options.find(options);
  return found != state.session_options.end() && !found->second.providers.empty();
}

Status* failing(const ort::SessionOptions* options) {
  if (!is_on_gpu(options)) return nullptr;
  std::lock_guard<std::mutex> hold(state.lock);
  return scripted("CreateSession");
}

Status* create_session(const ort::Env* env, const ort::PathChar* path, const ort::SessionOptions* options, ort::Session** out) {
  if (Status* status = failing(options)) return status;
  return opened(options, out, real.api.CreateSession(env, path, options, out));
}

Status* create_from_array(const ort::Env* env, const void* data, size_t bytes, const ort::SessionOptions* options,
                          ort::Session** out) {
  if (Status* status = failing(options)) return status;
  return opened(options, out, real.api.CreateSessionFromArray(env, data, bytes, options, out));
}

void release_session(ort::Session* session) {
  {
    std::lock_guard<std::mutex> hold(state.lock);
    for (const Binding* binding : state.bindings)
      if (binding->session == session) misuse("a session is released before its binding");
    if (state.sessions.erase(session)) log("release session");
  }
  release_arena();
  real.api.ReleaseSession(session);
}

}  // namespace

void take_providers(void** table) {
  table[205] = reinterpret_cast<void*>(+[](Options** out) { return create("cuda", out); });
  table[171] = reinterpret_cast<void*>(+[](Options** out) { return create("tensorrt", out); });
  table[206] = reinterpret_cast<void*>(+[](Options* o, const char* const* k, const char* const* v, size_t n) {
    return update("UpdateCUDAProviderOptions", o, kCudaKeys, k, v, n);
  });
  table[172] = reinterpret_cast<void*>(+[](Options* o, const char* const* k, const char* const* v, size_t n) {
    return update("UpdateTensorRTProviderOptions", o, kTensorRtKeys, k, v, n);
  });
  table[263] = reinterpret_cast<void*>(+[](Options* o, const char* key, void* value) {
    return update_value("UpdateCUDAProviderOptionsWithValue", o, key, value);
  });
  table[261] = reinterpret_cast<void*>(+[](Options* o, const char* key, void* value) {
    return update_value("UpdateTensorRTProviderOptionsWithValue", o, key, value);
  });
  table[204] = reinterpret_cast<void*>(+[](ort::SessionOptions* to, const Options* o) { return append("AppendCUDA", to, o); });
  table[170] = reinterpret_cast<void*>(+[](ort::SessionOptions* to, const Options* o) { return append("AppendTensorRT", to, o); });
  table[208] = table[174] = reinterpret_cast<void*>(release);
  table[130] = reinterpret_cast<void*>(add_config);
  table[100] = reinterpret_cast<void*>(release_options);
  table[7] = reinterpret_cast<void*>(create_session);
  table[8] = reinterpret_cast<void*>(create_from_array);
  table[95] = reinterpret_cast<void*>(release_session);
}

}  // namespace relay
