// isolated_test <libpolyinfer_null> <libpolyinfer_isolated> <polyinfer-runner>: sessions in processes of their own.
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "../host/counters.h"
#include "../host/engine_registry.h"
#include "../host/opening.h"
#include "expect.h"

namespace test {
namespace {

struct paths {
  std::string null, isolated, runner;
};

struct inbox {
  std::mutex lock;
  std::condition_variable changed;
  int count = 0;

  bool wait_for(int expected) {
    std::unique_lock<std::mutex> hold(lock);
    return changed.wait_for(hold, std::chrono::seconds(30), [&] { return count >= expected; });
  }
};

struct sized_run final : poly::run {
  sized_run(inbox* to, size_t floats) : run(1, 1), home(to), x(floats, 2.f) {
    inputs[0].dtype = POLY_FLOAT32;
    inputs[0].rank = 1;
    inputs[0].shape[0] = static_cast<int64_t>(floats);
    inputs[0].data = x.data();
    inputs[0].bytes = floats * sizeof(float);
  }
  void finished() override {
    std::lock_guard<std::mutex> hold(home->lock);
    home->count++;
    home->changed.notify_all();
  }
  bool is_right() const {
    if (status != POLY_OK || outputs[0].bytes != inputs[0].bytes) return false;
    for (size_t i = 0; i < x.size(); i++)
      if (static_cast<const float*>(outputs[0].data)[i] != 3.f) return false;
    return true;
  }

  inbox* const home;
  std::vector<float> x;
};

std::shared_ptr<poly::session> open(const paths& at, poly::text_pairs options, uint32_t max_runs, poly::call* task) {
  poly::runtime* engine = nullptr;
  poly_error error{};
  const poly::text_pairs where = {{"isolate.runner", at.runner}, {"isolate.engine", at.null}};
  if (poly::engine_registry::get().load(at.isolated, "", where, nullptr, &engine, &error) != POLY_OK) {
    std::fprintf(stderr, "%s\n", error.message);
    return nullptr;
  }
  poly::open_request request;
  request.format = "null";
  request.max_runs = max_runs;
  request.options = std::move(options);
  request.options.emplace_back("mode", "dynamic");
  poly::model_file model;
  model.keep = std::make_shared<std::string>("m");
  model.data = static_cast<std::string*>(model.keep.get())->data();
  model.bytes = 1;
  request.files.push_back(std::move(model));
  std::shared_ptr<poly::session> opened;
  poly::open_session(*engine, std::move(request), *task, &opened);
  return opened;
}

void close(const std::shared_ptr<poly::session>& session) {
  session->begin_close(true);
  session->finish_close();
}

std::vector<std::unique_ptr<sized_run>> finish(poly::session& session, inbox* home, const std::vector<size_t>& sizes) {
  std::vector<std::unique_ptr<sized_run>> runs;
  home->count = 0;
  for (const size_t size : sizes) runs.push_back(std::make_unique<sized_run>(home, size));
  for (auto& run : runs) session.enqueue(run.get());
  EXPECT(home->wait_for(static_cast<int>(sizes.size())));
  return runs;
}

void tensors_of_all_sizes_pass(const paths& at) {
  poly::call task;
  const auto session = open(at, {}, 3, &task);
  EXPECT(session != nullptr);
  if (!session) return;
  inbox home;
  std::vector<size_t> sizes = {0, 1, 16, 17, 1000000, 3, 70000};
  for (size_t i = 0; i < 60; i++) sizes.push_back(i * 4099 % 50021);  // memory shrinks, too
  for (const auto& run : finish(*session, &home, sizes)) EXPECT(run->is_right());
  close(session);
}

void crashes_are_device_lost_on_all_lanes(const paths& at) {
  poly::call task;
  const auto session = open(at, {{"crash_after", "4"}, {"delay_ms", "2"}}, 4, &task);
  EXPECT(session != nullptr);
  if (!session) return;
  inbox home;
  int lost = 0, right = 0;
  for (int round = 0; round < 20; round++) {
    for (const auto& run : finish(*session, &home, {5, 6, 7, 8, 9, 10})) {
      lost += run->status == POLY_DEVICE_LOST;
      right += run->is_right();
      EXPECT(run->error.scope == POLY_SCOPE_CALL);
    }
  }
  EXPECT(lost + right == 120);
  EXPECT(lost >= 20 && right >= 20);
  close(session);
}

void cancelled_runs_and_opens_end(const paths& at) {
  poly::call task;
  const auto session = open(at, {{"delay_ms", "20000"}}, 1, &task);
  EXPECT(session != nullptr);
  if (!session) return;
  inbox home;
  sized_run run(&home, 4);
  run.ticket = 1;
  session->enqueue(&run);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT(session->cancel(1) == nullptr || run.status == POLY_ABORTED);
  EXPECT(home.wait_for(1) && run.status == POLY_ABORTED);
  close(session);

  poly::call opening;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    opening.cancel();
  });
  EXPECT(open(at, {{"open_ms", "20000"}, {"deaf", "1"}}, 1, &opening) == nullptr);
  EXPECT(opening.status == POLY_ABORTED);
  canceller.join();
}

}  // namespace
}  // namespace test

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: isolated_test <libpolyinfer_null> <libpolyinfer_isolated> <polyinfer-runner>\n");
    return 2;
  }
  const test::paths at = {arguments[1], arguments[2], arguments[3]};
  test::tensors_of_all_sizes_pass(at);
  test::crashes_are_device_lost_on_all_lanes(at);
  test::cancelled_runs_and_opens_end(at);
  const poly::counters& now = poly::counters::get();
  EXPECT(now.sessions == 0);
  EXPECT(now.runs == 0);
  EXPECT(now.blocks == 0);
  EXPECT(now.threads == 0);
  std::printf("%d checks, %d failures\n", test::all.checks, test::all.failures);
  return test::all.failures == 0 ? 0 : 1;
}
