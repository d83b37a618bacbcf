#include "recording.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ops {
namespace {

constexpr uint32_t kMagic = 0x52504f50; /* POPR */

class Reader {
 public:
  explicit Reader(const std::vector<uint8_t>& file) : file_(file) {}
  bool is_at_end() const { return at_ == file_.size(); }
  uint32_t word() {
    uint32_t value;
    std::memcpy(&value, bytes(4), 4);
    return value;
  }
  const uint8_t* bytes(size_t count) {
    if (count > file_.size() - at_) throw std::runtime_error("the recording ends too early");
    const uint8_t* found = file_.data() + at_;
    at_ += count;
    return found;
  }

 private:
  const std::vector<uint8_t>& file_;
  size_t at_ = 0;
};

RecordedRun read_run(Reader& reader) {
  if (reader.word() != kMagic) throw std::runtime_error("this is no recording");
  RecordedRun run;
  run.kernel = reader.word();
  run.rows = static_cast<int32_t>(reader.word());
  run.result = static_cast<int32_t>(reader.word());
  run.scratch_bytes = reader.word();
  run.plan_bytes = reader.word();
  run.call_bytes = reader.word();
  run.arrays.resize(reader.word());
  for (RecordedArray& array : run.arrays) {
    const uint32_t access = reader.word();
    array.is_read = access & 1;
    array.is_written = access & 2;
    array.bytes = reader.word();
    array.hash = reader.word();
  }
  run.plan = reader.bytes(run.plan_bytes);
  run.call = reader.bytes(run.call_bytes);
  for (RecordedArray& array : run.arrays) array.at = array.is_read ? reader.bytes(array.bytes) : nullptr;
  return run;
}

}  // namespace

std::vector<uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + " cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<RecordedRun> read_runs(const std::vector<uint8_t>& file) {
  std::vector<RecordedRun> runs;
  Reader reader(file);
  while (!reader.is_at_end()) runs.push_back(read_run(reader));
  return runs;
}

uint32_t hash_of(const uint8_t* bytes, size_t count) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < count; i++) hash = static_cast<uint32_t>((hash ^ bytes[i]) * uint64_t{16777619});
  return hash;
}

}  // namespace ops
