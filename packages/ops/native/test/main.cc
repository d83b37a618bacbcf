// Says how many runs of each kernel were replayed, and of each that differs what does.
#include <cstdio>
#include <exception>
#include <vector>

#include "../kernel_list.h"
#include "replay.h"

namespace {

const char* const names[] = {
#define X(name) #name,
    POLY_KERNEL_LIST(X)
#undef X
};

/** Where the process ended, if it did. */
const char* at_file = "";
size_t at_run = 0;
const char* at_kernel = "";
const char* at_set = "";

/** Differences that are written out. */
constexpr size_t kMost = 20;

struct Counts {
  size_t runs[sizeof names / sizeof *names] = {};
  size_t differences = 0;
};

void check(const ops::RecordedRun& run, const ops::InstructionSet& set, ops::Rows rows, Counts* counts) {
  at_set = set.name;
  const std::string difference = ops::replay(run, set, rows);
  if (difference.empty()) return;
  if (counts->differences++ < kMost)
    std::printf("%s, run %zu: %s by %s%s: %s\n", at_file, at_run, at_kernel, set.name,
                rows == ops::Rows::kBlocks ? " in blocks" : "", difference.c_str());
}

void replay_file(const char* path, Counts* counts) {
  at_file = path;
  at_run = 0;
  const std::vector<uint8_t> file = ops::read_file(path);
  for (const ops::RecordedRun& run : ops::read_runs(file)) {
    if (run.kernel >= ops::kernel_count || run.arrays.size() > POLY_MAX_ARRAYS) throw std::exception();
    at_kernel = names[run.kernel];
    counts->runs[run.kernel]++;
    for (size_t i = 0; i < ops::instruction_set_count; i++) {
      const ops::InstructionSet& set = ops::instruction_sets[i];
      if (!set.is_supported()) continue;
      check(run, set, ops::Rows::kWhole, counts);
      if (run.rows > 1) check(run, set, ops::Rows::kBlocks, counts);
    }
    at_run++;
  }
}

}  // namespace

/** AddressSanitizer calls it before it ends the process. */
extern "C" __attribute__((visibility("default"))) void __asan_on_error() {
  std::fprintf(stderr, "In %s, run %zu: %s by %s\n", at_file, at_run, at_kernel, at_set);
}

int main(int count, char** arguments) {
  Counts counts;
  try {
    for (int i = 1; i < count; i++) replay_file(arguments[i], &counts);
  } catch (const std::exception& error) {
    std::printf("%s, run %zu: %s\n", at_file, at_run, error.what());
    return 2;
  }
  for (size_t i = 0; i < ops::kernel_count; i++) std::printf("%s %zu\n", names[i], counts.runs[i]);
  for (size_t i = 0; i < ops::instruction_set_count; i++)
    if (ops::instruction_sets[i].is_supported()) std::printf("by %s\n", ops::instruction_sets[i].name);
  std::printf("%zu differences\n", counts.differences);
  return counts.differences == 0 ? 0 : 1;
}
