#include "session.h"

#include <polyinfer/kit.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <thread>

#include "append_to.h"
#include "counters.h"
#include "pool.h"
#include "engine_runs.h"
#include "status.h"

namespace poly {
namespace {

double now_us() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

std::atomic<uint32_t> session::idle_ms{5000};

session::session(const poly_engine* engine, poly_session* handle, std::shared_ptr<void> model)
    : engine_(engine), handle_(handle), info_(*engine->info(handle)), all_runs_of_engine_(engine_runs::of(engine->id)) {
  if (info_.capabilities & POLY_KEEPS_MODEL) model_ = std::move(model);
  for (uint32_t lane = info_.max_runs; lane > 0; lane--) free_lanes_.push_back(lane - 1);
  counters::get().sessions++;
}

session::~session() {
  if (handle_) {
    begin_close(true);
    finish_close();
  }
}

uint32_t session::take_lane() {
  const uint32_t lane = free_lanes_.back();
  free_lanes_.pop_back();
  running_++;
  return lane;
}

void session::execute(run& task, uint32_t lane) {
  clear(task.error);
  if (const int32_t scope = broken_scope_.load(std::memory_order_relaxed)) {
    task.error.scope = scope;
    const char* what = scope == POLY_SCOPE_RUNTIME ? "start the process" : "open it";
    task.status = poly_fail(&task.error, broken_status_, 0, "An earlier run broke this session: %s again.", what);
    return;
  }
  task.start_us = now_us();
  void* stream = nullptr;
  task.status = checked(task.prepare(lane, &stream), task.error);
  if (task.status == POLY_OK) {
    const poly_run request = {sizeof(poly_run), lane, task.inputs.data(), task.outputs.data(), stream, nullptr, 0};
    const poly_status status = checked(engine_->run(handle_, &request, &task, &task.error), task.error);
    task.end();
    task.status = checked(task.conclude(status), task.error);
  }
  task.engine_us = now_us() - task.start_us;
  if (task.status == POLY_OK) count(task);
  if (task.status != POLY_OK && task.error.scope != POLY_SCOPE_CALL)
    break_with(task.status, task.error.scope);
}

// A device that was lost stays lost; all else is the engine's.
void session::break_with(poly_status status, int32_t scope) {
  broken_status_.store(status == POLY_DEVICE_LOST ? POLY_DEVICE_LOST : POLY_ENGINE, std::memory_order_relaxed);
  broken_scope_.store(scope, std::memory_order_relaxed);
}

void session::count(run& task) {
  std::atomic<int64_t>* const by = info_.capabilities & POLY_RELAYS ? task.executed_by() : &all_runs_of_engine_;
  if (!by) return;
  task.is_executed = true;
  by->fetch_add(1, std::memory_order_relaxed);
  engine_runs_.fetch_add(1, std::memory_order_relaxed);
}

bool session::run_here(run& task, bool wait) {
  uint32_t lane;
  {
    std::unique_lock<std::mutex> hold(lock_);
    if (wait) {
      waiting_callers_++;
      changed_.wait(hold, [this] { return !free_lanes_.empty(); });
      waiting_callers_--;
    } else if (free_lanes_.empty() || !queue_.empty()) {
      return false;
    }
    lane = take_lane();
  }
  execute(task, lane);
  std::lock_guard<std::mutex> hold(lock_);
  free_lanes_.push_back(lane);
  running_--;
  if (!queue_.empty() || is_closing_ || waiting_callers_ > 0) changed_.notify_all();
  return true;
}

void session::enqueue(run* task) {
  std::lock_guard<std::mutex> hold(lock_);
  queue_.push_back(task);
  if (queue_.size() > idle_threads_ && threads_ < info_.max_runs && !start_thread() && threads_ == 0) {
    queue_.pop_back();
    task->status = poly_fail(&task->error, POLY_OUT_OF_MEMORY, 0, "The system gives no thread to run on.");
    task->finished();
    return;
  }
  changed_.notify_one();
}

bool session::start_thread() {
  try {
    std::thread([self = shared_from_this()] { self->serve(); }).detach();
  } catch (const std::system_error&) {
    return false;
  }
  threads_++;
  counters::get().threads++;
  return true;
}

void session::serve() {
  std::unique_lock<std::mutex> hold(lock_);
  const auto has_work = [this] { return !queue_.empty() && !free_lanes_.empty() && waiting_callers_ == 0; };
  while (true) {
    idle_threads_++;
    const bool is_needed = changed_.wait_for(hold, std::chrono::milliseconds(idle_ms.load()),
                                             [&] { return has_work() || (is_closing_ && queue_.empty()); });
    idle_threads_--;
    if (!has_work()) {
      if (queue_.empty() && (is_closing_ || !is_needed)) break;
      continue;
    }
    run* task = queue_.front();
    queue_.pop_front();
    const uint32_t lane = take_lane();
    active_.push_back(task);
    hold.unlock();
    execute(*task, lane);
    hold.lock();
    active_.erase(std::find(active_.begin(), active_.end(), task));
    free_lanes_.push_back(lane);
    running_--;
    // Under the lock, so that whoever waits for the close finds the run finished.
    task->finished();
    if (is_closing_ || waiting_callers_ > 0) changed_.notify_all();
  }
  threads_--;
  counters::get().threads--;
  changed_.notify_all();
  hold.unlock();
  pool::get().sweep();
}

run* session::cancel(uint32_t ticket) {
  std::lock_guard<std::mutex> hold(lock_);
  const auto has_ticket = [ticket](const run* task) { return task->ticket == ticket; };
  const auto queued = std::find_if(queue_.begin(), queue_.end(), has_ticket);
  if (queued != queue_.end()) {
    run* task = *queued;
    queue_.erase(queued);
    task->status = poly_fail(&task->error, POLY_ABORTED, 0, "The run was aborted before it began.");
    return task;
  }
  const auto active = std::find_if(active_.begin(), active_.end(), has_ticket);
  if (active != active_.end()) (*active)->cancel();
  return nullptr;
}

poly_status session::describe(const char* what, std::string* text, poly_error* error) {
  if (!POLY_HAS(engine_, describe))
    return poly_fail(error, POLY_UNSUPPORTED, 0, "The engine tells nothing of its sessions.");
  return checked(engine_->describe(handle_, what, append_to(text), error), *error);
}

poly_status session::save(const std::string& path, poly_error* error) {
  if (!POLY_HAS(engine_, save)) return poly_fail(error, POLY_UNSUPPORTED, 0, "The engine has no compiled model to save.");
  {
    std::lock_guard<std::mutex> hold(lock_);
    if (is_closing_) return poly_fail(error, POLY_DISPOSED, 0, "The session was disposed.");
    saving_++;
  }
  const poly_status status = checked(save_into(path, error), *error);
  std::lock_guard<std::mutex> hold(lock_);
  saving_--;
  changed_.notify_all();
  return status;
}

poly_status session::save_into(const std::string& path, poly_error* error) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "wbx"), fclose);
  if (!file) return poly_fail(error, POLY_INVALID_ARGUMENT, errno, "%s cannot be made: %s.", path.c_str(), strerror(errno));
  const auto write = [](void* into, const void* data, size_t bytes) -> int {
    return fwrite(data, 1, bytes, static_cast<FILE*>(into)) != bytes;
  };
  poly_status status = engine_->save(handle_, {write, file.get()}, error);
  if (fflush(file.get()) || ferror(file.get()))
    status = poly_fail(error, POLY_UNAVAILABLE, errno, "The compiled model cannot be written to %s: %s.", path.c_str(), strerror(errno));
  if (status != POLY_OK) remove(path.c_str());
  return status;
}

void session::cancel_all() {
  std::lock_guard<std::mutex> hold(lock_);
  for (run* task : queue_) task->cancel();
  for (run* task : active_) task->cancel();
}

std::deque<run*> session::begin_close(bool drop_all) {
  std::lock_guard<std::mutex> hold(lock_);
  is_closing_ = true;
  const size_t starting = drop_all ? 0 : std::min(queue_.size(), free_lanes_.size());
  std::deque<run*> waiting(queue_.begin() + static_cast<std::ptrdiff_t>(starting), queue_.end());
  queue_.resize(starting);
  for (run* task : waiting)
    task->status = poly_fail(&task->error, POLY_DISPOSED, 0, "The session was disposed before the run began.");
  changed_.notify_all();
  return waiting;
}

void session::finish_close() {
  {
    std::unique_lock<std::mutex> hold(lock_);
    changed_.wait(hold, [this] { return queue_.empty() && running_ == 0 && threads_ == 0 && saving_ == 0; });
  }
  if (before_close) before_close();
  engine_->close(handle_);
  handle_ = nullptr;
  model_.reset();
  counters::get().sessions--;
}

}  // namespace poly
