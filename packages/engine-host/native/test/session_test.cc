#include "../host/session.h"

#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "../host/counters.h"
#include "../host/engine_registry.h"
#include "../host/opening.h"
#include "expect.h"

namespace test {
namespace {

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

/** Where finished runs come home; the order is kept. */
struct inbox {
  std::mutex lock;
  std::condition_variable changed;
  std::vector<int> order;

  void add(int id) {
    std::lock_guard<std::mutex> hold(lock);
    order.push_back(id);
    changed.notify_all();
  }
  bool wait_for(size_t count) {
    std::unique_lock<std::mutex> hold(lock);
    return changed.wait_for(hold, std::chrono::seconds(20), [&] { return order.size() >= count; });
  }
};

struct test_run final : poly::run {
  test_run(int number, inbox* to, std::vector<float> data) : run(1, 1), id(number), home(to), x(std::move(data)) {
    inputs[0].dtype = POLY_FLOAT32;
    inputs[0].rank = 2;
    inputs[0].shape[0] = 1;
    inputs[0].shape[1] = 4;
    inputs[0].data = x.data();
    inputs[0].bytes = x.size() * sizeof(float);
    ticket = static_cast<uint32_t>(number) + 1;
  }
  void finished() override { home->add(id); }
  void on_log(int32_t, const char* text) override { logged = text; }
  bool is_right() const {
    if (status != POLY_OK || outputs[0].bytes != inputs[0].bytes) return false;
    for (size_t i = 0; i < x.size(); i++)
      if (static_cast<const float*>(outputs[0].data)[i] != x[i] + 1) return false;
    return true;
  }

