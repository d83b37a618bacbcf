/* What TensorRT says, and who hears it. */
#ifndef POLYINFER_TENSORRT_LOG_H_
#define POLYINFER_TENSORRT_LOG_H_
#include <atomic>
#include <mutex>
#include <string>
#include "polyinfer/engine.h"
#include "vendor.h"

namespace tensorrt {

class Log;

/* Hears what is said on this thread while it lives, before whoever heard it until then. */
class Listener {
 public:
  /* `is_everywhere`: hears threads of the vendor's too, on which nobody else listens. One at a time. */
  Listener(Log& log, poly_call* call, bool is_everywhere = false);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void hear(int32_t severity, const char* text);
  /* The errors, without where in the vendor's code they come from; "" where none was said. */
  std::string errors() const;
  /* Whether one of the errors has this text in it. */
  bool has(const char* text) const;

 private:
  Log& log_;
  poly_call* const call_;
  Listener* const before_;
  const bool is_everywhere_;
  mutable std::mutex mutex_;
  std::string errors_;
};

/* The one logger of a library, which keeps the pointer for ever. */
class Log {
 public:
  Log(bool is_10, poly_log sink) : sink_(sink), is_10_(is_10), logger10_(*this), logger11_(*this) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /* What the library wants as its ILogger. */
  void* logger() { return is_10_ ? static_cast<void*>(&logger10_) : static_cast<void*>(&logger11_); }
  void take(int32_t severity, const char* text) noexcept;

 private:
  friend class Listener;

  class Of10 : public Logger10 {
   public:
    explicit Of10(Log& log) : log_(log) {}
    void log(int32_t severity, const char* text) noexcept override { log_.take(severity, text); }

   private:
    Log& log_;
  };
  class Of11 : public Logger11 {
   public:
    explicit Of11(Log& log) : log_(log) {}
    void log(int32_t severity, const char* text) noexcept override { log_.take(severity, text); }

   private:
    Log& log_;
  };

  const poly_log sink_;
  const bool is_10_;
  Of10 logger10_;
  Of11 logger11_;
  std::mutex mutex_; /* of `everywhere_` */
  Listener* everywhere_ = nullptr;
};

}  // namespace tensorrt
#endif
