// Lines that belong to no call: from one vendor library to everybody who loaded it.
#ifndef POLYINFER_HOST_LOG_HUB_H_
#define POLYINFER_HOST_LOG_HUB_H_
#include <polyinfer/engine.h>

#include <mutex>
#include <vector>

namespace poly {

class log_listener {
 public:
  virtual ~log_listener() = default;
  /** On any thread. */
  virtual void log(int32_t level, const char* text) = 0;
};

class log_hub {
 public:
  void add(log_listener* listener);
  /** When it returns, the listener is not called any more. */
  void remove(log_listener* listener);
  /** For an engine; good for ever, since hubs are never freed. */
  poly_log as_poly_log();

 private:
  std::mutex lock_;
  std::vector<log_listener*> listeners_;
};

}  // namespace poly
#endif
