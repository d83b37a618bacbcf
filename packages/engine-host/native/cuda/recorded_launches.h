// Work for a CUDA device, recorded in JavaScript: what encodeLaunches of ops' src/testing/recorded-launches.ts writes.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace recorded {

struct Place {
  uint64_t buffer, offset_bytes;
};

struct Argument {
  bool is_number;
  Place place;
  std::vector<uint8_t> number;
};

enum Kind : uint64_t { kUpload, kFill, kCopy, kLaunch, kExpect };

/** What a kind does not have is empty. */
struct Step {
  Kind kind;
  /** Where it is written, or what is expected. */
  Place at;
  Place from;
  uint64_t bytes, value;
  std::vector<uint8_t> content;
  uint64_t kernel;
  uint32_t dims[6];
  uint64_t shared_bytes;
  std::vector<Argument> arguments;
};

struct Launches {
  struct Kernel {
    std::string name, source;
  };
  std::vector<Kernel> kernels;
  std::vector<uint64_t> buffer_bytes;
  std::vector<Step> steps;
};

/** Reads the numbers of a file one by one. */
class Reader {
 public:
  explicit Reader(const std::vector<uint8_t>& file) : file_(file) {}
  uint64_t number() {
    uint64_t number;
    std::memcpy(&number, take(sizeof number), sizeof number);
    return number;
  }
  Place place() {
    const uint64_t buffer = number();
    return {buffer, number()};
  }
  std::vector<uint8_t> bytes() {
    const uint64_t length = number();
    if (length > file_.size()) throw std::runtime_error("the file ends too early");
    const uint8_t* from = take((length + 7) / 8 * 8);
    return {from, from + length};
  }
  std::string text() {
    const std::vector<uint8_t> from = bytes();
    return {from.begin(), from.end()};
  }
  bool is_at_end() const { return at_ == file_.size(); }

 private:
  const uint8_t* take(uint64_t count) {
    if (count > file_.size() - at_) throw std::runtime_error("the file ends too early");
    at_ += count;
    return file_.data() + at_ - count;
  }
  const std::vector<uint8_t>& file_;
  size_t at_ = 0;
};

inline void read_launch(Reader& reader, Step& step) {
  step.kernel = reader.number();
  for (uint32_t& dim : step.dims) dim = static_cast<uint32_t>(reader.number());
  step.shared_bytes = reader.number();
  step.arguments.resize(reader.number());
  for (Argument& argument : step.arguments) {
    argument.is_number = reader.number() != 0;
    if (argument.is_number)
      argument.number = reader.bytes();
    else
      argument.place = reader.place();
  }
}

inline Step read_step(Reader& reader) {
  Step step = {};
  step.kind = static_cast<Kind>(reader.number());
  if (step.kind > kExpect) throw std::runtime_error("there is no such step");
  if (step.kind == kLaunch) {
    read_launch(reader, step);
    return step;
  }
  step.at = reader.place();
  if (step.kind == kCopy) step.from = reader.place();
  if (step.kind == kCopy || step.kind == kFill) step.bytes = reader.number();
  if (step.kind == kFill) step.value = reader.number();
  if (step.kind == kUpload || step.kind == kExpect) step.content = reader.bytes();
  return step;
}

/** Throws std::runtime_error for a file that is cut off. */
inline Launches read_launches(const std::vector<uint8_t>& file) {
  Reader reader(file);
  Launches launches;
  const uint64_t kernels = reader.number(), buffers = reader.number(), steps = reader.number();
  for (uint64_t i = 0; i < kernels; i++) {
    std::string name = reader.text();
    launches.kernels.push_back({name, reader.text()});
  }
  for (uint64_t i = 0; i < buffers; i++) launches.buffer_bytes.push_back(reader.number());
  for (uint64_t i = 0; i < steps; i++) launches.steps.push_back(read_step(reader));
  return launches;
}

}  // namespace recorded
