#include "session.h"

#include <polyinfer/kit.h>

using poly::connection;
using poly::reader;
using poly::refused;

poly_session::poly_session(const poly::isolated_engine& engine, poly::isolated_model model, poly_call* call)
    : engine_(engine), model_(std::move(model)) {
  now_ = std::make_shared<connection>(engine_);
  opened_ = now_->open(model_, call);
  describe(opened_);
}

void poly_session::describe(const std::string& opened) {
  reader body(opened);
  info_.struct_bytes = sizeof info_;
  info_.max_runs = static_cast<uint32_t>(body.number());
  // The model is kept here; tensors are in memory of the host only; and a run may have to start a process first.
  constexpr uint64_t kNot = POLY_KEEPS_MODEL | POLY_STREAMS, kAlso = POLY_WAITS | POLY_RELAYS;
  info_.capabilities = (static_cast<uint64_t>(body.number()) & ~kNot) | kAlso;
  info_.input_count = static_cast<size_t>(body.number());
  info_.output_count = static_cast<size_t>(body.number());
  const size_t count = info_.input_count + info_.output_count;
  texts_.reserve(count);
  for (size_t i = 0; i < count; i++) {
    value text;
    text.name = body.text();
    poly_value is{};
    is.dtype = static_cast<int32_t>(body.number());
    is.rank = static_cast<int32_t>(body.number());
    for (int32_t k = 0; k < is.rank; k++) text.shape.push_back(body.number());
    text.details = body.text();
    texts_.push_back(std::move(text));
    is.name = texts_.back().name.c_str();
    is.shape = texts_.back().shape.data();
    is.details = texts_.back().details.c_str();
    values_.push_back(is);
  }
  info_.inputs = values_.data();
  info_.outputs = values_.data() + info_.input_count;
}

std::shared_ptr<connection> poly_session::connect(poly_call* call) {
  std::lock_guard<std::mutex> hold(lock_);
  if (now_ && now_->is_alive()) return now_;
  now_.reset();
  for (const poly::isolated_file& file : model_.files)
    if (!file.path.empty() && !(poly::stamp_of(file.path) == file.stamp))
      throw poly::make_refused(POLY_INVALID_MODEL, file.path + " has changed since the session was opened: open it again.");
  auto next = std::make_shared<connection>(engine_);
  if (next->open(model_, call) != opened_)
    throw poly::make_refused(POLY_INVALID_MODEL, "The model's inputs or outputs have changed since it was opened.");
  now_ = next;
  return next;
}

void poly_session::run(const poly_run& request, poly_call* call) {
  const std::shared_ptr<connection> on = connect(call);
  try {
    on->run(request, call);
  } catch (refused& why) {
    if (why.error.scope == POLY_SCOPE_CALL) throw;
    why.error.scope = POLY_SCOPE_CALL;
    retire(on);
    throw;
  } catch (const std::exception&) {
    retire(on);  // nobody knows what it says next
    throw;
  }
}

// What is broken there is mended by a new process: this session stays whole.
void poly_session::retire(const std::shared_ptr<connection>& broken) {
  std::lock_guard<std::mutex> hold(lock_);
  if (now_ == broken) now_.reset();
}
