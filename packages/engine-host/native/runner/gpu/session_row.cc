#include "session_row.h"

#include <polyinfer/kit.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "../answers.h"

namespace poly::gpu {
namespace {

constexpr int kWarmUpRuns = 10, kRuns = 100, kSamples = 15;
/** A fake's times are told to nobody: enough to take every line. */
constexpr int kFakeRuns = 2;

class lone_call final : public call {
  void on_log(int32_t, const char*) override {}
};

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

double latencies::at(double share) const {
  std::vector<double> sorted = ms;
  std::sort(sorted.begin(), sorted.end());
  return sorted.empty() ? 0 : sorted[static_cast<size_t>(share * static_cast<double>(sorted.size()))];
}

void session_row::run(const runtime& engine, device& on, const pack& from, const open_request& asked) {
  poly_error error{};
  std::shared_ptr<session> opened;
  poly_status status = open(engine, from, asked, &opened, &error);
  if (status == POLY_OK) {
    pipeline all;
    status = all.open(&on, from, of_, opened.get(), &error);
    if (status == POLY_OK) status = all.check(&wrong_, &error);
    is_as_expected_ = all.is_as_expected();
    difference_ = all.difference();
    moved_on_host_ = all.moved_bytes(false);
    moved_on_device_ = all.moved_bytes(true);
    if (status == POLY_OK && wrong_.empty()) status = measure(on, all, &error);
    poly_error untold{};
    if (opened->describe("report", &report_, &untold) != POLY_OK) report_.clear();
    opened->begin_close(true);
    opened->finish_close();
  }
  if (status != POLY_OK) wrong_ = std::string("FAILED: ") + error.message;
}

poly_status session_row::open(const runtime& engine, const pack& from, open_request asked, std::shared_ptr<session>* out,
                              poly_error* error) {
  asked.format = "onnx";
  asked.files.push_back({"", from.folder + "/" + of_.file, nullptr, 0, nullptr});
  lone_call opening;
  const auto begin = std::chrono::steady_clock::now();
  open_session(engine, std::move(asked), opening, out);
  open_ms_ = ms_since(begin);
  *error = opening.error;
  return opening.status;
}

poly_status session_row::measure(device& on, pipeline& of, poly_error* error) {
  ways_ = {{"sessionOnHostTensors", [&](poly_error* failed) { return of.run_on_host(failed); }, {}},
           {"sessionOnDeviceTensors", [&](poly_error* failed) { return of.run_on_device(failed); }, {}},
           {"pipelineThroughHost", [&](poly_error* failed) { return of.through_host(failed); }, {}},
           {"pipelineOnDevice", [&](poly_error* failed) { return of.resident(failed); }, {}}};
  const int warm_up = on.is_fake() ? 1 : kWarmUpRuns, runs = on.is_fake() ? kFakeRuns : kRuns;
  for (int i = 0; i < warm_up + runs; i++)
    for (latencies& way : ways_) {
      const auto begin = std::chrono::steady_clock::now();
      if (const poly_status status = way.what(error)) return status;
      if (i >= warm_up) way.ms.push_back(ms_since(begin));
    }
  if (const poly_status status = queued_.warm_up(on, [&](poly_error* failed) { return of.queue(failed); }, error)) return status;
  for (int i = 0; i < (on.is_fake() ? kFakeRuns : kSamples); i++)
    if (const poly_status status = queued_.sample(error)) return status;
  return POLY_OK;
}

const char* session_row::head() {
  return "| net | session | result | open | session, host tensors: p50 (p95) | device tensors | "
         "picture to answer through host memory | on the device | in a row | bytes moved |\n"
         "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
}

std::string session_row::line(bool is_fake) const {
  const std::string begin = "| " + of_.title + " | " + name_ + " | ";
  if (!wrong_.empty()) return begin + wrong_ + " | | | | | | | |";
  std::string figures = "equal | " + number("%.0f ms", open_ms_);
  for (const latencies& way : ways_) figures += number(" | %.3f", way.at(0.5)) + number(" (%.3f) ms", way.at(0.95));
  figures += number(" | %.3f ms | ", queued_.median() / 1e3);
  return begin + (is_fake ? "equal | fake | | | | | | " : figures) + std::to_string(moved_on_host_) + " / " +
         std::to_string(moved_on_device_) + " |";
}

std::string session_row::json(bool is_fake) const {
  std::string json = "{\"session\":" + json_string(name_.c_str()) + ",\"model\":" + json_string(of_.id.c_str());
  if (!wrong_.empty()) return json + ",\"equal\":false,\"wrong\":" + json_string(wrong_.c_str()) + "}\n";
  json += std::string(",\"equal\":true,\"answerAsExpected\":") + (is_as_expected_ ? "true" : "false");
  json += number(",\"difference\":%.9g", difference_) + ",\"movedThroughHostBytes\":" + std::to_string(moved_on_host_) +
          ",\"movedOnDeviceBytes\":" + std::to_string(moved_on_device_);
  if (!report_.empty()) json += ",\"report\":" + report_;
  std::string times = number(",\"openMs\":%.3f", open_ms_);
  for (const latencies& way : ways_)
    times += ",\"" + std::string(way.name) + number("Ms\":{\"p50\":%.4f", way.at(0.5)) + number(",\"p95\":%.4f}", way.at(0.95));
  times += number(",\"pipelineInARowMs\":%.4f", queued_.median() / 1e3);
  return json + (is_fake ? ",\"fake\":true" : times) + "}\n";
}

}  // namespace poly::gpu
