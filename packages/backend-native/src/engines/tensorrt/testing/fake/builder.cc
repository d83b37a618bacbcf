#include <cstring>
#include "build.h"
#include "driver.h"
#include "logger.h"

namespace fake {
namespace {

void delete_host_memory(Object* object) { bury(*static_cast<HostMemory*>(behind(object, kHostMemory, "~IHostMemory"))); }
void* host_data(void* impl) { return own<HostMemory>(impl, kHostMemory, "IHostMemory::data").bytes.data(); }
size_t host_size(void* impl) { return own<HostMemory>(impl, kHostMemory, "IHostMemory::size").bytes.size(); }

void delete_timing_cache(Object* object) { bury(*static_cast<TimingCache*>(behind(object, kTimingCache, "~ITimingCache"))); }
Object* timing_serialize(void* impl) {
  const auto& cache = own<TimingCache>(impl, kTimingCache, "ITimingCache::serialize");
  if (fails("serializeTimingCache")) return nullptr;
  const std::string text = "fake timing cache\n" + cache.entries;
  return create_host_memory(std::vector<char>(text.begin(), text.end()));
}
bool timing_combine(void* impl, const Object* other, bool) {
  auto& cache = own<TimingCache>(impl, kTimingCache, "ITimingCache::combine");
  if (fails("combine")) return false;
  cache.entries += static_cast<TimingCache*>(behind(other, kTimingCache, "ITimingCache::combine"))->entries;
  return true;
}

Builder& builder_of(void* impl, const char* function) { return own<Builder>(impl, kBuilder, function); }

Object* builder_config(void* impl) {
  Builder& builder = builder_of(impl, "createBuilderConfig");
  Exclusive one(builder, "createBuilderConfig");
  return fails("createBuilderConfig") ? nullptr : create_config(builder);
}

Object* builder_network(void* impl, uint32_t flags) {
  Builder& builder = builder_of(impl, "createNetworkV2");
  Exclusive one(builder, "createNetworkV2");
  if (fails("createNetworkV2")) return nullptr;
  if (flags > IN(3u, 0u)) {
    log(tensorrt::kError, "createNetworkV2: Error Code 3: API Usage Error (Parameter check failed: unknown flags %u)", flags);
    mistake("createNetworkV2 is given the flags %u", flags);
    return nullptr;
  }
  return create_network(builder, flags);
}

Object* builder_profile(void* impl) {
  Builder& builder = builder_of(impl, "createOptimizationProfile");
  if (fails("createOptimizationProfile")) return nullptr;
  builder.profiles.push_back(create_profile());
  return &builder.profiles.back()->handle;
}

Object* builder_build(void* impl, Object* network, Object* config) {
  Builder& builder = builder_of(impl, "buildSerializedNetwork");
  Exclusive one(builder, "buildSerializedNetwork");
  auto& net = *static_cast<Network*>(behind(network, kNetwork, "buildSerializedNetwork"));
  auto& settings = *static_cast<Config*>(behind(config, kConfig, "buildSerializedNetwork"));
  if (net.builder != &builder || settings.builder != &builder)
    mistake("buildSerializedNetwork is given a network or a configuration of another builder");
  if (fails("buildSerializedNetwork")) return nullptr;
  return build(net, settings);
}

void delete_builder(Object* object) {
  auto& builder = *static_cast<Builder*>(behind(object, kBuilder, "~IBuilder"));
  if (builder.children) mistake("An IBuilder is deleted before %d of its networks and configurations", builder.children);
  log(tensorrt::kVerbose, "Builder destroyed");
  for (auto& profile : builder.profiles) {
    profile->mark = kDead;
    count_live(kProfile, -1);
  }
  drop_logger(builder.logger);
  bury(builder);
}

#define DELETERS(function) \
  static const Function deleters[2] = {kOwnedDeleters[0], reinterpret_cast<Function>(function)}

}  // namespace

Object* create_host_memory(std::vector<char> bytes) {
  static const auto table = TABLE_OF(host_memory)().set(host_memory::data, host_data).set(host_memory::size, host_size);
  DELETERS(delete_host_memory);
  auto* made = new HostMemory;
  made->bytes = std::move(bytes);
  begin(*made, kHostMemory, table, deleters);
  return &made->handle;
}

Object* create_timing_cache(const std::string& entries) {
  static const auto table =
      TABLE_OF(timing_cache)().set(timing_cache::serialize, timing_serialize).set(timing_cache::combine, timing_combine);
  DELETERS(delete_timing_cache);
  auto* made = new TimingCache;
  made->entries = entries;
  begin(*made, kTimingCache, table, deleters);
  return &made->handle;
}

Object* create_builder(void* logger, int32_t version) {
  static const auto table = TABLE_OF(builder)()
                                .set(builder::createBuilderConfig, builder_config)
                                .set(builder::createNetworkV2, builder_network)
                                .set(builder::createOptimizationProfile, builder_profile)
                                .set(builder::buildSerializedNetwork, builder_build);
  DELETERS(delete_builder);
  if (!check_logger(logger, "createInferBuilder")) return nullptr;
  use_logger(logger);
  const std::string action = called("createInferBuilder");
  const int no_driver = driver_error();
  if (no_driver) log(tensorrt::kError, "CUDA initialization failure with error: %d", no_driver);
  if (version != kVersion) log(tensorrt::kError, "createInferBuilder: version %d is not the library's %d", version, kVersion);
  if (action == "small" || no_driver || version != kVersion || !action.empty()) {
    if (!action.empty()) log(tensorrt::kError, "createInferBuilder: Error Code 1: Internal Error (scripted)");
    drop_logger(logger);
    return action == "small" || no_driver ? reinterpret_cast<Object*>(0x228) : nullptr;
  }
  if (!has_context()) mistake("createInferBuilder is called on a thread without a CUDA context");
  auto* made = new Builder;
  made->logger = logger;
  begin(*made, kBuilder, table, deleters);
  return &made->handle;
}

Dims dims_of(const std::vector<int64_t>& sizes) {
  Dims dims{};
  dims.count = static_cast<int32_t>(sizes.size());
  for (size_t i = 0; i < sizes.size() && i < 8; i++) dims.sizes[i] = sizes[i];
  return dims;
}

std::vector<int64_t> sizes_of(const Dims& dims) {
  return std::vector<int64_t>(dims.sizes, dims.sizes + (dims.count < 0 ? 0 : dims.count > 8 ? 8 : dims.count));
}

std::string text_of(const std::vector<int64_t>& sizes) {
  std::string text = "[";
  for (const int64_t size : sizes) text += (text.size() > 1 ? "," : "") + std::to_string(size);
  return text + "]";
}

}  // namespace fake
