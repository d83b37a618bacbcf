#include "printed.h"
#include <cstdio>
#include <cstring>
#if defined(__linux__) && defined(__GLIBC__) && defined(__LP64__)
#define LITERT_CAN_REDIRECT
#endif
#include "../../../native/imports.h"

namespace litert {
namespace {

thread_local Printed* current = nullptr;

#ifdef LITERT_CAN_REDIRECT

struct Stream {
  poly_log log;
  FILE* file;
};

int32_t level_of(const std::string& line) {
  if (!line.compare(0, 5, "ERROR")) return POLY_LOG_ERROR;
  if (!line.compare(0, 7, "WARNING")) return POLY_LOG_WARNING;
  return line.compare(0, 4, "INFO") ? POLY_LOG_WARNING : POLY_LOG_INFO;
}

/* The engine's code calls printf with whole lines. */
ssize_t write_lines(void* context, const char* data, size_t bytes) {
  try {
    if (current) current->append(data, bytes);
    const poly_log& log = static_cast<Stream*>(context)->log;
    poly_call* call = current ? current->call() : nullptr;
    const std::string text(data, bytes);
    for (size_t start = 0; start < text.size();) {
      size_t end = text.find('\n', start);
      if (end == std::string::npos) end = text.size();
      const std::string line = text.substr(start, end - start);
      if (call && !line.empty()) call->log(call, level_of(line), line.c_str());
      else if (log.write && !line.empty()) log.write(log.context, level_of(line), line.c_str());
      start = end + 1;
    }
  } catch (...) {
    /* A line is lost where there is no memory for it. */
  }
  return static_cast<ssize_t>(bytes);
}

/* Keeps the place of the C library's `stderr`. */
void find_stderr(void* found, const imports::Slot& slot) {
  if (!strcmp(slot.name, "stderr")) *static_cast<imports::Slot*>(found) = slot;
}

#endif
}  // namespace

#ifdef LITERT_CAN_REDIRECT
bool printed_redirect(void* function, const poly_log& log) {
  imports::Slot slot{};
  imports::each(function, find_stderr, &slot);
  if (!slot.address || *slot.address != static_cast<void*>(&stderr)) return slot.address; /* another runtime over it did so already */
  /* Never freed: the library may print until the process ends. */
  auto* stream = new Stream{log, nullptr};
  stream->file = fopencookie(stream, "w", {nullptr, write_lines, nullptr, nullptr});
  if (!stream->file) {
    delete stream;
    return false;
  }
  setvbuf(stream->file, nullptr, _IOLBF, BUFSIZ);
  return imports::replace(slot, &stream->file);
}
#else
bool printed_redirect(void*, const poly_log&) { return false; }
#endif

Printed::Printed(poly_call* call) : call_(call), outer_(current) { current = this; }
Printed::~Printed() { current = outer_; }

std::string Printed::errors() const {
  std::string result;
  for (size_t start = 0; start < text_.size();) {
    size_t end = text_.find('\n', start);
    if (end == std::string::npos) end = text_.size();
    if (!text_.compare(start, 7, "ERROR: ")) {
      if (!result.empty()) result += ' ';
      result.append(text_, start + 7, end - start - 7);
    }
    start = end + 1;
  }
  return result;
}

}  // namespace litert
