// Random calls into the host, the kit and the null engine, for sanitizers: whatever the arguments are, as long as the
// types hold, an entry answers with a status and its message.
#include <polyinfer/kit.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../host/engine_registry.h"
#include "../host/opening.h"
#include "../host/pool.h"
#include "../host/session.h"
#include "../host/status.h"
#include "../host/value_info.h"
#include "expect.h"

namespace test {
namespace {

/** The same numbers for the same seed (splitmix64). */
struct random_source {
  uint64_t state;

  uint64_t next() {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  size_t below(size_t end) { return static_cast<size_t>(next() % end); }
  bool chance(size_t percent) { return below(100) < percent; }
  int64_t size() {
    const std::array<int64_t, 10> odd = {0, 1, -1, 2, 4, INT64_MAX, INT64_MIN, int64_t{1} << 31, int64_t{1} << 48, 7};
    return chance(80) ? odd[below(odd.size())] : static_cast<int64_t>(next());
  }
  /** Any bytes but 0, of any length up to 3,000. */
  std::string text() {
    std::string made(below(chance(90) ? 20 : 3000), 'x');
    for (char& c : made) c = static_cast<char>(1 + below(255));
    return made;
  }
  template <size_t n>
  std::string pick(const std::array<const char*, n>& words) {
    return chance(10) ? text() : words[below(n)];
  }
};

bool ends(const poly_error& error) { return memchr(error.message, 0, sizeof error.message) != nullptr; }

/** Takes some bytes, then says stop. */
struct limited_sink {
  size_t left;
  std::string taken;