  const int id;
  inbox* const home;
  std::vector<float> x;
  std::string logged;
};

std::vector<std::unique_ptr<test_run>> make_runs(int count, inbox* home) {
  std::vector<std::unique_ptr<test_run>> runs;
  for (int i = 0; i < count; i++)
    runs.push_back(std::make_unique<test_run>(i, home, std::vector<float>{float(i), 2, 3, 4}));
  return runs;
}

std::shared_ptr<poly::session> open(const char* path, poly::text_pairs options, uint32_t max_runs = 1) {
  poly::runtime* engine = nullptr;
  poly_error error{};
  if (poly::engine_registry::get().load(path, "", {}, nullptr, &engine, &error) != POLY_OK) return nullptr;
  poly::open_request request;
  request.format = "null";
  request.max_runs = max_runs;
  request.options = std::move(options);
  poly::model_file model;
  model.keep = std::make_shared<std::string>("m");
  model.data = static_cast<std::string*>(model.keep.get())->data();
  model.bytes = 1;
  request.files.push_back(std::move(model));
  poly::call task;
  std::shared_ptr<poly::session> opened;
  poly::open_session(*engine, std::move(request), task, &opened);
  EXPECT(opened != nullptr);
  return opened;
}

void close(const std::shared_ptr<poly::session>& session) {
  session->begin_close(true);
  session->finish_close();
}

void runs_start_first_in_first_out(const char* path) {
  const auto session = open(path, {{"delay_ms", "1"}, {"log", "1"}});
  inbox home;
  auto runs = make_runs(20, &home);
  for (auto& run : runs) session->enqueue(run.get());
  EXPECT(home.wait_for(runs.size()));
  for (int i = 0; i < 20; i++) {
    EXPECT(home.order[static_cast<size_t>(i)] == i);
    EXPECT(runs[static_cast<size_t>(i)]->is_right());
    EXPECT(runs[static_cast<size_t>(i)]->logged == "run");
  }
  close(session);
}

void lanes_overlap_from_many_threads(const char* path) {
  const auto session = open(path, {{"spin_us", "50"}}, 3);
  inbox home;
  auto runs = make_runs(400, &home);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; t++)
    threads.emplace_back([&, t] {
      for (size_t i = t; i < runs.size(); i += 4) {
        if (i % 8 < 4) {
          session->enqueue(runs[i].get());
        } else {
          session->run_here(*runs[i], true);
          runs[i]->finished();
        }
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT(home.wait_for(runs.size()));
  for (auto& run : runs) EXPECT(run->is_right());
  close(session);
}

void cancelled_runs_come_back(const char* path) {
  const auto session = open(path, {{"delay_ms", "5000"}});
  inbox home;
  auto runs = make_runs(3, &home);
  for (auto& run : runs) session->enqueue(run.get());
  sleep_ms(20);
  EXPECT(session->cancel(2) == runs[1].get());
  EXPECT(runs[1]->status == POLY_ABORTED);
  EXPECT(session->cancel(99) == nullptr);
  EXPECT(session->cancel(1) == nullptr);
  EXPECT(home.wait_for(1));
  EXPECT(runs[0]->status == POLY_ABORTED);
  session->cancel_all();
  EXPECT(home.wait_for(2));
  EXPECT(runs[2]->status == POLY_ABORTED);
  close(session);
}

void closing_drops_what_waits(const char* path) {
  const auto session = open(path, {{"delay_ms", "30"}});
  inbox home;
  auto runs = make_runs(3, &home);
  for (auto& run : runs) session->enqueue(run.get());
  const auto waiting = session->begin_close(false);
  EXPECT(waiting.size() == 2);
  for (const poly::run* run : waiting) EXPECT(run->status == POLY_DISPOSED);
  session->finish_close();
  EXPECT(home.order == std::vector<int>{0});
  EXPECT(runs[0]->is_right());
}

void broken_sessions_stay_broken(const char* path) {
  const auto session = open(path, {{"poison_after", "1"}});
  inbox home;
  auto runs = make_runs(3, &home);
  for (auto& run : runs) session->run_here(*run, true);
  EXPECT(runs[0]->is_right());
  for (size_t i = 1; i < 3; i++) {
    EXPECT(runs[i]->status == POLY_ENGINE);
    EXPECT(runs[i]->error.scope == POLY_SCOPE_SESSION);
  }
  close(session);
}

void outputs_go_where_they_are_wanted(const char* path) {
  const auto session = open(path, {{"mode", "owned"}});
  inbox home;
  auto runs = make_runs(4, &home);
  float given[4] = {};
  for (auto& run : runs) {
    run->inputs[0].rank = 1;
    run->inputs[0].shape[0] = 4;
  }
  runs[0]->outputs[0].data = given;
  runs[0]->outputs[0].bytes = sizeof given;
  runs[1]->outputs[0].data = given;
  runs[1]->outputs[0].bytes = sizeof given - 1;
  runs[2]->outputs[0].flags = POLY_SKIP;
  for (auto& run : runs) session->run_here(*run, true);
  EXPECT(runs[0]->is_right() && runs[0]->outputs[0].data == given);
  EXPECT(runs[1]->status == POLY_INVALID_ARGUMENT);
  EXPECT(runs[2]->status == POLY_OK && !runs[2]->outputs[0].data);
  EXPECT(runs[3]->is_right() && runs[3]->outputs[0].release);
  close(session);
  EXPECT(runs[3]->is_right());
}

void idle_threads_leave(const char* path) {
  poly::session::idle_ms = 20;
  const auto session = open(path, {}, 2);
  inbox home;
  auto runs = make_runs(2, &home);
  for (auto& run : runs) session->enqueue(run.get());
  EXPECT(home.wait_for(2));
  for (int i = 0; i < 500 && poly::counters::get().threads > 0; i++) sleep_ms(10);
  EXPECT(poly::counters::get().threads == 0);
  session->enqueue(runs[0].get());
  EXPECT(home.wait_for(3));
  close(session);
  poly::session::idle_ms = 5000;
}

void a_session_that_nobody_closed_closes_itself(const char* path) {
  open(path, {});
  EXPECT(poly::counters::get().sessions == 0);
}

}  // namespace

void session_tests(const char* path) {
  runs_start_first_in_first_out(path);
  lanes_overlap_from_many_threads(path);
  cancelled_runs_come_back(path);
  closing_drops_what_waits(path);
  broken_sessions_stay_broken(path);
  outputs_go_where_they_are_wanted(path);
  idle_threads_leave(path);
  a_session_that_nobody_closed_closes_itself(path);
}

}  // namespace test
