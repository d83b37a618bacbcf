#include <polyinfer/kit.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "../answers.h"
#include "../runner.h"
#include "case_row.h"
#include "commands.h"

namespace poly::gpu {
namespace {

constexpr size_t kCopiedBytes = size_t{256} << 20, kFakeCopiedBytes = size_t{1} << 20;
constexpr int kFakeRounds = 2;
/** CU_DEVICE_ATTRIBUTE_*: kHz, kHz, bits. */
constexpr int kClockRate = 13, kMemoryClockRate = 36, kMemoryBusWidth = 37;
/** Of a batch of 8, of the device's own copy. */
constexpr double kGate = 0.7;

std::string describe(const device& on) {
  char text[512];
  std::snprintf(text, sizeof text, ",\"computeCapability\":\"%d.%d\",\"cuda\":\"%d.%d\",\"memoryBytes\":%zu,\"multiprocessors\":%d",
                on.facts.major, on.facts.minor, on.api.version / 1000, on.api.version % 1000 / 10, on.facts.total_bytes,
                on.attribute(cuda::kMultiprocessorCount));
  std::string json = "\"device\":" + json_string(on.facts.name) + text;
  std::snprintf(text, sizeof text, ",\"clockKhz\":%d,\"memoryClockKhz\":%d,\"memoryBusBits\":%d", on.attribute(kClockRate),
                on.attribute(kMemoryClockRate), on.attribute(kMemoryBusWidth));
  return json + text + (on.is_fake() ? ",\"fake\":true" : "");
}

/** A copy is as large as half of what is free allows. */
poly_status take_memory(const device& on, copied_memory* out, poly_error* error) {
  size_t free_bytes = 0, total_bytes = 0;
  if (const poly_status status = POLY_CUDA_CALL(on.api, error, cuMemGetInfo_v2, &free_bytes, &total_bytes)) return status;
  out->bytes = std::min(on.is_fake() ? kFakeCopiedBytes : kCopiedBytes, free_bytes / 4);
  if (const poly_status status = on.allocate(out->bytes, &out->from, error)) return status;
  return on.allocate(out->bytes, &out->to, error);
}

poly_status measure(device& on, std::vector<std::unique_ptr<case_row>>& rows, int rounds, poly_error* error) {
  copied_memory memory;
  if (const poly_status status = take_memory(on, &memory, error)) return status;
  for (const auto& row : rows)
    if (row->wrong().empty())
      if (const poly_status status = row->warm_up(memory, error)) return status;
  for (int round = 0; round < rounds; round++)
    for (const auto& row : rows)
      if (row->wrong().empty())
        if (const poly_status status = row->sample(error)) return status;
  return POLY_OK;
}

void print(const device& on, const std::vector<std::unique_ptr<case_row>>& rows) {
  std::printf("%s, compute capability %d.%d, CUDA %d.%d\n\n", on.facts.name, on.facts.major, on.facts.minor,
              on.api.version / 1000, on.api.version % 1000 / 10);
  if (on.is_fake()) std::printf("Kernels ran on the processor: whether they are right is told, and no time.\n\n");
  std::printf("| op | bits | on the device | moved | of the device's copy (of one as small) | with upload | and download |\n");
  std::printf("| --- | --- | --- | --- | --- | --- | --- |\n");
  for (const auto& row : rows) std::printf("%s\n", row->line(on.is_fake()).c_str());
  std::printf("\n");
  if (on.is_fake()) return;
  for (const auto& row : rows)
    if (row->wrong().empty() && row->of().id.find("b8") != std::string::npos)
      std::printf("%s: %.0f %% of the device's copy, at least %.0f %%: %s\n", row->of().title.c_str(), 100 * row->of_copy(),
                  100 * kGate, row->of_copy() >= kGate ? "holds" : "MISSED");
}

/** <folder> <folder for results> <rounds> <device> */
poly_status bench(const std::vector<std::string>& words, bool* is_right, poly_error* error) {
  pack from;
  if (const poly_status status = read_pack(words[0], &from, error)) return status;
  device* on = nullptr;
  if (const poly_status status = device::open(atoi(words[3].c_str()), &on, error)) return status;
  std::vector<std::unique_ptr<case_row>> rows;
  for (const packed_case& one : from.cases) {
    rows.push_back(std::make_unique<case_row>(one));
    rows.back()->check(*on, from);
    *is_right = *is_right && rows.back()->wrong().empty();
  }
  const auto is_right_row = [](const std::unique_ptr<case_row>& row) { return row->wrong().empty(); };
  const int rounds = on->is_fake() ? kFakeRounds : atoi(words[2].c_str());
  if (std::any_of(rows.begin(), rows.end(), is_right_row) && measure(*on, rows, rounds, error)) {
    *is_right = false;
    for (const auto& row : rows) row->fail(*error);
  }
  print(*on, rows);
  std::string json = "{" + describe(*on) + ",\"cases\":[";
  for (size_t i = 0; i < rows.size(); i++) json += (i ? ",\n" : "\n") + rows[i]->json(on->is_fake());
  json += "\n]}\n";
  return write_file(words[1] + "/ops.json", json.data(), json.size(), error);
}

}  // namespace
}  // namespace poly::gpu

namespace poly {

int bench_gpu_command(const std::vector<std::string>& words) {
  poly_error error{};
  poly_status status = POLY_OK;
  bool is_right = true;
  if (words.size() == 5 && words[0] == "ops")
    status = gpu::bench({words.begin() + 1, words.end()}, &is_right, &error);
  else if (words.size() > 4 && words[0] == "compile")
    status = gpu::compile_pack({words.begin() + 1, words.end()}, &error);
  else if (words.size() > 6 && words[0] == "session")
    status = gpu::bench_sessions({words.begin() + 1, words.end()}, &is_right, &error);
  else
    return 2;
  std::fflush(stdout);
  if (status != POLY_OK) std::fprintf(stderr, "%s: %s\n", words[0].c_str(), error.message);
  return status != POLY_OK ? kFirstFailure + status : is_right ? 0 : 1;
}

}  // namespace poly
