#include "log.h"
#include <algorithm>

namespace ort {
namespace {

thread_local poly_call* current = nullptr;

int32_t level_of(int severity) {
  static const int32_t kLevels[] = {POLY_LOG_DEBUG, POLY_LOG_INFO, POLY_LOG_WARNING, POLY_LOG_ERROR, POLY_LOG_ERROR};
  return kLevels[std::clamp(severity, 0, 4)];
}

}  // namespace

void CallLog::write(void* log, int severity, const char*, const char*, const char*, const char* text) {
  const int32_t level = level_of(severity);
  if (current) return current->log(current, level, text);
  auto* self = static_cast<CallLog*>(log);
  std::lock_guard<std::mutex> lock(self->mutex_);
  if (!self->calls_.empty()) return self->calls_.back()->log(self->calls_.back(), level, text);
  if (self->otherwise_.write) self->otherwise_.write(self->otherwise_.context, level, text);
}

CallLog::Scope::Scope(CallLog& log, poly_call* call) : log_(log), call_(call), outer_(current) {
  std::lock_guard<std::mutex> lock(log_.mutex_);
  log_.calls_.push_back(call);
  current = call;
}

CallLog::Scope::~Scope() {
  current = outer_;
  std::lock_guard<std::mutex> lock(log_.mutex_);
  log_.calls_.erase(std::find(log_.calls_.begin(), log_.calls_.end(), call_));
}

}  // namespace ort
