#include "replay.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace ops {
namespace {

/** What memory holds that nobody has written: in outputs what scripts/replay/record-runs.ts put there too. */
constexpr int kNothing = 0xcd;
/** As plans are aligned by the host that promises least, and scratch by all. */
constexpr size_t kPlanAlignment = 16, kScratchAlignment = 64;

struct Free {
  void operator()(uint8_t* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<uint8_t, Free>;

Memory exactly(size_t bytes, size_t alignment, const uint8_t* content) {
  void* memory = nullptr;
  if (posix_memalign(&memory, alignment, bytes) != 0) throw std::bad_alloc();
  if (content == nullptr)
    std::memset(memory, kNothing, bytes);
  else
    std::memcpy(memory, content, bytes);
  return Memory(static_cast<uint8_t*>(memory));
}

/** Blocks of rows have other sizes from run to run, and the last one comes first. */
int32_t run_blocks(const Kernel kernel, Run run, int32_t rows, size_t scratch_bytes, int32_t block) {
  for (int32_t end = rows; end > 0; end -= block) {
    const Memory scratch = exactly(scratch_bytes, kScratchAlignment, nullptr);
    run.scratch = scratch.get();
    run.begin = end > block ? end - block : 0;
    run.end = end;
    kernel(run);
  }
  return 0;
}

}  // namespace

std::string replay(const RecordedRun& recorded, const InstructionSet& set, Rows rows) {
  const Memory plan = exactly(recorded.plan_bytes, kPlanAlignment, recorded.plan);
  const Memory call = exactly(recorded.call_bytes, kPlanAlignment, recorded.call);
  const Memory scratch = exactly(recorded.scratch_bytes, kScratchAlignment, nullptr);
  Memory memory[POLY_MAX_ARRAYS];
  uint8_t* arrays[POLY_MAX_ARRAYS] = {};
  for (size_t i = 0; i < recorded.arrays.size(); i++) {
    memory[i] = exactly(recorded.arrays[i].bytes, sizeof(double), recorded.arrays[i].at);
    arrays[i] = memory[i].get();
  }
  const Run run = {reinterpret_cast<const int32_t*>(plan.get()), reinterpret_cast<const int32_t*>(call.get()), arrays,
                   scratch.get(), 0, recorded.rows};
  const Kernel kernel = set.kernels[recorded.kernel];
  if (rows == Rows::kWhole) {
    const int32_t result = kernel(run);
    if (result != recorded.result)
      return "it gave " + std::to_string(result) + " instead of " + std::to_string(recorded.result);
  } else {
    const int32_t block = 1 + static_cast<int32_t>(recorded.plan_bytes / 16) % 7;
    run_blocks(kernel, run, recorded.rows, recorded.scratch_bytes, block);
  }
  for (size_t i = 0; i < recorded.arrays.size(); i++) {
    const RecordedArray& array = recorded.arrays[i];
    if (array.is_written && hash_of(arrays[i], array.bytes) != array.hash)
      return "array " + std::to_string(i) + " of " + std::to_string(array.bytes) + " bytes differs";
    if (!array.is_written && std::memcmp(arrays[i], array.at, array.bytes) != 0)
      return "array " + std::to_string(i) + " was only to be read";
  }
  return "";
}

}  // namespace ops
