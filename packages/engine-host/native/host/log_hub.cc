#include "log_hub.h"

#include <algorithm>

namespace poly {

void log_hub::add(log_listener* listener) {
  std::lock_guard<std::mutex> hold(lock_);
  listeners_.push_back(listener);
}

void log_hub::remove(log_listener* listener) {
  std::lock_guard<std::mutex> hold(lock_);
  listeners_.erase(std::remove(listeners_.begin(), listeners_.end(), listener), listeners_.end());
}

poly_log log_hub::as_poly_log() {
  return {[](void* context, int32_t level, const char* text) {
            log_hub& self = *static_cast<log_hub*>(context);
            try {
              std::lock_guard<std::mutex> hold(self.lock_);
              for (log_listener* listener : self.listeners_) listener->log(level, text ? text : "");
            } catch (...) {  // no C++ exception may reach the engine
            }
          },
          this};
}

}  // namespace poly
