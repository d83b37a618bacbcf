// What the memory of this machine can do: reads and writes the bytes that a case must move, and computes nothing.
#include <sys/mman.h>

#include <cstring>

#include "loop.h"

namespace {

constexpr size_t MIB = size_t{1} << 20;
constexpr size_t LANES = 4;
typedef uint64_t Lanes __attribute__((vector_size(8 * LANES)));

uint64_t sum;

Lanes load(const uint8_t* at) {
  Lanes lanes;
  std::memcpy(&lanes, at, sizeof(Lanes));
  return lanes;
}

void read_all(const uint8_t* data, size_t bytes) {
  Lanes a{}, b{}, c{}, d{};
  for (size_t i = 0; i + 4 * sizeof(Lanes) <= bytes; i += 4 * sizeof(Lanes)) {
    a += load(data + i), b += load(data + i + sizeof(Lanes));
    c += load(data + i + 2 * sizeof(Lanes)), d += load(data + i + 3 * sizeof(Lanes));
  }
  a += b + c + d;
  for (size_t i = 0; i < LANES; i++) sum += a[i];
  asm volatile("" : : "r"(&sum) : "memory");
}

void write_all(uint8_t* data, size_t bytes) {
  const Lanes value{sum, sum, sum, sum};
  for (size_t i = 0; i + sizeof(Lanes) <= bytes; i += sizeof(Lanes)) std::memcpy(data + i, &value, sizeof(Lanes));
  asm volatile("" : : "r"(data) : "memory");
}

// Gigabytes a second of what moves so many bytes.
double rate(size_t bytes, const std::function<void()>& run) {
  for (int i = 0; i < 3; i++) run();
  int calls = 0;
  const double start = now_ms();
  for (; now_ms() - start < 30; calls++) run();
  return static_cast<double>(bytes) * calls / (now_ms() - start) / 1e6;
}

void first_touch(size_t bytes) {
  void* fresh = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (fresh == MAP_FAILED) stop("no memory");
  std::memset(fresh, 1, bytes);
  munmap(fresh, bytes);
}

Timed anchors() {
  constexpr size_t HOT = 4 * MIB, COLD = 256 * MIB;
  auto memory = std::make_shared<std::vector<uint8_t>>(COLD, uint8_t{1});
  uint8_t* data = memory->data();
  Timed timed;
  timed.run = [memory, data] { std::memcpy(data, data + COLD / 2, 64 * MIB); };
  timed.values = {
      {"readHot", rate(HOT, [=] { read_all(data, HOT); })},
      {"writeHot", rate(HOT, [=] { write_all(data, HOT); })},
      {"readCold", rate(COLD, [=] { read_all(data, COLD); })},
      {"touch", rate(5 * MIB, [] { first_touch(5 * MIB); })},
  };
  return timed;
}

}  // namespace

Timed open_case(const Words& words) {
  if (words.text("op") == "anchors") return anchors();
  auto frames = std::make_shared<Frames>(words);
  const auto reads = static_cast<size_t>(words.number("readBytes"));
  auto tensor = std::make_shared<std::vector<uint8_t>>(static_cast<size_t>(words.number("writeBytes")));
  if (reads > frames->bytes()) stop("there are not so many bytes to read");
  return {[=] {
            read_all(frames->next(), reads);
            write_all(tensor->data(), tensor->size());
          },
          [] { return std::vector<float>(); }};
}

std::string library() { return "1 thread, vectors of 32 bytes"; }
