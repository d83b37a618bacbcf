#include "streams.h"

#include <chrono>
#include <thread>

namespace fake {
namespace {

std::vector<std::shared_ptr<stream_state>>& all_streams() {
  static auto* const all = new std::vector<std::shared_ptr<stream_state>>;
  return *all;
}

thread_local int captures = 0;

// One operation after the other, each after a pause of random length.
void serve(const std::shared_ptr<stream_state>& own) {
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  while (true) {
    all.changed.wait(hold, [&] { return !own->queue.empty() || own->is_closing; });
    if (own->queue.empty()) return;
    operation next = std::move(own->queue.front());
    own->queue.pop_front();
    own->is_busy = true;
    const unsigned pause_us = all.now.delay_us ? all.next_random() % all.now.delay_us : 0;
    const bool is_broken = all.sticky != 0;
    hold.unlock();
    if (pause_us) std::this_thread::sleep_for(std::chrono::microseconds(pause_us));
    const result code = is_broken ? 0 : next();
    next = nullptr;
    hold.lock();
    if (code && !all.sticky) all.sticky = code;
    own->is_busy = false;
    all.changed.notify_all();
  }
}

}  // namespace

bool thread_captures() { return captures > 0; }

void drain(std::unique_lock<std::mutex>& hold, const std::shared_ptr<stream_state>& own) {
  state::get().changed.wait(hold, [&] { return own->queue.empty() && !own->is_busy; });
}

void drain_all_streams() {
  std::unique_lock<std::mutex> hold(state::get().lock);
  const auto streams = all_streams();
  for (const auto& each : streams) drain(hold, each);
}

bool is_capturing(stream of) {
  auto* at = reinterpret_cast<fake_stream*>(of);
  return of && state::get().objects.count(at) && at->own->captured;
}

result enqueue(std::unique_lock<std::mutex>& hold, stream to, const char* call, operation what) {
  state& all = state::get();
  if (!to) {
    const auto streams = all_streams();
    for (const auto& each : streams)
      if (each->is_blocking) drain(hold, each);
    hold.unlock();
    const result code = what();
    hold.lock();
    return code;
  }
  fake_stream* at = find<fake_stream>(to, object::of_stream, call);
  if (!at) return kInvalidHandle;
  if (at->own->home != current_context())
    return all.misuse(std::string(call) + ": the stream is of another context than the current one", kInvalidHandle);
  if (at->own->captured) {
    at->own->captured->push_back(std::move(what));
    return 0;
  }
  at->own->queue.push_back(std::move(what));
  all.changed.notify_all();
  return 0;
}

}  // namespace fake

using namespace fake;

FAKE_API result cuStreamCreate(stream* out, unsigned flags) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (flags > 1) return all.misuse("cuStreamCreate with unknown flags", kInvalidValue);
  auto* made = new fake_stream;
  made->own->home = current_context();
  made->own->is_blocking = flags == 0;
  all.objects.insert(made);
  all_streams().push_back(made->own);
  std::thread([own = made->own] { serve(own); }).detach();
  *out = reinterpret_cast<stream>(static_cast<object*>(made));
  return 0;
}

FAKE_API result cuStreamDestroy_v2(stream handle) {
  const result code = enter_release(__func__);
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  fake_stream* at = find<fake_stream>(handle, object::of_stream, __func__);
  if (!at) return kInvalidHandle;
  if (at->own->captured && at->own->is_strict) captures--;
  at->own->is_closing = true;
  all.objects.erase(at);
  auto& streams = all_streams();
  for (size_t i = 0; i < streams.size(); i++)
    if (streams[i] == at->own) streams.erase(streams.begin() + static_cast<std::ptrdiff_t>(i));
  all.changed.notify_all();
  delete at;
  return code;
}

FAKE_API result cuStreamSynchronize(stream handle) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  if (handle) {
    fake_stream* at = find<fake_stream>(handle, object::of_stream, __func__);
    if (!at) return kInvalidHandle;
    if (at->own->captured) return all.misuse("cuStreamSynchronize of a stream that is captured", kCaptureForbids);
    const auto own = at->own;
    drain(hold, own);
  }
  return all.sticky;
}

FAKE_API result cuStreamQuery(stream handle) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  fake_stream* at = find<fake_stream>(handle, object::of_stream, __func__);
  if (!at) return kInvalidHandle;
  if (at->own->captured) return all.misuse("cuStreamQuery of a stream that is captured", kCaptureForbids);
  return at->own->queue.empty() && !at->own->is_busy ? 0 : static_cast<result>(kNotReady);
}

FAKE_API result cuStreamBeginCapture_v2(stream handle, int mode) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  fake_stream* at = find<fake_stream>(handle, object::of_stream, __func__);
  if (!at) return kInvalidHandle;
  if (at->own->captured || mode < 0 || mode > 2) return all.misuse("cuStreamBeginCapture_v2 twice", kCaptureForbids);
  at->own->captured = std::make_shared<std::vector<operation>>();
  at->own->is_strict = mode != kCaptureRelaxed;
  captures += at->own->is_strict;
  return 0;
}

FAKE_API result cuStreamEndCapture(stream handle, graph* out) {
  const result code = enter(__func__, a_context);
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  fake_stream* at = find<fake_stream>(handle, object::of_stream, __func__);
  if (!at) return kInvalidHandle;
  if (!at->own->captured) return all.misuse("cuStreamEndCapture without a capture", kCaptureUnmatched);
  const auto captured = std::move(at->own->captured);
  at->own->captured = nullptr;
  captures -= at->own->is_strict;
  // A capture that failed has ended all the same.
  if (code) return code;
  auto* made = new fake_graph(object::of_graph, captured);
  all.objects.insert(made);
  *out = reinterpret_cast<graph>(static_cast<object*>(made));
  return 0;
}
