// The host's side of one open or run.
#ifndef POLYINFER_HOST_CALL_H_
#define POLYINFER_HOST_CALL_H_
#include <polyinfer/engine.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace poly {

/** What an engine sees as poly_call. Any thread may cancel it while it lives. */
class call : public poly_call {
 public:
  call();
  virtual ~call() = default;
  call(const call&) = delete;
  call& operator=(const call&) = delete;

  /** Tells the engine to stop; once. */
  void cancel();
  bool is_cancelled() const { return is_cancelled_.load(std::memory_order_relaxed); }
  /** The engine has returned: nothing it registered is called any more. */
  void end();

  /** The counter of the engine that computed in the stead of the one that was called; null where none did. */
  std::atomic<int64_t>* executed_by() const { return executed_by_; }

  poly_status status = POLY_OK;
  poly_error error;

 protected:
  // Called on the engine's threads.
  virtual void on_progress(double, const char*) {}
  virtual void on_log(int32_t, const char*) {}
  virtual void* on_alloc(uint32_t, const poly_tensor&) { return nullptr; }

 private:
  static call& of(poly_call* c) { return *static_cast<call*>(c); }

  std::atomic<bool> is_cancelled_{false};
  std::mutex lock_;
  void (*stop_)(void*) = nullptr;
  void* argument_ = nullptr;
  std::atomic<int64_t>* executed_by_ = nullptr;
};

}  // namespace poly
#endif
