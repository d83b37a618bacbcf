#include "case_row.h"

#include <cstdio>

#include "../answers.h"

namespace poly::gpu {
namespace {

std::string numbers(const char* name, const stopwatch& times) {
  std::string json = std::string(",\"") + name + "\":[";
  char text[32];
  for (size_t i = 0; i < times.us.size(); i++) {
    std::snprintf(text, sizeof text, "%s%.3f", i ? "," : "", times.us[i]);
    json += text;
  }
  return json + "]";
}

}  // namespace

poly_status case_row::compare(device& on, const work& run, poly_error* error) {
  if (const poly_status status = replay_.upload(error)) return status;
  if (const poly_status status = run(error)) return status;
  if (const poly_status status = replay_.download(error)) return status;
  if (const poly_status status = on.finish(error)) return status;
  const std::string difference = replay_.difference();
  if (!difference.empty()) wrong_ = "WRONG: " + difference;
  return POLY_OK;
}

void case_row::check(device& on, const pack& from) {
  on_ = &on;
  poly_error error{};
  const work launch = [this](poly_error* failed) { return replay_.launch(failed); };
  poly_status status = replay_.open(&on, from, of_, &error);
  if (!status) status = compare(on, launch, &error);
  cuda::graph_exec captured = nullptr;
  if (!status && wrong_.empty()) status = capture(on, launch, 1, &captured, &error);
  if (captured) {
    const work graph = [&](poly_error* failed) { return POLY_CUDA_CALL(on.api, failed, cuGraphLaunch, captured, on.stream); };
    status = compare(on, graph, &error);
    on.api.cuGraphExecDestroy(captured);
  }
  if (status) wrong_ = std::string("FAILED: ") + error.message;
}

poly_status case_row::warm_up(const copied_memory& memory, poly_error* error) {
  const auto copy = [this, memory](size_t bytes) -> work {
    return [this, memory, bytes](poly_error* failed) {
      return POLY_CUDA_CALL(on_->api, failed, cuMemcpyDtoDAsync_v2, memory.to, memory.from, bytes, on_->stream);
    };
  };
  const work launch = [this](poly_error* failed) { return replay_.launch(failed); };
  const work upload = [this, launch](poly_error* failed) {
    const poly_status status = replay_.upload(failed);
    return status ? status : launch(failed);
  };
  const work both = [this, upload](poly_error* failed) {
    const poly_status status = upload(failed);
    return status ? status : replay_.download(failed);
  };
  copied_bytes_ = memory.bytes;
  const size_t half = std::min(memory.bytes, static_cast<size_t>(of_.moved_bytes / 2) + 1);
  poly_status status = alone_.warm_up_captured(*on_, launch, error);
  if (!status) status = copy_.warm_up_captured(*on_, copy(memory.bytes), error);
  if (!status) status = small_copy_.warm_up_captured(*on_, copy(half), error);
  if (!status) status = uploaded_.warm_up(*on_, upload, error);
  return status ? status : there_and_back_.warm_up(*on_, both, error);
}

void case_row::fail(const poly_error& error) {
  if (wrong_.empty()) wrong_ = std::string("FAILED: ") + error.message;
}

poly_status case_row::sample(poly_error* error) {
  for (stopwatch* one : {&alone_, &copy_, &small_copy_, &uploaded_, &there_and_back_})
    if (const poly_status status = one->sample(error)) return status;
  return POLY_OK;
}

double case_row::of_copy() const {
  return (of_.moved_bytes / alone_.median()) / (2.0 * static_cast<double>(copied_bytes_) / copy_.median());
}

std::string case_row::line(bool is_fake) const {
  char text[256];
  if (!wrong_.empty()) return "| " + of_.title + " | " + wrong_ + " | | | | | |";
  std::snprintf(text, sizeof text, " | equal | %.1f us | %.0f GB/s | %.0f %% (%.0f %%) | %.1f us | %.1f us |", alone_.median(),
                of_.moved_bytes / alone_.median() / 1e3, 100 * of_copy(), 100 * small_copy_.median() / alone_.median(),
                uploaded_.median(), there_and_back_.median());
  return "| " + of_.title + (is_fake ? " | equal | fake | | | | |" : text);
}

std::string case_row::json(bool is_fake) const {
  std::string json = "{\"id\":" + json_string(of_.id.c_str()) + ",\"title\":" + json_string(of_.title.c_str());
  json += wrong_.empty() ? ",\"equal\":true" : ",\"equal\":false,\"wrong\":" + json_string(wrong_.c_str());
  json += ",\"movedBytes\":" + std::to_string(static_cast<int64_t>(of_.moved_bytes)) +
          ",\"uploadedBytes\":" + std::to_string(replay_.uploaded_bytes()) +
          ",\"downloadedBytes\":" + std::to_string(replay_.downloaded_bytes()) +
          ",\"copiedBytes\":" + std::to_string(copied_bytes_);
  if (is_fake) return json + ",\"us\":[]}";
  return json + numbers("us", alone_) + numbers("copyUs", copy_) + numbers("smallCopyUs", small_copy_) +
         numbers("withUploadUs", uploaded_) + numbers("withUploadAndDownloadUs", there_and_back_) + "}";
}

}  // namespace poly::gpu
