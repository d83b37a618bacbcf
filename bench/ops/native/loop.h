// The main function of the peers in C++: <program> <measure ms> <output file, or -> <word>=<value>...
// Answers with one line of JSON as harness/suite.ts says.
#ifndef POLYINFER_BENCH_OPS_LOOP_H_
#define POLYINFER_BENCH_OPS_LOOP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

// What a case is made of.
class Words {
 public:
  explicit Words(std::map<std::string, std::string> words) : words_(std::move(words)) {}
  const std::string& text(const char* name) const;
  int number(const char* name) const;
  double real(const char* name) const;

 private:
  std::map<std::string, std::string> words_;
};

// The input, as often as the case says. Its memory begins at a page.
class Frames {
 public:
  explicit Frames(const Words& words);
  // The one whose turn it is.
  uint8_t* next() { return frames_[turn_++ % frames_.size()].get(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(uint8_t* memory) const;
  };
  std::vector<std::unique_ptr<uint8_t, Free>> frames_;
  size_t bytes_ = 0;
  size_t turn_ = 0;
};

// What is timed, and what it has computed.
struct Timed {
  std::function<void()> run;
  std::function<std::vector<float>()> output;
  // Numbers to tell beside the samples.
  std::map<std::string, double> values = {};
};

// Of each program: opens the case, and tells versions and settings in one text.
Timed open_case(const Words& words);
std::string library();

// Milliseconds.
double now_ms();

// Ends the program with a text on stderr.
[[noreturn]] void stop(const std::string& why);

#endif
