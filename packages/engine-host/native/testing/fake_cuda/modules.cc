#include "modules.h"

#include <cstdio>
#include <cstring>

#include "streams.h"

using namespace fake;

namespace {

/** Bytes of an ELF file whose section headers are its end, as those of cubins are; 0: it is none. */
size_t elf_bytes(const unsigned char* image) {
  uint64_t sections, segments;
  uint16_t count, size, segment_count, segment_size;
  memcpy(&segments, image + 32, 8);
  memcpy(&sections, image + 40, 8);
  memcpy(&segment_size, image + 54, 2);
  memcpy(&segment_count, image + 56, 2);
  memcpy(&size, image + 58, 2);
  memcpy(&count, image + 60, 2);
  const uint64_t end = std::max(sections + uint64_t{count} * size, segments + uint64_t{segment_count} * segment_size);
  return end < (64u << 20) ? end : 0;
}

/** PTX of a newer CUDA, or for a newer device, does not load. */
result check_ptx(const char* text, const settings& now) {
  const char* version = strstr(text, ".version ");
  const char* target = strstr(text, ".target sm_");
  int major = 0, minor = 0, sm = 0;
  if (!version || sscanf(version, ".version %d.%d", &major, &minor) != 2) return kInvalidImage;
  if (!target || sscanf(target, ".target sm_%d", &sm) != 1) return kInvalidImage;
  // CUDA 11.x has PTX 7.x, 12.x has 8.x, 13.x has 9.x.
  if (major + 4 > now.version / 1000) return kUnsupportedPtx;
  return sm > now.major * 10 + now.minor ? kNoBinaryForGpu : 0;
}

/** A cubin runs on devices of its major and of its minor or a higher one. */
result check_cubin(const unsigned char* image, const settings& now) {
  uint16_t machine;
  uint32_t flags;
  memcpy(&machine, image + 18, 2);
  memcpy(&flags, image + 48, 4);
  if (machine != 190) return kInvalidImage;
  // The field of the architecture has moved with CUDA 13, where the ABI's version is 8.
  const unsigned sm = image[8] >= 8 ? flags >> 8 & 0xff : flags & 0xff;
  return static_cast<int>(sm / 10) == now.major && static_cast<int>(sm % 10) <= now.minor ? 0 : static_cast<result>(kNoBinaryForGpu);
}

}  // namespace

FAKE_API result cuModuleLoadDataEx(module* out, const void* data, unsigned, int*, void**) {
  if (const result code = enter(__func__, no_capture)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  const auto* image = static_cast<const unsigned char*>(data);
  if (!image) return all.misuse("cuModuleLoadDataEx of nothing", kInvalidValue);
  const bool is_elf = memcmp(image, "\177ELF", 4) == 0;
  if (!is_elf && (image[0] < 9 || image[0] > 126)) return kInvalidImage;
  const char* text = reinterpret_cast<const char*>(image);
  const size_t bytes = is_elf ? elf_bytes(image) : strlen(text);
  if (bytes == 0) return kInvalidImage;
  if (const result code = is_elf ? check_cubin(image, all.now) : check_ptx(text, all.now)) return code;
  auto* made = new fake_module;
  made->image.assign(text, bytes);
  all.objects.insert(made);
  *out = reinterpret_cast<module>(static_cast<object*>(made));
  return 0;
}

FAKE_API result cuModuleUnload(module handle) {
  const result code = enter_release(__func__);
  drain_all_streams();
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* at = find<fake_module>(handle, object::of_module, __func__);
  if (!at) return kInvalidHandle;
  for (const auto& [name, each] : at->functions) all.objects.erase(each.get());
  all.objects.erase(at);
  delete at;
  return code;
}

FAKE_API result cuModuleGetFunction(function* out, module handle, const char* name) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* at = find<fake_module>(handle, object::of_module, __func__);
  if (!at) return kInvalidHandle;
  if (at->image.find(name) == std::string::npos) return kNotFound;
  const emu_kernel* kernel = all.find_kernel(name);
  if (!kernel) return all.misuse(std::string("there is no emulated kernel ") + name, kNotFound);
  auto& slot = at->functions[name];
  if (!slot) {
    slot = std::make_unique<fake_function>();
    slot->kernel = kernel;
    all.objects.insert(slot.get());
  }
  *out = reinterpret_cast<function>(static_cast<object*>(slot.get()));
  return 0;
}

FAKE_API result cuFuncSetAttribute(function handle, int attribute, int value) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* at = find<fake_function>(handle, object::of_function, __func__);
  if (!at) return kInvalidHandle;
  if (attribute != kMaxDynamicSharedBytes || value < 0 || value > 101376) return kInvalidValue;
  at->dynamic_shared_bytes = value;
  return 0;
}

FAKE_API result cuFuncGetParamInfo(function handle, size_t index, size_t* offset, size_t* bytes) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* at = find<fake_function>(handle, object::of_function, __func__);
  if (!at) return kInvalidHandle;
  if (index >= at->kernel->argument_count) return kInvalidValue;
  *offset = 0;
  for (size_t i = 0; i < index; i++) *offset += at->kernel->argument_bytes[i];
  *bytes = at->kernel->argument_bytes[index];
  return 0;
}

FAKE_API result cuLaunchKernel(function handle, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                               unsigned shared_bytes, stream on, void** arguments, void** extra) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  auto* at = find<fake_function>(handle, object::of_function, __func__);
  if (!at) return kInvalidHandle;
  const bool fits = gx > 0 && gy > 0 && gz > 0 && gx <= 0x7fffffffu && gy <= 65535 && gz <= 65535 && bx > 0 && by > 0 &&
                    bz > 0 && bz <= 64 && uint64_t{bx} * by * bz <= 1024;
  if (!fits) return all.misuse("cuLaunchKernel with a grid or a block that no device has", kInvalidValue);
  if (static_cast<int>(shared_bytes) > at->dynamic_shared_bytes)
    return all.misuse("cuLaunchKernel with more shared memory than is allowed", kInvalidValue);
  const emu_kernel* kernel = at->kernel;
  if (extra || (kernel->argument_count > 0 && !arguments)) return all.misuse("cuLaunchKernel without arguments", kInvalidValue);
  // Arguments are the caller's again on return.
  auto taken = std::make_shared<std::vector<std::vector<char>>>();
  for (uint32_t i = 0; i < kernel->argument_count; i++) {
    if (!arguments[i]) return all.misuse("cuLaunchKernel with an argument that is null", kInvalidValue);
    const auto* from = static_cast<const char*>(arguments[i]);
    taken->emplace_back(from, from + kernel->argument_bytes[i]);
  }
  const std::vector<uint32_t> dims = {gx, gy, gz, bx, by, bz};
  return enqueue(hold, on, __func__, [kernel, dims, shared_bytes, taken]() -> result {
    std::vector<void*> pointers;
    for (auto& each : *taken) pointers.push_back(each.data());
    return run_kernel(*kernel, dims.data(), shared_bytes, pointers.data());
  });
}
