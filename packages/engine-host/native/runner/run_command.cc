#include <polyinfer/kit.h>

#include <cstdio>
#include <cstring>
#include <memory>

#include "../host/opening.h"
#include "../host/status.h"
#include "runner.h"

namespace poly {
namespace {

class lone_run final : public run {
 public:
  using run::run;
  void finished() override {}
};

class lone_call final : public call {
  void on_log(int32_t, const char* text) override { std::fprintf(stderr, "%s\n", text); }
};

/** Numbers that are the same on every machine; floats are 0 to 1, integers small. */
class filler {
 public:
  explicit filler(bool is_random) : is_random_(is_random) {}

  void fill(const poly_tensor& tensor, std::string* memory) {
    const size_t bytes = poly_bytes(&tensor);
    memory->assign(bytes, 0);
    if (!is_random_) return;
    for (size_t i = 0; i + poly_bits(tensor.dtype) / 8u <= bytes; i += size_t(poly_bits(tensor.dtype)) / 8) {
      const float value = float(next() >> 40) / float(1 << 24);
      if (tensor.dtype == POLY_FLOAT32) {
        memcpy(&(*memory)[i], &value, sizeof value);
      } else if (tensor.dtype == POLY_FLOAT64) {
        const double wide = value;
        memcpy(&(*memory)[i], &wide, sizeof wide);
      } else if (poly_bits(tensor.dtype) < 8 || tensor.dtype == POLY_FLOAT16 || tensor.dtype == POLY_BFLOAT16) {
        break;
      } else {
        (*memory)[i] = value < 0.5f ? 0 : 1;
      }
    }
  }

 private:
  // Knuth's MMIX generator.
  uint64_t next() { return state_ = state_ * 6364136223846793005u + 1442695040888963407u; }
  uint64_t state_ = 1;
  const bool is_random_;
};

/** FNV-1a, 64 bits. */
uint64_t checksum(const void* data, size_t bytes) {
  uint64_t sum = 0xcbf29ce484222325u;
  for (size_t i = 0; i < bytes; i++) sum = (sum ^ static_cast<const unsigned char*>(data)[i]) * 0x100000001b3u;
  return sum;
}

int print_piece(void*, const void* data, size_t bytes) {
  std::fwrite(data, 1, bytes, stdout);
  return 0;
}

void print(const value_info& value, const poly_tensor& tensor) {
  std::printf("{\"name\":");
  poly_json_string({print_piece, nullptr}, value.name.c_str());
  std::printf(",\"dtype\":%d,\"shape\":[", tensor.dtype);
  for (int32_t i = 0; i < tensor.rank; i++) std::printf("%s%lld", i ? "," : "", static_cast<long long>(tensor.shape[i]));
  std::printf("],\"bytes\":%zu,\"fnv1a\":\"%016llx\"", tensor.bytes,
              static_cast<unsigned long long>(checksum(tensor.data, tensor.bytes)));
  if (tensor.dtype == POLY_FLOAT32) {
    std::printf(",\"first\":[");
    for (size_t i = 0; i < 4 && i < tensor.bytes / sizeof(float); i++)
      std::printf("%s\"%.9g\"", i ? "," : "", double(static_cast<const float*>(tensor.data)[i]));
    std::printf("]");
  }
  std::printf("}\n");
}

std::string format_of(const std::string& model) {
  const size_t dot = model.rfind('.');
  return dot == std::string::npos || dot < model.rfind('/') + 1 ? "" : model.substr(dot + 1);
}

int run_once(session& opened, bool is_random) {
  lone_run task(opened.info().inputs.size(), opened.info().outputs.size());
  filler numbers(is_random);
  std::vector<std::string> memory(task.inputs.size());
  for (size_t i = 0; i < task.inputs.size(); i++) {
    const value_info& value = opened.info().inputs[i];
    poly_tensor& x = task.inputs[i];
    x.dtype = value.dtype;
    x.rank = static_cast<int32_t>(value.shape.size());
    for (size_t k = 0; k < value.shape.size(); k++) x.shape[k] = value.shape[k] < 0 ? 1 : value.shape[k];
    if (value.dtype == POLY_STRING)
      memory[i].assign(static_cast<size_t>(poly_count(x.shape, x.rank) + 1) * sizeof(int64_t), 0);
    else
      numbers.fill(x, &memory[i]);
    x.data = &memory[i][0];
    x.bytes = memory[i].size();
    x.device_type = POLY_HOST;
  }
  opened.run_here(task, true);
  if (task.status != POLY_OK) return failed(task.status, task.error);
  for (size_t i = 0; i < task.outputs.size(); i++) print(opened.info().outputs[i], task.outputs[i]);
  return 0;
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) return 2;
  open_request request;
  request.files.push_back({"", arguments[2], nullptr, 0, nullptr});
  request.format = format_of(arguments[2]);
  bool is_random = false;
  for (size_t i = 3; i < arguments.size(); i++) {
    const size_t equals = arguments[i].find('=');
    if (arguments[i] == "--random")
      is_random = true;
    else if (equals != std::string::npos)
      request.options.emplace_back(arguments[i].substr(0, equals), arguments[i].substr(equals + 1));
    else
      return 2;
  }
  runtime* engine = nullptr;
  poly_error error{};
  const std::string library = arguments[1] == "-" ? "" : arguments[1];
  const poly_status status = engine_registry::get().load(arguments[0], library, {}, nullptr, &engine, &error);
  if (status != POLY_OK) return failed(status, error);
  lone_call opening;
  std::shared_ptr<session> opened;
  open_session(*engine, std::move(request), opening, &opened);
  if (!opened) return failed(opening.status, opening.error);
  return run_once(*opened, is_random);
}

}  // namespace poly
