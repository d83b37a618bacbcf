#include "loop.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>

namespace {

constexpr double WARM_UP_MS = 250;
constexpr int WARM_UP_CALLS = 3;
constexpr size_t MAX_SAMPLES = 5000;
constexpr size_t PAGE = 4096;

double time_of(const std::function<void()>& run, int calls) {
  const double start = now_ms();
  for (int i = 0; i < calls; i++) run();
  return now_ms() - start;
}

int warm_up(const std::function<void()>& run, int fewest, double sample_ms) {
  const double start = now_ms();
  int calls = 1;
  for (int done = 0; done < fewest || now_ms() - start < WARM_UP_MS; done += calls) {
    const double ms = time_of(run, calls);
    if (ms < sample_ms) calls = static_cast<int>(std::min(calls * 2.0, calls * sample_ms * 1.2 / ms + 1));
  }
  return calls;
}

void print_samples(const Timed& timed, const Words& words, double measure_ms) {
  const size_t fewest = static_cast<size_t>(words.number("minSamples"));
  const int warm_ups = std::min(WARM_UP_CALLS, words.number("minSamples"));
  const int calls = warm_up(timed.run, warm_ups, words.real("sampleMs"));
  const double start = now_ms();
  for (size_t n = 0; n < fewest || (now_ms() - start < measure_ms && n < MAX_SAMPLES); n++)
    std::printf("%s%.4f", n ? "," : "", time_of(timed.run, calls) / calls * 1e3);
}

void write_output(const Timed& timed, const char* path) {
  timed.run();
  const std::vector<float> numbers = timed.output();
  std::ofstream to(path, std::ios::binary);
  to.write(reinterpret_cast<const char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * sizeof(float)));
  if (!to.flush()) stop(std::string("cannot write ") + path);
}

}  // namespace

void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

const std::string& Words::text(const char* name) const {
  const auto found = words_.find(name);
  if (found == words_.end()) stop(std::string("the case does not say its ") + name);
  return found->second;
}

int Words::number(const char* name) const { return std::atoi(text(name).c_str()); }
double Words::real(const char* name) const { return std::atof(text(name).c_str()); }

void Frames::Free::operator()(uint8_t* memory) const { std::free(memory); }

Frames::Frames(const Words& words) {
  std::ifstream from(words.text("input"), std::ios::binary);
  const std::vector<char> data{std::istreambuf_iterator<char>(from), {}};
  if (data.empty()) stop("cannot read " + words.text("input"));
  bytes_ = data.size();
  for (int i = 0; i < words.number("frames"); i++) {
    auto* memory = static_cast<uint8_t*>(std::aligned_alloc(PAGE, (bytes_ / PAGE + 1) * PAGE));
    if (!memory) stop("no memory for the input");
    std::memcpy(memory, data.data(), bytes_);
    frames_.emplace_back(memory);
  }
}

int main(int count, char** arguments) {
  if (count < 3) stop("too few arguments");
  std::map<std::string, std::string> given;
  for (int i = 3; i < count; i++) {
    const std::string word = arguments[i];
    const size_t equal = word.find('=');
    given[word.substr(0, equal)] = equal == std::string::npos ? "" : word.substr(equal + 1);
  }
  const Words words(std::move(given));
  const Timed timed = open_case(words);
  const std::string file = arguments[2];
  std::printf("{\"samples\":[");
  if (file == "-")
    print_samples(timed, words, std::atof(arguments[1]));
  else
    write_output(timed, file.c_str());
  std::printf("],\"values\":{");
  const char* comma = "";
  for (const auto& [name, value] : timed.values) {
    std::printf("%s\"%s\":%g", comma, name.c_str(), value);
    comma = ",";
  }
  std::printf("},\"cpuMs\":%.0f,\"facts\":{\"library\":\"%s\"}", 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC,
              library().c_str());
  if (file != "-") std::printf(",\"output\":\"%s\"", file.c_str());
  std::printf("}\n");
  std::fflush(stdout);
  // What libraries do at their end is not asked here.
  std::_Exit(0);
}
