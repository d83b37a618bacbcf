#include <polyinfer/kit.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "../../host/opening.h"
#include "../answers.h"
#include "../one_run.h"
#include "commands.h"
#include "pack.h"

namespace poly::gpu {
namespace {

constexpr int kWarmUpRuns = 10, kRuns = 200;

struct measured {
  double open_ms = 0, difference = 0;
  std::vector<double> ms;
};

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/** Largest difference, relative to the largest number that is right; infinite where there are NaNs or other sizes. */
double difference(const poly_tensor& got, const std::vector<uint8_t>& right) {
  if (got.dtype != POLY_FLOAT32 || got.bytes != right.size()) return INFINITY;
  double largest = 0, apart = 0;
  for (size_t i = 0; i < right.size(); i += sizeof(float)) {
    float expected, found;
    memcpy(&expected, right.data() + i, sizeof expected);
    memcpy(&found, static_cast<const uint8_t*>(got.data) + i, sizeof found);
    largest = std::max(largest, std::fabs(static_cast<double>(expected)));
    const double here = std::fabs(static_cast<double>(expected) - found);
    if (std::isnan(here)) return INFINITY;
    apart = std::max(apart, here);
  }
  return largest > 0 ? apart / largest : apart;
}

poly_status run_timed(session& opened, std::vector<uint8_t>& input, const std::vector<uint8_t>& right, measured* out,
                     poly_error* error) {
  lone_run task(opened.info().inputs.size(), opened.info().outputs.size());
  poly_tensor& x = task.inputs[0];
  const value_info& value = opened.info().inputs[0];
  shape_of(value, &x);
  x.data = input.data();
  x.bytes = input.size();
  x.device_type = POLY_HOST;
  if (x.dtype != POLY_FLOAT32 || poly_bytes(&x) != input.size())
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "The input `%s` is not what the pack feeds.", value.name.c_str());
  const auto begin = std::chrono::steady_clock::now();
  opened.run_here(task, true);
  out->ms.push_back(ms_since(begin));
  *error = task.error;
  if (task.status == POLY_OK) out->difference = std::max(out->difference, difference(task.outputs[0], right));
  return task.status;
}

poly_status measure(const runtime& engine, const pack& from, const packed_model& model, open_request request, measured* out,
                    poly_error* error) {
  std::vector<uint8_t> input, right;
  if (const poly_status status = read_file(from.folder + "/" + model.input, &input, error)) return status;
  if (const poly_status status = read_file(from.folder + "/" + model.output, &right, error)) return status;
  request.format = "onnx";
  request.files.push_back({"", from.folder + "/" + model.file, nullptr, 0, nullptr});
  call opening;
  std::shared_ptr<session> opened;
  const auto begin = std::chrono::steady_clock::now();
  open_session(engine, std::move(request), opening, &opened);
  out->open_ms = ms_since(begin);
  if (!opened) {
    *error = opening.error;
    return opening.status;
  }
  poly_status status = POLY_OK;
  if (opened->info().inputs.size() != 1)
    status = poly_fail(error, POLY_UNSUPPORTED, 0, "Expected a model of one input.");
  for (int i = 0; i < kWarmUpRuns + kRuns && status == POLY_OK; i++) {
    if (i == kWarmUpRuns) out->ms.clear();
    status = run_timed(*opened, input, right, out, error);
  }
  opened.reset();
  std::sort(out->ms.begin(), out->ms.end());
  return status;
}

std::string report(const std::string& name, const packed_model& model, const measured& of, const std::string& failure) {
  std::string json = "{\"session\":" + json_string(name.c_str()) + ",\"model\":" + json_string(model.id.c_str());
  char text[256];
  if (!failure.empty()) {
    std::printf("| %s | %s | %s | | | |\n", model.title.c_str(), name.c_str(), failure.c_str());
    return json + ",\"failure\":" + json_string(failure.c_str()) + "}\n";
  }
  const bool is_equal = of.difference <= model.tolerance;
  const double p50 = of.ms[of.ms.size() / 2], p95 = of.ms[of.ms.size() * 95 / 100];
  std::printf("| %s | %s | %s %.2g | %.0f ms | %.3f ms | %.3f ms |\n", model.title.c_str(), name.c_str(),
              is_equal ? "equal within" : "DIFFERS BY", is_equal ? model.tolerance : of.difference, of.open_ms, p50, p95);
  std::snprintf(text, sizeof text, ",\"equal\":%s,\"difference\":%.9g,\"openMs\":%.3f,\"p50Ms\":%.4f,\"p95Ms\":%.4f}\n",
                is_equal ? "true" : "false", std::min(of.difference, 1e30), of.open_ms, p50, p95);
  return json + text;
}

}  // namespace

poly_status bench_sessions(const std::vector<std::string>& words, bool* is_right, poly_error* error) {
  pack from;
  if (const poly_status status = read_pack(words[0], &from, error)) return status;
  open_request request;
  request.device = words[5];
  text_pairs load_options;
  for (size_t i = 6; i < words.size(); i++) {
    const size_t equals = words[i].find('=');
    if (equals == std::string::npos) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected key=value.");
    const bool is_of_load = words[i].compare(0, 5, "load.") == 0;
    text_pairs& options = is_of_load ? load_options : request.options;
    options.emplace_back(words[i].substr(is_of_load ? 5 : 0, equals - (is_of_load ? 5 : 0)), words[i].substr(equals + 1));
  }
  runtime* engine = nullptr;
  const std::string library = words[4] == "-" ? "" : words[4];
  if (const poly_status status = engine_registry::get().load(words[3], library, load_options, nullptr, &engine, error)) return status;
  std::string json;
  for (const packed_model& model : from.models) {
    measured of;
    poly_error failed{};
    const poly_status status = measure(*engine, from, model, request, &of, &failed);
    json += report(words[2], model, of, status == POLY_OK ? "" : failed.message);
    *is_right = *is_right && status == POLY_OK && of.difference <= model.tolerance;
  }
  return write_file(words[1] + "/session-" + words[2] + ".json", json.data(), json.size(), error);
}

}  // namespace poly::gpu
