#include <polyinfer/kit.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>

#include "../host/status.h"
#include "answers.h"
#include "command_line.h"
#include "mutation.h"
#include "runner.h"
#include "trial.h"

namespace poly {
namespace {

constexpr int64_t kDefaultLimitMs = 10000;
constexpr size_t kMostListed = 100;

using open_file = std::unique_ptr<FILE, int (*)(FILE*)>;

bool read_file(model_file* file) {
  if (file->path.empty()) return true;
  const open_file from(fopen(file->path.c_str(), "rb"), fclose);
  if (!from) return false;
  const auto bytes = std::make_shared<std::string>();
  char block[1 << 16];
  while (const size_t count = fread(block, 1, sizeof block, from.get())) bytes->append(block, count);
  if (ferror(from.get())) return false;
  *file = {file->name, "", bytes->data(), bytes->size(), bytes};
  return true;
}

bool write_file(const std::string& path, const std::string& bytes) {
  FILE* to = fopen(path.c_str(), "wb");
  if (!to) return false;
  const bool is_written = fwrite(bytes.data(), 1, bytes.size(), to) == bytes.size();
  return fclose(to) == 0 && is_written;
}

/** Which file of a model was changed, and to what. */
struct change {
  size_t file;
  std::string bytes;
};

change change_of(const open_request& model, uint64_t seed, int64_t number) {
  random_source random(seed * 0x100000001b3u + static_cast<uint64_t>(number));
  const size_t file = random.below(model.files.size());
  const std::string whole(static_cast<const char*>(model.files[file].data), model.files[file].bytes);
  return {file, mutated(whole, &random)};
}

std::string describe(const trial_end& end) {
  if (end.is_late) return "took too long";
  if (end.signal != 0) return "signal " + std::to_string(end.signal) + " (" + strsignal(end.signal) + ")";
  if (end.exit_code != 0) return "ended the process";
  return end.status == POLY_OK ? "OK" : status_name(end.status);
}

/** Counts, and the changes that a process died of, as JSON. */
class summary {
 public:
  void add(const trial_end& end) {
    runs_++;
    if (end.ms > slowest_ms_) slowest_ms_ = end.ms;
    if (end.is_dead())
      dead_++;
    else
      ends_[describe(end)]++;
  }

  void add_death(int64_t number, const trial_end& end, const std::string& kept) {
    if (listed_++ >= kMostListed) return;
    if (!deaths_.empty()) deaths_ += ',';
    deaths_ += "{\"number\":" + std::to_string(number) + ",\"how\":" + json_string(describe(end).c_str());
    if (!kept.empty()) deaths_ += ",\"file\":" + json_string(kept.c_str());
    deaths_ += '}';
  }

  std::string json(uint64_t seed) const {
    std::string ends;
    for (const auto& [name, count] : ends_)
      ends += (ends.empty() ? "\"" : ",\"") + name + "\":" + std::to_string(count);
    return "{\"seed\":" + std::to_string(seed) + ",\"runs\":" + std::to_string(runs_) + ",\"ends\":{" + ends +
           "},\"deaths\":" + std::to_string(dead_) + ",\"slowestMs\":" + std::to_string(slowest_ms_) + ",\"died\":[" +
           deaths_ + "]}";
  }

 private:
  int64_t runs_ = 0, dead_ = 0;
  size_t listed_ = 0;
  double slowest_ms_ = 0;
  std::map<std::string, int64_t> ends_;
  std::string deaths_;
};

trial_end try_change(const command_line& asked, const change& changed, int64_t limit_ms) {
  command_line one = asked;
  model_file& file = one.request.files[changed.file];
  file.data = changed.bytes.data();
  file.bytes = changed.bytes.size();
  if (asked.folder.empty() || !asked.as_files) return try_model(one, limit_ms);
  for (size_t i = 0; i < one.request.files.size(); i++) {
    model_file& written = one.request.files[i];
    written.path = asked.folder + "/changed-" + std::to_string(getpid()) + "-" + std::to_string(i);
    write_file(written.path, std::string(static_cast<const char*>(written.data), written.bytes));
    written.data = nullptr;
  }
  const trial_end end = try_model(one, limit_ms);
  for (const model_file& written : one.request.files) unlink(written.path.c_str());
  return end;
}

}  // namespace

int fuzz_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, true, &asked) || (asked.as_files && asked.folder.empty())) return 2;
  answers told(asked.tells_all);
  poly_error error{};
  for (model_file& file : asked.request.files)
    if (!read_file(&file)) {
      const poly_status status = poly_fail(&error, POLY_INVALID_ARGUMENT, 0, "Cannot read %s.", file.path.c_str());
      return told.failed(status, error);
    }
  const int64_t limit_ms = asked.within.time_ms > 0 ? asked.within.time_ms : kDefaultLimitMs;
  asked.within.time_ms = 0;
  if (asked.within.is_attached) set_limits({0, 0, true});
  asked.within.is_attached = false;
  const trial_end whole = try_model(asked, limit_ms);
  if (whole.is_dead() || whole.status != POLY_OK)
    return told.failed(poly_fail(&error, whole.is_dead() ? POLY_ENGINE : whole.status, whole.signal,
                                 "The model itself does not run: %s.", describe(whole).c_str()),
                       error);
  summary counts;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(asked.seconds);
  for (int64_t i = 0; asked.runs > 0 ? i < asked.runs : std::chrono::steady_clock::now() < until; i++) {
    const change changed = change_of(asked.request, static_cast<uint64_t>(asked.seed), i);
    const trial_end end = try_change(asked, changed, limit_ms);
    counts.add(end);
    if (!end.is_dead()) continue;
    const std::string path = asked.folder + "/" + std::to_string(asked.seed) + "-" + std::to_string(i) + "-" +
                             std::to_string(changed.file);
    counts.add_death(i, end, !asked.folder.empty() && write_file(path, changed.bytes) ? path : "");
  }
  told.line(counts.json(static_cast<uint64_t>(asked.seed)));
  return 0;
}

}  // namespace poly
