#include "connection.h"

#include <poll.h>
#include <polyinfer/kit.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace poly {
namespace {

constexpr size_t kAlignment = 64;
/** For a process to start and say so, before it loads anything. */
constexpr std::chrono::seconds kLongestStart(10);

size_t padded(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

/** While it lives, a cancel of the call does `stop`. */
class while_stoppable {
 public:
  while_stoppable(poly_call* call, void (*stop)(void*), void* argument) : call_(call) {
    if (call->on_cancel(call, stop, argument)) {
      call->on_cancel(call, nullptr, nullptr);
      throw make_refused(POLY_ABORTED, "Aborted before it began.");
    }
  }
  ~while_stoppable() { call_->on_cancel(call_, nullptr, nullptr); }
  while_stoppable(const while_stoppable&) = delete;
  while_stoppable& operator=(const while_stoppable&) = delete;

 private:
  poly_call* const call_;
};

/** Waits until there is something to receive, or the other end is gone. False: not until then. */
bool speaks_before(std::chrono::steady_clock::time_point end, int socket) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd watched = {socket, POLLIN, 0};
    const int ready = poll(&watched, 1, static_cast<int>(std::clamp<int64_t>(left.count(), 0, 1 << 30)));
    if (ready > 0) return true;
    if (ready == 0 && left.count() <= 0) return false;
    if (ready < 0 && errno != EINTR) return true;  // receiving tells what is wrong
  }
}

void tell_log(poly_call* call, const std::string& frame_body) {
  reader body(frame_body);
  const auto level = static_cast<int32_t>(body.number());
  call->log(call, level, body.text().c_str());
}

}  // namespace

bool file_stamp::operator==(const file_stamp& other) const {
  return device == other.device && inode == other.inode && bytes == other.bytes && seconds == other.seconds &&
         nanoseconds == other.nanoseconds;
}

file_stamp stamp_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

refused make_refused(poly_status status, const std::string& text, int32_t engine_code) {
  refused result{status, {}};
  poly_fail(&result.error, status, engine_code, "%s", text.c_str());
  return result;
}

connection::connection(const isolated_engine& engine)
    : run_timeout_ms_(engine.run_timeout_ms), process_(engine.runner, engine.log) {
  if (!process_.greets_within(kLongestStart)) {
    process_.kill();
    throw make_refused(POLY_TIMEOUT, engine.runner + " did not start within " + std::to_string(kLongestStart.count()) + " s.");
  }
  writer body;
  body.text(engine.engine);
  body.text(engine.library);
  body.pairs(engine.options);
  process_.send(frame_kind::load, body.bytes);
  const frame loaded = answer();
  reader what(loaded.body);
  id = what.text();
  version = what.text();
}

frame connection::answer() {
  frame next;
  if (!process_.receive(&next)) {
    int32_t signal = 0;
    const bool is_loaded = !id.empty();
    const std::string how = "The engine's process " + process_.ending(&signal) + " while it was ";
    throw make_refused(is_loaded ? POLY_ENGINE : POLY_UNAVAILABLE, how + (is_loaded ? "opening the model." : "loading."), signal);
  }
  if (next.kind != frame_kind::failed) return next;
  refused why{};
  reader body(next.body);
  why.status = body.error(&why.error);
  throw why;
}

std::string connection::probe() {
  process_.send(frame_kind::probe, "");
  const frame probed = answer();
  return reader(probed.body).text();
}

std::string connection::open(const isolated_model& model, poly_call* call) {
  for (const isolated_file& file : model.files) {
    writer body;
    body.text(file.name);
    body.text(file.path);
    body.number(static_cast<int64_t>(file.bytes));
    process_.send(frame_kind::file, body.bytes, file.memory.get());
  }
  writer request;
  request.text(model.format);
  request.text(model.device);
  request.pairs(model.options);
  request.number(model.threads);
  request.number(model.max_runs);
  const auto stop = [](void* process) { static_cast<runner_process*>(process)->kill(); };
  const while_stoppable stoppable(call, stop, &process_);
  process_.send(frame_kind::open, request.bytes);
  while (true) {
    frame next;
    try {
      next = answer();
    } catch (const refused&) {
      if (call->cancelled(call)) throw make_refused(POLY_ABORTED, "Opening was aborted.");
      throw;
    }
    if (next.kind == frame_kind::opened) {
      reader body(next.body);
      lanes_.resize(static_cast<size_t>(body.number()));
      body.number();
      input_count_ = static_cast<size_t>(body.number());
      output_count_ = static_cast<size_t>(body.number());
      return next.body;
    }
    if (next.kind == frame_kind::open_log) tell_log(call, next.body);
    if (next.kind != frame_kind::progress) continue;
    reader body(next.body);
    const double fraction = body.real();
    call->progress(call, fraction, body.text().c_str());
  }
}

