#include "log.h"

namespace tensorrt {
namespace {

thread_local Listener* listener = nullptr;

int32_t level_of(int32_t severity) {
  if (severity <= kError) return POLY_LOG_ERROR;
  if (severity == kWarning) return POLY_LOG_WARNING;
  return severity == kInfo ? POLY_LOG_INFO : POLY_LOG_DEBUG;
}

/* "cannot be cast" of "ITensor::setX: Error Code 3: API Usage Error (cannot be cast. In f at /_src/optimizer/x.cpp:92)". */
std::string plain(const char* text) {
  std::string line = text;
  const size_t origin = line.rfind(" at /_src/");
  const size_t in = origin == std::string::npos ? origin : line.rfind(" In ", origin);
  if (in != std::string::npos) line = line.substr(0, in) + (line.find('(') < in ? ")" : "");
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
  return line;
}

}  // namespace

Listener::Listener(Log& log, poly_call* call, bool is_everywhere)
    : log_(log), call_(call), before_(listener), is_everywhere_(is_everywhere) {
  listener = this;
  if (!is_everywhere) return;
  const std::lock_guard<std::mutex> lock(log_.mutex_);
  log_.everywhere_ = this;
}

Listener::~Listener() {
  listener = before_;
  if (!is_everywhere_) return;
  const std::lock_guard<std::mutex> lock(log_.mutex_);
  log_.everywhere_ = nullptr;
}

void Listener::hear(int32_t severity, const char* text) {
  if (call_) call_->log(call_, level_of(severity), text);
  if (severity > kError) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!errors_.empty()) errors_ += "; ";
  errors_ += plain(text);
}

std::string Listener::errors() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return errors_;
}

bool Listener::has(const char* text) const { return errors().find(text) != std::string::npos; }

void Log::take(int32_t severity, const char* text) noexcept try {
  /* Thousands of lines a build, about single tactics. */
  if (severity >= kVerbose || !text) return;
  if (listener) return listener->hear(severity, text);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (everywhere_) return everywhere_->hear(severity, text);
  if (sink_.write) sink_.write(sink_.context, level_of(severity), text);
} catch (...) {
}

}  // namespace tensorrt