  static int write(void* to, const void* data, size_t bytes) {
    limited_sink& self = *static_cast<limited_sink*>(to);
    const size_t some = bytes < self.left ? bytes : self.left;
    self.taken.append(static_cast<const char*>(data), some);
    self.left -= some;
    return some < bytes;
  }
};

void fuzz_kit(random_source& random) {
  poly_error error;
  memset(&error, 'x', sizeof error);
  const std::string text = random.text();
  EXPECT(poly_fail(&error, POLY_ENGINE, 1, "%s%s", text.c_str(), random.text().c_str()) == POLY_ENGINE);
  EXPECT(ends(error));
  memset(&error, 'x', sizeof error);
  const poly_status status = poly::checked(static_cast<poly_status>(random.next()), error);
  EXPECT(ends(error) && status >= POLY_OK && status <= POLY_BUSY);
  limited_sink sink{random.below(4000), ""};
  const int stopped = poly_json_string({limited_sink::write, &sink}, text.c_str());
  EXPECT(stopped || (sink.taken.size() >= text.size() + 2 && sink.taken.back() == '"'));

  poly_tensor tensor{};
  tensor.dtype = static_cast<int32_t>(random.below(30)) - 1;
  tensor.rank = static_cast<int32_t>(random.below(POLY_MAX_RANK + 1));
  for (int64_t& size : tensor.shape) size = random.size();
  const int64_t count = poly_count(tensor.shape, tensor.rank);
  EXPECT(count >= -1);
  if (count >= 0) EXPECT(poly_bytes(&tensor) <= static_cast<size_t>(count) * 16);
}

void fuzz_pool(random_source& random) {
  const size_t bytes = random.chance(95) ? random.below(1 << 16) : static_cast<size_t>(random.next()) | SIZE_MAX >> 4;
  const poly::block_ref block = poly::pool::get().take(bytes);
  EXPECT(block ? block->capacity >= bytes : bytes > 1 << 16);
  if (block) memset(block->data, 7, bytes);
}

/** What a broken engine could say of itself. */
void fuzz_session_info(random_source& random) {
  std::vector<poly_value> values(random.below(4));
  std::vector<std::array<int64_t, POLY_MAX_RANK>> shapes(values.size());
  const std::string name = random.text();
  for (size_t i = 0; i < values.size(); i++) {
    for (int64_t& size : shapes[i]) size = random.size();
    values[i].name = random.chance(90) ? name.c_str() : nullptr;
    values[i].dtype = static_cast<int32_t>(random.size());
    values[i].rank = random.chance(90) ? static_cast<int32_t>(random.below(POLY_MAX_RANK + 1)) : static_cast<int32_t>(random.size());
    values[i].shape = random.chance(90) ? shapes[i].data() : nullptr;
    values[i].details = random.chance(50) ? name.c_str() : nullptr;
  }
  poly_info from{};
  from.struct_bytes = sizeof from;
  from.max_runs = static_cast<uint32_t>(random.size());
  from.inputs = from.outputs = values.data();
  from.input_count = from.output_count = values.size();
  try {
    const poly::session_info info(from);
    EXPECT(info.max_runs >= 1 && info.max_runs <= poly::kMostRuns && info.inputs.size() == values.size());
  } catch (const std::runtime_error& error) {
    EXPECT(std::string(error.what()).find("engine") != std::string::npos);
  }
}

void fuzz_load(random_source& random, const char* path) {
  const std::array<const char*, 6> engines = {path, "", "/", "/missing/engine.so", "engine.so", "/dev/null"};
  const std::array<const char*, 4> libraries = {"", "/vendor.so", "vendor.so", "/"};
  const std::array<const char*, 3> keys = {"tag", "", "nope"};
  poly::text_pairs options;
  // Few different ones: every set of options that loads stays for ever.
  for (size_t i = random.below(3); i > 0; i--) options.push_back({random.chance(80) ? keys[random.below(3)] : random.text(), "a"});
  poly::runtime* out = nullptr;
  poly_error error{};
  const std::string engine = engines[random.below(engines.size())];
  const poly_status status =
      poly::engine_registry::get().load(engine, random.pick(libraries), options, nullptr, &out, &error);
  EXPECT((status == POLY_OK) == (out != nullptr));
  EXPECT(ends(error) && (status == POLY_OK || error.message[0]));
}

struct fuzz_run final : poly::run {
  using poly::run::run;
  void finished() override {}
};

/** A run within the contract of poly_run: inputs as the session says, outputs of any kind. */
void fuzz_one_run(random_source& random, poly::session& session) {
  const poly::session_info& info = session.info();
  fuzz_run task(info.inputs.size(), info.outputs.size());
  const size_t count = info.inputs[0].is_fixed ? 4 : random.below(40);
  std::vector<char> data(info.inputs[0].dtype == POLY_STRING ? 8 * (count + 1) : 4 * count);
  for (poly_tensor& input : task.inputs) {
    if (&input != &task.inputs[0] && random.chance(50)) continue;  // optional, left out: dtype 0
    input.dtype = info.inputs[0].dtype;
    input.rank = info.inputs[0].rank;
    input.shape[0] = info.inputs[0].is_fixed ? 1 : static_cast<int64_t>(count);
    input.shape[1] = 4;
    input.data = data.data();
    input.bytes = data.size();
  }
  std::vector<char> given(random.below(400));
  for (poly_tensor& output : task.outputs) {
    if (random.chance(30)) output.flags = POLY_SKIP;
    if (random.chance(30) && !given.empty()) {
      output.data = given.data();
      output.bytes = given.size();
    }
  }
  if (random.chance(10)) task.cancel();
  session.run_here(task, true);
  EXPECT(ends(task.error));
  for (const poly_tensor& output : task.outputs)
    if (task.status == POLY_OK && !(output.flags & POLY_SKIP)) EXPECT(output.bytes == data.size());
}

void fuzz_session(random_source& random, const poly::runtime& engine) {
  const std::array<const char*, 6> modes = {"static", "dynamic", "owned", "string", "two", "sideways"};
  const std::array<const char*, 7> keys = {"mode", "fail", "poison_after", "deaf", "keeps_model", "log", "nope"};
  const std::array<const char*, 8> numbers = {"0", "1", "2", "9", "-1", "99999999999999999999", "", "1e3"};
  poly::open_request request;
  request.format = random.text();
  request.device = random.text();
  request.threads = static_cast<int32_t>(random.size());
  request.max_runs = static_cast<uint32_t>(random.chance(80) ? random.below(5) : random.next());
  if (random.chance(90)) request.options.push_back({"mode", random.pick(modes)});
  for (size_t i = random.below(4); i > 0; i--) request.options.push_back({random.pick(keys), random.pick(numbers)});
  for (size_t i = random.chance(90) ? 1 : random.below(3); i > 0; i--) {
    poly::model_file file;
    file.name = random.text();
    if (random.chance(20)) file.path = "/missing/" + random.text();
    const auto bytes = std::make_shared<std::string>(random.text());
    if (random.chance(80)) {
      file.keep = bytes;
      file.data = bytes->data();
      file.bytes = bytes->size();
    }
    request.files.push_back(std::move(file));
  }
  poly::call task;
  if (random.chance(5)) task.cancel();
  std::shared_ptr<poly::session> opened;
  poly::open_session(engine, std::move(request), task, &opened);
  EXPECT((task.status == POLY_OK) == (opened != nullptr));
  EXPECT(ends(task.error) && (opened || task.error.message[0]));
  if (opened)
    for (size_t i = random.below(5); i > 0; i--) fuzz_one_run(random, *opened);
}

void fuzz_probe(random_source& random, const poly::runtime& engine) {
  limited_sink sink{random.below(2000), ""};
  poly_error error{};
  engine.engine->probe(engine.handle, {limited_sink::write, &sink}, &error);
  EXPECT(ends(error));
}

}  // namespace

void fuzz_tests(const char* path, int seconds) {
  poly::runtime* engine = nullptr;
  poly_error error{};
  EXPECT(poly::engine_registry::get().load(path, "", {}, nullptr, &engine, &error) == POLY_OK);
  if (!engine) return;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  for (uint64_t seed = 1; std::chrono::steady_clock::now() < end; seed++) {
    random_source random{seed};
    const int failures = all.failures;
    fuzz_kit(random);
    fuzz_pool(random);
    fuzz_session_info(random);
    if (seed % 50 == 0) fuzz_load(random, path);
    fuzz_session(random, *engine);
    fuzz_probe(random, *engine);
    if (all.failures == failures) continue;
    std::fprintf(stderr, "fuzz_tests: seed %llu\n", static_cast<unsigned long long>(seed));
    return;
  }
}

}  // namespace test