refused connection::lost(const char* during) {
  process_.kill();  // without effect where it is ending, and it must end now
  int32_t signal = 0;
  const std::string how = process_.ending(&signal);
  return make_refused(POLY_DEVICE_LOST, "The engine's process " + how + during + " The next run starts a new one.", signal);
}

connection::lane& connection::lane_of(uint32_t number) {
  std::lock_guard<std::mutex> hold(lock_);
  std::unique_ptr<lane>& slot = lanes_.at(number);
  if (slot) return *slot;
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  const owned_fd theirs(sockets[1]);
  slot = std::make_unique<lane>();
  slot->socket = owned_fd(sockets[0]);
  writer body;
  body.number(number);
  process_.send(frame_kind::lane, body.bytes, theirs.get());
  return *slot;
}

void connection::send_run(lane& on, const poly_run& request) {
  size_t bytes = 0;
  for (size_t i = 0; i < input_count_; i++) bytes += padded(request.inputs[i].bytes);
  on.feeds.begin();
  const place feeds = on.feeds.take(bytes, on.socket.get());
  if (!feeds.data) {
    if (!process_.is_alive()) throw lost(" before the run began.");
    throw make_refused(POLY_OUT_OF_MEMORY, "No shared memory for feeds of " + std::to_string(bytes) + " bytes.");
  }
  writer body;
  body.number(on.last_run);
  body.number(static_cast<int64_t>(on.feeds.oldest()));
  size_t offset = 0;
  for (size_t i = 0; i < input_count_; i++) {
    const poly_tensor& x = request.inputs[i];
    body.tensor(x);
    body.number(static_cast<int64_t>(feeds.segment));
    body.number(static_cast<int64_t>(feeds.offset + offset));
    if (x.bytes > 0) memcpy(feeds.data + offset, x.data, x.bytes);
    offset += padded(x.bytes);
  }
  for (size_t i = 0; i < output_count_; i++) body.number(static_cast<int64_t>(request.outputs[i].flags));
  if (!send_frame(on.socket.get(), frame_kind::run, body.bytes)) throw lost(" before the run began.");
}

refused connection::late() {
  process_.kill();
  const std::string text = "The run took more than " + std::to_string(run_timeout_ms_) + " ms: its process was ended.";
  refused result = make_refused(POLY_TIMEOUT, text + " The next run starts a new one.");
  result.error.scope = POLY_SCOPE_SESSION;
  return result;
}

frame connection::await_run(lane& on, poly_call* call) {
  frame next;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(run_timeout_ms_);
  while (true) {
    if (run_timeout_ms_ > 0 && !speaks_before(end, on.socket.get())) throw late();
    if (!receive_frame(on.socket.get(), &next)) break;
    if (next.kind == frame_kind::done) return next;
    if (next.kind == frame_kind::run_log) tell_log(call, next.body);
    if (next.kind == frame_kind::segment && !on.results.add(std::move(next))) break;
  }
  throw lost(" during this run.");
}

void connection::read_outputs(lane& on, reader* body, const poly_run& request, poly_call* call) {
  for (uint32_t i = 0; i < output_count_; i++) {
    poly_tensor& y = request.outputs[i];
    if (y.flags & POLY_SKIP) continue;
    poly_tensor is{};
    body->tensor(&is);
    const auto segment = static_cast<uint64_t>(body->number());
    const char* const from = on.results.at(segment, static_cast<size_t>(body->number()), is.bytes);
    if (!from) throw make_refused(POLY_ENGINE, "The engine's process gave an output that is not there.");
    y.dtype = is.dtype;
    y.rank = is.rank;
    memcpy(y.shape, is.shape, sizeof y.shape);
    refused why{};
    void* const to = poly_place(call, &y, i, is.bytes, &why.status, &why.error);
    if (!to) throw why;
    if (is.bytes > 0) memcpy(to, from, is.bytes);
  }
}

void connection::run(const poly_run& request, poly_call* call) {
  lane& on = lane_of(request.lane);
  on.last_run++;
  struct {
    connection* self;
    int64_t lane, run;
  } which{this, request.lane, on.last_run};
  const auto stop = [](void* argument) {
    const auto& it = *static_cast<decltype(which)*>(argument);
    writer body;
    body.number(it.lane);
    body.number(it.run);
    it.self->process_.send(frame_kind::cancel, body.bytes);
  };
  frame done;
  {
    const while_stoppable stoppable(call, stop, &which);
    send_run(on, request);
    done = await_run(on, call);
  }
  reader body(done.body);
  body.number();
  refused why{};
  why.status = body.error(&why.error);
  on.results.drop_before(static_cast<uint64_t>(body.number()));
  if (body.number() > 0) call->executed(call, id.c_str());
  if (why.status != POLY_OK) throw why;
  read_outputs(on, &body, request, call);
}

}  // namespace poly
