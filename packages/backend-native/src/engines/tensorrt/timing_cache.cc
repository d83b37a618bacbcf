#include "timing_cache.h"
#include <unistd.h>
#include <cstdio>
#include <cstring>

namespace tensorrt {
namespace {

std::vector<char> read_file(const char* path) {
  std::vector<char> bytes;
  FILE* const file = fopen(path, "rbe");
  if (!file) return bytes;
  char piece[1 << 16];
  for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;) bytes.insert(bytes.end(), piece, piece + got);
  fclose(file);
  return bytes;
}

bool write_file(const std::string& path, const Bytes& bytes) {
  FILE* const file = fopen(path.c_str(), "wbxe");
  if (!file) return false;
  const bool is_written = fwrite(bytes.data, 1, bytes.size, file) == bytes.size;
  return !fclose(file) && is_written;
}

std::vector<char> given(const poly_open* open) {
  for (size_t i = 1; i < open->file_count; i++) {
    const poly_file& file = open->files[i];
    if (strcmp(file.name, "timing")) continue;
    const char* const data = static_cast<const char*>(file.data);
    return data ? std::vector<char>(data, data + file.bytes) : read_file(file.path);
  }
  return {};
}

}  // namespace

Owned timing_cache_make(const Slots& slots, const poly_open* open, void* config, Plan* plan) {
  const std::vector<char> bytes = given(open);
  Owned cache = own(call<void*>(slots.config_create_timing_cache, config, static_cast<const void*>(bytes.data()), bytes.size()));
  if (cache) {
    plan->reused_timings = bytes.size();
  } else if (!bytes.empty()) {
    plan->notes.push_back("the timing cache was not taken: everything is measured again");
    cache = own(call<void*>(slots.config_create_timing_cache, config, static_cast<const void*>(nullptr), size_t{0}));
  }
  if (cache && !call<bool>(slots.config_set_timing_cache, config, cache.get(), false)) {
    plan->notes.push_back("the timing cache is of another device: everything is measured again");
    plan->reused_timings = 0;
    cache.reset();
  }
  return cache;
}

void timing_cache_keep(const Slots& slots, const Settings& settings, void* config, void* cache, Plan* plan) {
  if (settings.timing_cache.empty()) return;
  /* RTX answers null where one was set; what was set has it all. */
  void* const filled = call<void*>(slots.config_get_timing_cache, config);
  void* const source = is_pointer(filled) ? filled : cache;
  if (!source) return;
  const Owned memory = own(call<void*>(slots.timing_cache_serialize, source));
  const std::string temporary = settings.timing_cache + "." + std::to_string(getpid()) + ".tmp";
  if (memory && write_file(temporary, bytes_of(slots, memory.get())) &&
      !rename(temporary.c_str(), settings.timing_cache.c_str()))
    return;
  unlink(temporary.c_str());
  plan->notes.push_back("the timing cache could not be kept in " + settings.timing_cache);
}

}  // namespace tensorrt
