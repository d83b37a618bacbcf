#include "server.h"

#include <polyinfer/kit.h>
#include <sys/mman.h>

#include <algorithm>
#include <thread>

#include "../host/append_to.h"
#include "../host/status.h"

namespace poly {
namespace {

void write_values(writer* to, const std::vector<value_info>& values) {
  for (const value_info& value : values) {
    to->text(value.name);
    to->number(value.dtype);
    to->number(value.rank);
    for (const int64_t size : value.shape) to->number(size);
    to->text(value.details);
  }
}

class opening final : public call {
 public:
  explicit opening(server& home) : home_(home) {}

 private:
  void on_progress(double fraction, const char* stage) override {
    writer body;
    body.real(fraction);
    body.text(stage);
    home_.send(frame_kind::progress, body.bytes);
  }
  void on_log(int32_t level, const char* text) override {
    writer body;
    body.number(level);
    body.text(text);
    home_.send(frame_kind::open_log, body.bytes);
  }
  server& home_;
};

}  // namespace

void server::send(frame_kind kind, const std::string& body) {
  std::lock_guard<std::mutex> hold(lock_);
  send_frame(control_, kind, body);
}

void server::log(int32_t level, const char* text) {
  writer body;
  body.number(level);
  body.text(text);
  send(frame_kind::log, body.bytes);
}

void server::fail(poly_status status, const poly_error& error) {
  writer body;
  body.error(status, error);
  send(frame_kind::failed, body.bytes);
}

// This thread only listens, so that it always notices when the other end is gone: engines work on others.
void server::serve() {
  send(frame_kind::hello, "");
  frame next;
  while (receive_frame(control_, &next)) receive(&next);
}

void server::receive(frame* from) {
  reader body(from->body);
  switch (from->kind) {
    case frame_kind::load:
      std::thread([this, text = from->body] { load(reader(text)); }).detach();
      return;
    case frame_kind::probe:
      std::thread([this] { probe(); }).detach();
      return;
    case frame_kind::file:
      return receive_file(from);
    case frame_kind::open: {
      open_request request;
      request.format = body.text();
      request.device = body.text();
      request.options = body.pairs();
      request.threads = static_cast<int32_t>(body.number());
      request.max_runs = static_cast<uint32_t>(body.number());
      request.files = std::move(files_);
      std::thread([this, asked = std::move(request)]() mutable { open(std::move(asked)); }).detach();
      return;
    }
    case frame_kind::lane: {
      std::lock_guard<std::mutex> hold(state_lock_);
      const auto lane = std::make_shared<served_lane>(session_, std::move(from->fd));
      lanes_[body.number()] = lane;
      std::thread([lane] { lane->serve(); }).detach();
      return;
    }
    case frame_kind::cancel: {
      const int64_t number = body.number();
      const auto lane = lanes_.find(number);
      if (lane != lanes_.end()) lane->second->cancel(static_cast<uint64_t>(body.number()));
      return;
    }
    default:
      return;
  }
}

void server::receive_file(frame* from) {
  reader body(from->body);
  model_file file;
  file.name = body.text();
  file.path = body.text();
  file.bytes = static_cast<size_t>(body.number());
  if (file.path.empty()) {
    segment memory = segment::adopt(1, std::move(from->fd), std::max<size_t>(file.bytes, 1), MAP_PRIVATE);
    file.data = memory.data;
    file.keep = std::make_shared<segment>(std::move(memory));
  }
  files_.push_back(std::move(file));
}

void server::load(reader body) {
  poly_error error{};
  runtime* engine = nullptr;
  const std::string path = body.text();
  const std::string library = body.text();
  const poly_status status = engine_registry::get().load(path, library, body.pairs(), this, &engine, &error);
  if (status != POLY_OK) return fail(status, error);
  std::lock_guard<std::mutex> hold(state_lock_);
  engine_ = engine;
  writer answer;
  answer.text(engine->engine->id);
  answer.text(engine->engine->version);
  send(frame_kind::loaded, answer.bytes);
}

void server::probe() {
  poly_error error{};
  std::string json;
  std::unique_lock<std::mutex> hold(state_lock_);
  runtime* const engine = engine_;
  hold.unlock();
  const poly_status status = checked(engine->engine->probe(engine->handle, append_to(&json), &error), error);
  if (status != POLY_OK) return fail(status, error);
  writer answer;
  answer.text(json);
  send(frame_kind::probed, answer.bytes);
}

void server::open(open_request request) {
  opening task(*this);
  std::unique_lock<std::mutex> hold(state_lock_);
  runtime* const engine = engine_;
  hold.unlock();
  std::shared_ptr<session> opened;
  open_session(*engine, std::move(request), task, &opened);
  if (!opened) return fail(task.status, task.error);
  writer answer;
  answer.number(opened->info().max_runs);
  answer.number(static_cast<int64_t>(opened->info().capabilities));
  answer.number(static_cast<int64_t>(opened->info().inputs.size()));
  answer.number(static_cast<int64_t>(opened->info().outputs.size()));
  write_values(&answer, opened->info().inputs);
  write_values(&answer, opened->info().outputs);
  hold.lock();
  session_ = std::move(opened);
  hold.unlock();
  send(frame_kind::opened, answer.bytes);
}

}  // namespace poly
