#include "plan.h"
#include <cstring>
#include "driver.h"

namespace fake {
namespace {

constexpr char kMagic[] = "ftrt";
constexpr size_t kHeader = 4 + 4 + 8 + 8;

uint64_t checksum(const char* data, size_t bytes) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < bytes; i++) hash = (hash ^ static_cast<unsigned char>(data[i])) * 1099511628211u;
  return hash;
}

struct Writer {
  std::vector<char> bytes;
  void raw(const void* data, size_t count) {
    const auto* at = static_cast<const char*>(data);
    bytes.insert(bytes.end(), at, at + count);
  }
  void number(uint64_t value) { raw(&value, sizeof value); }
  void block(const void* data, size_t count) {
    number(count);
    raw(data, count);
  }
  void text(const std::string& value) { block(value.data(), value.size()); }
  void sizes(const std::vector<int64_t>& value) { block(value.data(), value.size() * 8); }
};

/* Of bytes whose checksum is right. */
struct Reader {
  const char* at;
  uint64_t number() {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  }
  std::vector<char> block() {
    const uint64_t count = number();
    at += count;
    return std::vector<char>(at - count, at);
  }
  std::string text() {
    const std::vector<char> bytes = block();
    return std::string(bytes.begin(), bytes.end());
  }
  std::vector<int64_t> sizes() {
    const std::vector<char> bytes = block();
    std::vector<int64_t> value(bytes.size() / 8);
    if (!bytes.empty()) memcpy(value.data(), bytes.data(), bytes.size());
    return value;
  }
};

}  // namespace

std::vector<char> write_plan(const Plan& plan) {
  Writer body;
  body.number(plan.flags);
  body.number(plan.half);
  body.text(plan.device);
  body.number(plan.profiles.size());
  for (const Ranges& ranges : plan.profiles) {
    body.number(ranges.size());
    for (const auto& [name, range] : ranges) {
      body.text(name);
      for (int i = 0; i < 3; i++) {
        body.sizes(range.sizes[i]);
        body.sizes(range.values[i]);
      }
    }
  }
  body.block(plan.model->onnx.data(), plan.model->onnx.size());
  body.number(plan.model->external.size());
  for (const auto& [name, bytes] : plan.model->external) {
    body.text(name);
    body.block(bytes.data(), bytes.size());
  }
  Writer file;
  const uint32_t version = kVersion;
  file.raw(kMagic, 4);
  file.raw(&version, 4);
  file.number(checksum(body.bytes.data(), body.bytes.size()));
  file.block(body.bytes.data(), body.bytes.size());
  return file.bytes;
}

bool read_plan(const void* data, size_t bytes, Plan& plan, std::string& error) {
  const auto* begin = static_cast<const char*>(data);
  uint32_t version = 0;
  if (!data || bytes == 0) {
    error = "ICudaEngine could not be created from an empty memory buffer";
    return false;
  }
  if (bytes < kHeader || memcmp(begin, kMagic, 4) != 0) {
    error = "Serialization assertion header.magicTag == rt::kMAGIC_TAG failed.Serialization assertion failed";
    return false;
  }
  memcpy(&version, begin + 4, 4);
  Reader header{begin + 8};
  const uint64_t sum = header.number(), size = header.number();
  if (version != static_cast<uint32_t>(kVersion)) {
    error = "The engine plan file is not compatible with this version of TensorRT, expecting library version " +
            std::to_string(kVersion) + " got " + std::to_string(version) + ", please rebuild.";
    return false;
  }
  if (size != bytes - kHeader || checksum(header.at, size) != sum) {
    error = "Serialization assertion stdArchiveReader.readHeader failed: the plan is truncated or corrupt";
    return false;
  }
  Reader body{begin + kHeader};
  plan.flags = static_cast<uint32_t>(body.number());
  plan.half = body.number() != 0;
  plan.device = body.text();
  plan.profiles.resize(body.number());
  for (Ranges& ranges : plan.profiles)
    for (uint64_t i = body.number(); i > 0; i--) {
      Range& range = ranges[body.text()];
      for (int select = 0; select < 3; select++) {
        range.sizes[select] = body.sizes();
        range.values[select] = body.sizes();
      }
    }
  plan.model->onnx = body.block();
  for (uint64_t i = body.number(); i > 0; i--) {
    const std::string name = body.text();
    plan.model->external.emplace_back(name, body.block());
  }
  if (plan.device != device_facts()) {
    error = "The engine plan file is generated on an incompatible device, expecting compute " + device_facts() + " got compute " +
            plan.device + ", please rebuild.";
    return false;
  }
  return true;
}

}  // namespace fake
