#include <chrono>

#include "streams.h"

using namespace fake;

namespace {

double now_us() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

FAKE_API result cuEventCreate(event* out, unsigned flags) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  auto* made = new fake_event;
  made->own->is_timed = !(flags & kEventDisableTiming);
  all.objects.insert(made);
  *out = reinterpret_cast<event>(static_cast<object*>(made));
  return 0;
}

FAKE_API result cuEventDestroy_v2(event handle) {
  const result code = enter_release(__func__);
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  fake_event* at = find<fake_event>(handle, object::of_event, __func__);
  if (!at) return kInvalidHandle;
  all.objects.erase(at);
  delete at;
  return code;
}

FAKE_API result cuEventRecord(event handle, stream on) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  fake_event* at = find<fake_event>(handle, object::of_event, __func__);
  if (!at) return kInvalidHandle;
  if (is_capturing(on)) return enqueue(hold, on, __func__, [] { return 0; });
  const auto own = at->own;
  const unsigned long record = ++own->recorded;
  return enqueue(hold, on, __func__, [own, record]() -> result {
    std::lock_guard<std::mutex> locked(state::get().lock);
    if (own->reached < record) own->reached = record;
    own->reached_us = now_us();
    state::get().changed.notify_all();
    return 0;
  });
}

FAKE_API result cuStreamWaitEvent(stream waiting, event handle, unsigned flags) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  fake_event* at = find<fake_event>(handle, object::of_event, __func__);
  if (!at) return kInvalidHandle;
  if (flags) return all.misuse("cuStreamWaitEvent with flags", kInvalidValue);
  if (is_capturing(waiting))
    return all.misuse("cuStreamWaitEvent for an event from outside of the capture", kCaptureOtherStream);
  const auto own = at->own;
  const unsigned long record = own->recorded;
  return enqueue(hold, waiting, __func__, [own, record]() -> result {
    state& now = state::get();
    std::unique_lock<std::mutex> locked(now.lock);
    now.changed.wait(locked, [&] { return own->reached >= record || now.sticky; });
    return 0;
  });
}

FAKE_API result cuEventSynchronize(event handle) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::unique_lock<std::mutex> hold(all.lock);
  fake_event* at = find<fake_event>(handle, object::of_event, __func__);
  if (!at) return kInvalidHandle;
  const auto own = at->own;
  const unsigned long record = own->recorded;
  all.changed.wait(hold, [&] { return own->reached >= record || all.sticky; });
  return all.sticky;
}

FAKE_API result cuEventQuery(event handle) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  fake_event* at = find<fake_event>(handle, object::of_event, __func__);
  if (!at) return kInvalidHandle;
  return at->own->reached >= at->own->recorded ? 0 : static_cast<result>(kNotReady);
}

FAKE_API result cuEventElapsedTime(float* ms, event from, event to) {
  if (const result code = enter(__func__, a_context)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  fake_event* a = find<fake_event>(from, object::of_event, __func__);
  fake_event* b = find<fake_event>(to, object::of_event, __func__);
  if (!a || !b) return kInvalidHandle;
  if (!a->own->is_timed || !b->own->is_timed || !a->own->recorded || !b->own->recorded)
    return all.misuse("cuEventElapsedTime of events that measure nothing", kInvalidHandle);
  if (a->own->reached < a->own->recorded || b->own->reached < b->own->recorded) return kNotReady;
  *ms = static_cast<float>((b->own->reached_us - a->own->reached_us) / 1e3);
  return 0;
}
