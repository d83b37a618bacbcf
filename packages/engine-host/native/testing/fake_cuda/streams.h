// Streams, events and graphs of the fake driver.
#ifndef POLYINFER_FAKE_CUDA_STREAMS_H_
#define POLYINFER_FAKE_CUDA_STREAMS_H_
#include <deque>
#include <functional>
#include <memory>

#include "state.h"

namespace fake {

/** Runs on the stream's thread without the lock; what is not 0 breaks the context. */
using operation = std::function<result()>;

/** Records happen in some order; a wait is for one of them. */
struct event_state {
  unsigned long recorded = 0, reached = 0;
  double reached_us = 0;
  bool is_timed = true;
};

struct fake_event : object {
  fake_event() : object(of_event) {}
  const std::shared_ptr<event_state> own = std::make_shared<event_state>();
};

struct stream_state {
  context home = nullptr;
  bool is_blocking = false, is_closing = false, is_busy = false, is_strict = false;
  std::deque<operation> queue;
  /** Where a capture goes; null: there is none. */
  std::shared_ptr<std::vector<operation>> captured;
};

struct fake_stream : object {
  fake_stream() : object(of_stream) {}
  const std::shared_ptr<stream_state> own = std::make_shared<stream_state>();
};

struct fake_graph : object {
  explicit fake_graph(kind k, std::shared_ptr<std::vector<operation>> list) : object(k), operations(std::move(list)) {}
  const std::shared_ptr<std::vector<operation>> operations;
};

/** Under the lock: the object, if it lives and is of this kind; else a misuse was recorded. */
template <class T, class H>
T* find(H handle, object::kind kind, const char* call) {
  auto* at = reinterpret_cast<T*>(handle);
  if (state::get().objects.count(at) && at->what == kind) return at;
  state::get().misuse(std::string(call) + ": the handle is none that lives", kInvalidHandle);
  return nullptr;
}

/**
 * Puts an operation into a stream (null: the stream NULL, which runs it at once when all blocking streams are done), or into
 * its capture. `lock` is held before and after.
 */
result enqueue(std::unique_lock<std::mutex>& lock, stream to, const char* call, operation what);
/** Waits until the stream has nothing left. */
void drain(std::unique_lock<std::mutex>& lock, const std::shared_ptr<stream_state>& own);
/** Takes the lock itself. */
void drain_all_streams();
bool is_capturing(stream of);

}  // namespace fake
#endif
