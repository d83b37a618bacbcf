#include "record.h"
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <sstream>
#include <vector>

namespace fake {
namespace {

struct Fault {
  std::string name;
  int64_t nth; /* 0: every one */
  std::string action;
};

struct State {
  std::mutex lock;
  std::map<std::string, int64_t> calls, live, settings;
  std::vector<std::string> mistakes;
  std::vector<Fault> script;
};

std::string formatted(const char* format, va_list arguments) {
  char text[1024];
  vsnprintf(text, sizeof text, format, arguments);
  return text;
}

/* "enqueueV3:2=fail" */
Fault parse(const std::string& text) {
  const size_t colon = text.find(':'), equals = text.find('=');
  Fault fault{text.substr(0, colon < equals ? colon : equals), 1, "fail"};
  if (colon != std::string::npos && colon < equals) fault.nth = atoll(text.c_str() + colon + 1);
  if (equals != std::string::npos) fault.action = text.substr(equals + 1);
  return fault;
}

std::string obey(State& s, const std::string& command);

/* Never destroyed: engines are not closed. FAKE_TENSORRT_CONTROL is a command for programs without control(). */
State& state() {
  static State* const one = [] {
    auto* const made = new State;
    if (const char* command = getenv("FAKE_TENSORRT_CONTROL")) obey(*made, command);
    return made;
  }();
  return *one;
}

std::string list(const std::map<std::string, int64_t>& counts) {
  std::ostringstream text;
  for (const auto& [name, count] : counts)
    if (count) text << name << ' ' << count << '\n';
  return text.str();
}

}  // namespace

std::string called(const char* name) {
  State& s = state();
  std::lock_guard<std::mutex> hold(s.lock);
  const int64_t nth = ++s.calls[name];
  for (const Fault& fault : s.script)
    if (fault.name == name && (fault.nth == 0 || fault.nth == nth)) return fault.action;
  return "";
}

void mistake(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const std::string text = formatted(format, arguments);
  va_end(arguments);
  if (getenv("FAKE_TENSORRT_ABORT")) {
    fprintf(stderr, "fake TensorRT: %s\n", text.c_str());
    abort();
  }
  State& s = state();
  std::lock_guard<std::mutex> hold(s.lock);
  if (s.mistakes.size() < 100) s.mistakes.push_back(text);
}

void give_up(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const std::string text = formatted(format, arguments);
  va_end(arguments);
  fprintf(stderr, "fake TensorRT: %s\n", text.c_str());
  abort();
}

void count_live(const char* kind, int change) {
  State& s = state();
  std::lock_guard<std::mutex> hold(s.lock);
  s.live[kind] += change;
}

int64_t setting(const char* name, int64_t otherwise) {
  State& s = state();
  std::lock_guard<std::mutex> hold(s.lock);
  const auto found = s.settings.find(name);
  return found == s.settings.end() ? otherwise : found->second;
}

/*
 * reset: forgets calls, mistakes, script and settings; live: "kind count" by line; calls: "name count" by line;
 * mistakes: one a line; script NAME:N=ACTION[;...]: counts anew from here; set NAME NUMBER.
 */
std::string control(const std::string& command) {
  State& s = state();
  std::lock_guard<std::mutex> hold(s.lock);
  return obey(s, command);
}

namespace {

std::string obey(State& s, const std::string& command) {
  std::istringstream words(command);
  std::string word, rest;
  words >> word;
  if (word == "live") return list(s.live);
  if (word == "calls") return list(s.calls);
  if (word == "mistakes") {
    for (const std::string& text : s.mistakes) rest += text + '\n';
    return rest;
  }
  if (word == "reset") {
    s.calls.clear();
    s.mistakes.clear();
    s.script.clear();
    s.settings.clear();
    return "";
  }
  if (word == "script") {
    s.calls.clear();
    s.script.clear();
    words >> std::ws;
    while (std::getline(words, word, ';')) s.script.push_back(parse(word));
    return "";
  }
  if (word == "set") {
    int64_t number = 0;
    words >> word >> number;
    s.settings[word] = number;
    return "";
  }
  return "There is no command " + word;
}

}  // namespace

}  // namespace fake
