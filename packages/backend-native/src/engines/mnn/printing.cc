#include "printing.h"
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include "../../../native/imports.h"

namespace mnn {
namespace {

constexpr size_t kMostComplaint = 600;

/* What one thread has printed of a line that has no end yet, and who listens. */
struct Line {
  std::string text, complaint;
  poly_call* call = nullptr;
  Listening* listening = nullptr;
};
thread_local Line line;

/* printf takes no context: one place for all copies of the library in this process. Set before the first of them prints. */
poly_log silent_log{};

bool is_complaint(const std::string& text) {
  for (const char* word : {"rror", "Can't", "can't", "on't support", "ot support", "nvalid", "ail", "aution"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

void end_line() {
  std::string text;
  text.swap(line.text);
  if (text.empty()) return;
  const bool complains = is_complaint(text);
  const int32_t level = complains ? POLY_LOG_WARNING : POLY_LOG_DEBUG;
  if (line.call) {
    if (complains && line.complaint.size() + text.size() < kMostComplaint)
      line.complaint += (line.complaint.empty() ? "" : "; ") + text;
    line.call->log(line.call, level, text.c_str());
  } else if (silent_log.write) {
    silent_log.write(silent_log.context, level, text.c_str());
  }
}

/* Nothing may be thrown into a printf's caller. */
void take(const char* text, size_t length) noexcept try {
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '\n') end_line();
    else if (line.text.size() < kMostComplaint) line.text += text[i];
  }
} catch (...) {
}

__attribute__((format(printf, 1, 2))) int print_format(const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  take(text, strnlen(text, sizeof text));
  return length;
}

__attribute__((format(printf, 2, 3))) int print_checked_format(int, const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  take(text, strnlen(text, sizeof text));
  return length;
}

int print_line(const char* text) {
  take(text, strlen(text));
  take("\n", 1);
  return 0;
}

int print_character(int character) {
  const char c = static_cast<char>(character);
  take(&c, 1);
  return character;
}

struct Replacement {
  const char* name;
  void* with;
};
const Replacement kReplacements[] = {
    {"printf", reinterpret_cast<void*>(print_format)},
    {"__printf_chk", reinterpret_cast<void*>(print_checked_format)},
    {"puts", reinterpret_cast<void*>(print_line)},
    {"putchar", reinterpret_cast<void*>(print_character)},
};

void replace(void*, const imports::Slot& slot) {
  for (const Replacement& replacement : kReplacements)
    if (!strcmp(slot.name, replacement.name)) imports::replace(slot, replacement.with);
}

}  // namespace

void printing_redirect(const void* symbol, const poly_log& log) {
  if (!silent_log.write) silent_log = log;
  imports::each(symbol, replace, nullptr);
}

Listening::Listening(poly_call* call) : outer_(line.listening) {
  line.call = call;
  line.listening = this;
  line.complaint.clear();
}

Listening::~Listening() {
  line.listening = outer_;
  if (!outer_) line.call = nullptr;
}

std::string Listening::complaint() const { return line.complaint.empty() ? "" : " MNN says: " + line.complaint; }

}  // namespace mnn
