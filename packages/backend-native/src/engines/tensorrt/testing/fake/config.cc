#include "build.h"
#include "logger.h"

namespace fake {
namespace {

Config& config_of(void* impl, const char* function) { return own<Config>(impl, kConfig, function); }

/* Numbers that this major has. */
bool is_flag(int32_t flag) { return IN(flag >= 0 && flag <= 27, flag >= 2 && flag <= 26); }

void set_flag(void* impl, int32_t flag) {
  Config& config = config_of(impl, "IBuilderConfig::setFlag");
  called("setFlag");
  if (!is_flag(flag)) mistake("IBuilderConfig::setFlag is given %d, which TensorRT %d does not have", flag, FAKE_MAJOR);
  config.flags |= 1u << flag;
}
void clear_flag(void* impl, int32_t flag) {
  Config& config = config_of(impl, "IBuilderConfig::clearFlag");
  if (!is_flag(flag)) mistake("IBuilderConfig::clearFlag is given %d, which TensorRT %d does not have", flag, FAKE_MAJOR);
  config.flags &= ~(1u << flag);
}
void set_flags(void* impl, uint32_t flags) {
  Config& config = config_of(impl, "IBuilderConfig::setFlags");
  for (int32_t flag = 0; flag < 32; flag++)
    if (flags >> flag & 1 && !is_flag(flag)) mistake("IBuilderConfig::setFlags is given %d, which TensorRT %d does not have", flag, FAKE_MAJOR);
  config.flags = flags;
}
uint32_t get_flags(void* impl) { return config_of(impl, "IBuilderConfig::getFlags").flags; }

/* What is wrong with the bounds; "". */
std::string wrong(const Ranges& ranges) {
  for (const auto& [name, range] : ranges)
    for (const auto& bounds : {range.sizes, range.values})
      for (size_t i = 0; i < bounds[0].size(); i++)
        if (bounds[1].size() != bounds[0].size() || bounds[2].size() != bounds[0].size() || bounds[0][i] > bounds[1][i] ||
            bounds[1][i] > bounds[2][i])
          return name;
  return "";
}

int32_t add_profile(void* impl, const Object* profile) {
  Config& config = config_of(impl, "addOptimizationProfile");
  auto& added = *static_cast<Profile*>(behind(profile, kProfile, "addOptimizationProfile"));
  if (fails("addOptimizationProfile")) return -1;
  const std::string name = wrong(added.ranges);
  if (!name.empty()) {
    log(tensorrt::kError, "addOptimizationProfile: Error Code 3: API Usage Error (bounds of %s are not min <= opt <= max)", name.c_str());
    return -1;
  }
  config.profiles.push_back(&added);
  return static_cast<int32_t>(config.profiles.size()) - 1;
}

Object* config_create_cache(void* impl, const void* blob, size_t bytes) {
  config_of(impl, "createTimingCache");
  if (fails("createTimingCache")) return nullptr;
  const std::string text(static_cast<const char*>(blob), bytes), head = "fake timing cache\n";
  if (bytes > 0 && text.rfind(head, 0) != 0) {
    log(tensorrt::kError, "createTimingCache: Error Code 1: Serialization (Serialization assertion failed: the cache is corrupt)");
    return nullptr;
  }
  return create_timing_cache(bytes ? text.substr(head.size()) : "");
}

bool config_set_cache(void* impl, const Object* cache, bool) {
  Config& config = config_of(impl, "setTimingCache");
  if (cache) behind(cache, kTimingCache, "setTimingCache");
  if (fails("setTimingCache")) return false;
  config.timing_cache = const_cast<Object*>(cache);
  return true;
}
Object* config_get_cache(void* impl) { return config_of(impl, "getTimingCache").timing_cache; }

void config_pool(void* impl, int32_t pool, size_t bytes) {
  config_of(impl, "setMemoryPoolLimit");
  if (pool < 0 || pool > 5 || bytes == 0) mistake("setMemoryPoolLimit is given pool %d with %zu bytes", pool, bytes);
}
void config_level(void* impl, int32_t level) {
  Config& config = config_of(impl, "setBuilderOptimizationLevel");
  if (level < 0 || level > 5) mistake("setBuilderOptimizationLevel is given %d: there are 0 to 5", level);
  config.level = level;
}
void config_hardware(void* impl, int32_t level) {
  config_of(impl, "setHardwareCompatibilityLevel");
  if (level < 0 || level > 2) mistake("setHardwareCompatibilityLevel is given %d: there are 0 to 2", level);
}
void config_monitor(void* impl, void* monitor) { config_of(impl, "setProgressMonitor").monitor = monitor; }

void delete_config(Object* object) {
  auto& config = *static_cast<Config*>(behind(object, kConfig, "~IBuilderConfig"));
  checked(config.builder, kBuilder, "~IBuilderConfig");
  config.builder->children--;
  bury(config);
}

Profile& profile_of(void* impl, const char* function) { return own<Profile>(impl, kProfile, function); }

bool set_dimensions(void* impl, const char* name, int32_t select, const Dims* dims) {
  Profile& profile = profile_of(impl, "IOptimizationProfile::setDimensions");
  if (fails("setDimensions")) return false;
  if (select < 0 || select > 2 || !name || !dims || dims->count < 0 || dims->count > 8) {
    mistake("IOptimizationProfile::setDimensions is given what it does not take");
    return false;
  }
  for (int i = 0; i < dims->count; i++)
    if (dims->sizes[i] < 0) return false;
  profile.ranges[name].sizes[select] = sizes_of(*dims);
  return true;
}

template <class T>
bool set_values(void* impl, const char* name, int32_t select, const T* values, int32_t count) {
  Profile& profile = profile_of(impl, "IOptimizationProfile::setShapeValues");
  if (fails("setShapeValues")) return false;
  if (select < 0 || select > 2 || !name || !values || count < 0) {
    mistake("IOptimizationProfile::setShapeValues is given what it does not take");
    return false;
  }
  profile.ranges[name].values[select].assign(values, values + count);
  return true;
}

}  // namespace

Object* create_config(Builder& builder) {
  static const auto table = TABLE_OF(config)()
                                .set(config::setFlags, set_flags)
                                .set(config::getFlags, get_flags)
                                .set(config::clearFlag, clear_flag)
                                .set(config::setFlag, set_flag)
                                .set(config::addOptimizationProfile, add_profile)
                                .set(config::createTimingCache, config_create_cache)
                                .set(config::setTimingCache, config_set_cache)
                                .set(config::getTimingCache, config_get_cache)
                                .set(config::setMemoryPoolLimit, config_pool)
                                .set(config::setBuilderOptimizationLevel, config_level)
                                .set(config::setHardwareCompatibilityLevel, config_hardware)
                                .set(config::setProgressMonitor, config_monitor);
  static const Function deleters[2] = {kOwnedDeleters[0], reinterpret_cast<Function>(delete_config)};
  auto* made = new Config;
  made->builder = &builder;
  /* TF32 is on until somebody switches it off. */
  made->flags = 1u << tensorrt::kFlagTf32;
  builder.children++;
  begin(*made, kConfig, table, deleters);
  return &made->handle;
}

std::unique_ptr<Profile> create_profile() {
  static const auto table = TABLE_OF(profile)()
                                .set(profile::setDimensions, set_dimensions)
#if FAKE_MAJOR == 10
                                .set(profile::setShapeValues, set_values<int32_t>)
#endif
                                .set(profile::setShapeValuesV2, set_values<int64_t>);
  auto made = std::make_unique<Profile>();
  begin(*made, kProfile, table, kOwnedDeleters);
  return made;
}

}  // namespace fake
