#include <polyinfer/kit.h>

#include <cstdlib>

#include "server.h"

namespace poly {

/** One run that came over a lane: its outputs go into memory that both sides see. */
class served_run final : public run {
 public:
  served_run(served_lane& lane, const session_info& info)
      : run(info.inputs.size(), info.outputs.size()), lane_(lane), places_(outputs.size()) {}

  void finished() override {}

  void on_log(int32_t level, const char* text) override {
    writer body;
    body.number(level);
    body.text(text);
    send_frame(lane_.socket_.get(), frame_kind::run_log, body.bytes);
  }

  void* on_alloc(uint32_t output, const poly_tensor& type) override {
    if (output >= places_.size()) return nullptr;
    places_[output] = lane_.results_.take(type.bytes, lane_.socket_.get());
    return places_[output].data;
  }

  /** Brings what the engine keeps elsewhere to memory that both sides see. */
  bool place_outputs() {
    for (size_t i = 0; i < outputs.size(); i++) {
      poly_tensor& y = outputs[i];
      if ((y.flags & POLY_SKIP) || (places_[i].data && y.data == places_[i].data)) continue;
      if (y.rank < 0 || y.rank > POLY_MAX_RANK || (!y.data && y.bytes > 0)) {
        status = poly_fail(&error, POLY_ENGINE, 0, "The engine's output %zu is not a tensor.", i);
        return false;
      }
      if (!on_alloc(static_cast<uint32_t>(i), y)) {
        status = poly_fail(&error, POLY_OUT_OF_MEMORY, 0, "No shared memory for output %zu (%zu bytes).", i, y.bytes);
        return false;
      }
      if (y.bytes > 0) memcpy(places_[i].data, y.data, y.bytes);
    }
    return true;
  }

  std::string answer(uint64_t number) {
    writer body;
    body.number(static_cast<int64_t>(number));
    body.error(status, error);
    body.number(static_cast<int64_t>(lane_.results_.oldest()));
    body.number(is_executed);
    if (status != POLY_OK) return std::move(body.bytes);
    for (size_t i = 0; i < outputs.size(); i++) {
      if (outputs[i].flags & POLY_SKIP) continue;
      body.tensor(outputs[i]);
      body.number(static_cast<int64_t>(places_[i].segment));
      body.number(static_cast<int64_t>(places_[i].offset));
    }
    return std::move(body.bytes);
  }

 private:
  served_lane& lane_;
  std::vector<place> places_;
};

served_lane::served_lane(std::shared_ptr<session> opened, owned_fd socket)
    : session_(std::move(opened)), socket_(std::move(socket)) {}

void served_lane::serve() {
  frame next;
  while (receive_frame(socket_.get(), &next)) {
    const bool is_sound = next.kind == frame_kind::segment ? feeds_.add(std::move(next))
                                                           : next.kind == frame_kind::run && answer(next.body);
    if (!is_sound) std::_Exit(1);  // the other end waits for an answer that cannot come
  }
}

void served_lane::cancel(uint64_t number) {
  std::lock_guard<std::mutex> hold(lock_);
  cancelled_number_ = number;
  if (running_ && running_number_ == number) running_->cancel();
}

bool served_lane::answer(const std::string& request) {
  served_run task(*this, session_->info());
  reader body(request);
  const auto number = static_cast<uint64_t>(body.number());
  feeds_.drop_before(static_cast<uint64_t>(body.number()));
  for (poly_tensor& x : task.inputs) {
    body.tensor(&x);
    const auto segment = static_cast<uint64_t>(body.number());
    const auto offset = static_cast<size_t>(body.number());
    if (x.dtype == POLY_DTYPE_NONE) continue;
    x.data = feeds_.at(segment, offset, x.bytes);
    x.device_type = POLY_HOST;
    if (!x.data) return false;
  }
  for (poly_tensor& y : task.outputs) y.flags = static_cast<uint64_t>(body.number());
  results_.begin();
  {
    std::lock_guard<std::mutex> hold(lock_);
    running_ = &task;
    running_number_ = number;
    if (cancelled_number_ == number) task.cancel();
  }
  session_->run_here(task, true);
  {
    std::lock_guard<std::mutex> hold(lock_);
    running_ = nullptr;
  }
  if (task.status == POLY_OK) task.place_outputs();
  return send_frame(socket_.get(), frame_kind::done, task.answer(number));
}

}  // namespace poly
