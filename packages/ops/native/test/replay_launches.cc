// replay_launches <kernels.so,...> <order> <file>...: recorded launches again, on emulated kernels, in memory that holds nothing
// first and has other bytes around it. Prints what differs; its exit code is how many files do.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "cuda_emu.h"
#include "recorded_launches.h"

namespace {

/** What memory holds that nobody has written, and what lies around it. */
constexpr uint8_t kNothing = 0xcd;
constexpr size_t kMarginBytes = 256;

std::map<std::string, const emu_kernel*> kernels;

void open_kernels(const std::string& paths) {
  std::istringstream list(paths);
  for (std::string path; std::getline(list, path, ',');) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    const auto first = reinterpret_cast<const emu_kernel* (*)()>(dlsym(library, "polyinfer_emulated_kernels"));
    if (first == nullptr) throw std::runtime_error(path + " has no kernels");
    for (const emu_kernel* kernel = first(); kernel != nullptr; kernel = kernel->next) kernels[kernel->name] = kernel;
  }
}

struct Buffer {
  std::vector<uint8_t> memory;
  uint8_t* begin;
  size_t bytes;
  explicit Buffer(size_t size) : memory(size + 2 * kMarginBytes + kMarginBytes, kNothing), bytes(size) {
    const auto from = reinterpret_cast<uintptr_t>(memory.data()) + kMarginBytes;
    begin = reinterpret_cast<uint8_t*>((from + kMarginBytes - 1) / kMarginBytes * kMarginBytes);
  }
  bool is_kept() const {
    for (const uint8_t* at = memory.data(); at < begin; at++)
      if (*at != kNothing) return false;
    for (const uint8_t* at = begin + bytes; at < memory.data() + memory.size(); at++)
      if (*at != kNothing) return false;
    return true;
  }
};

class Replay {
 public:
  Replay(const recorded::Launches& launches, uint32_t order) : launches_(launches), order_(order) {
    buffers_.reserve(launches.buffer_bytes.size());
    for (const uint64_t bytes : launches.buffer_bytes) buffers_.emplace_back(bytes);
  }
  /** "" or what differs. */
  std::string run() {
    for (size_t i = 0; i < launches_.steps.size(); i++) {
      const std::string wrong = run(launches_.steps[i]);
      if (!wrong.empty()) return "step " + std::to_string(i) + ": " + wrong;
    }
    for (size_t i = 0; i < buffers_.size(); i++)
      if (!buffers_[i].is_kept()) return "buffer " + std::to_string(i) + " was written beyond its ends";
    return "";
  }

 private:
  uint8_t* at(const recorded::Place& place, size_t bytes) {
    Buffer& buffer = buffers_.at(place.buffer);
    if (place.offset_bytes > buffer.bytes || bytes > buffer.bytes - place.offset_bytes)
      throw std::runtime_error("a place outside of its buffer");
    return buffer.begin + place.offset_bytes;
  }
  std::string run(const recorded::Step& step) {
    switch (step.kind) {
      case recorded::kUpload:
        std::memcpy(at(step.at, step.content.size()), step.content.data(), step.content.size());
        return "";
      case recorded::kFill:
        std::memset(at(step.at, step.bytes), static_cast<int>(step.value), step.bytes);
        return "";
      case recorded::kCopy:
        std::memmove(at(step.at, step.bytes), at(step.from, step.bytes), step.bytes);
        return "";
      case recorded::kLaunch:
        return launch(step);
      case recorded::kExpect:
        return compare(step);
    }
    return "no such step";
  }
  std::string launch(const recorded::Step& step) {
    const std::string& name = launches_.kernels.at(step.kernel).name;
    const auto found = kernels.find(name);
    if (found == kernels.end()) return "there is no kernel " + name;
    const emu_kernel& kernel = *found->second;
    if (kernel.argument_count != step.arguments.size())
      return name + " takes " + std::to_string(kernel.argument_count) + " arguments, not " + std::to_string(step.arguments.size());
    std::vector<uint64_t> values(step.arguments.size());
    std::vector<void*> pointers;
    for (size_t i = 0; i < values.size(); i++) {
      const recorded::Argument& argument = step.arguments[i];
      const size_t bytes = argument.is_number ? argument.number.size() : sizeof(void*);
      if (bytes != kernel.argument_bytes[i]) return name + " has an argument " + std::to_string(i) + " of another size";
      uint8_t* const place = argument.is_number ? nullptr : at(argument.place, 0);
      std::memcpy(&values[i], argument.is_number ? argument.number.data() : reinterpret_cast<const uint8_t*>(&place), bytes);
      pointers.push_back(&values[i]);
    }
    kernel.launch(&kernel, step.dims, step.shared_bytes, pointers.data(), order_);
    return "";
  }
  std::string compare(const recorded::Step& step) {
    const uint8_t* got = at(step.at, step.content.size());
    for (size_t i = 0; i < step.content.size(); i++)
      if (got[i] != step.content[i])
        return "byte " + std::to_string(i) + " of " + std::to_string(step.content.size()) + " is " + std::to_string(got[i]) +
               " instead of " + std::to_string(step.content[i]);
    return "";
  }

  const recorded::Launches& launches_;
  const uint32_t order_;
  std::vector<Buffer> buffers_;
};

std::string replay(const char* path, uint32_t order) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  const recorded::Launches launches = recorded::read_launches(bytes);
  return Replay(launches, order).run();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 125;
  int failed = 0;
  try {
    open_kernels(arguments[1]);
    const auto order = static_cast<uint32_t>(std::strtoul(arguments[2], nullptr, 10));
    for (int i = 3; i < count; i++) {
      const std::string wrong = replay(arguments[i], order);
      if (wrong.empty()) continue;
      std::printf("%s: %s\n", arguments[i], wrong.c_str());
      failed++;
    }
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 125;
  }
  return failed < 125 ? failed : 124;
}
