#include "one_run.h"

#include <polyinfer/kit.h>

#include <cstring>
#include <new>

namespace poly {
namespace {

constexpr int64_t kMostElements = int64_t{1} << 28;

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

std::string describe(const value_info& value, const poly_tensor& tensor) {
  char text[64];
  std::string json = "{\"name\":" + json_string(value.name.c_str()) + ",\"dtype\":" + std::to_string(tensor.dtype) + ",\"shape\":[";
  for (int32_t i = 0; i < tensor.rank; i++) json += (i ? "," : "") + std::to_string(tensor.shape[i]);
  std::snprintf(text, sizeof text, "],\"bytes\":%zu,\"fnv1a\":\"%016llx\"", tensor.bytes,
                static_cast<unsigned long long>(checksum(tensor.data, tensor.bytes)));
  json += text;
  if (tensor.dtype == POLY_FLOAT32) {
    json += ",\"first\":[";
    for (size_t i = 0; i < 4 && i < tensor.bytes / sizeof(float); i++) {
      std::snprintf(text, sizeof text, "%s\"%.9g\"", i ? "," : "", double(static_cast<const float*>(tensor.data)[i]));
      json += text;
    }
    json += "]";
  }
  return json + "}";
}

}  // namespace

void shape_of(const value_info& value, poly_tensor* x) {
  x->dtype = value.dtype;
  x->rank = static_cast<int32_t>(value.shape.size());
  for (size_t k = 0; k < value.shape.size(); k++) x->shape[k] = value.shape[k] < 0 ? 1 : value.shape[k];
}

bool can_make_inputs(const session_info& info) {
  for (const value_info& value : info.inputs) {
    poly_tensor x{};
    if (value.rank < 0) return false;
    shape_of(value, &x);
    const int64_t count = poly_count(x.shape, x.rank);
    if (count < 0 || count > kMostElements) return false;
  }
  return true;
}

int run_once(session& opened, bool is_random, answers* told) {
  lone_run task(opened.info().inputs.size(), opened.info().outputs.size());
  filler numbers(is_random);
  std::vector<std::string> memory(task.inputs.size());
  try {
    for (size_t i = 0; i < task.inputs.size(); i++) {
      poly_tensor& x = task.inputs[i];
      shape_of(opened.info().inputs[i], &x);
      if (x.dtype == POLY_STRING)
        memory[i].assign(static_cast<size_t>(poly_count(x.shape, x.rank) + 1) * sizeof(int64_t), 0);
      else
        numbers.fill(x, &memory[i]);
      x.data = &memory[i][0];
      x.bytes = memory[i].size();
      x.device_type = POLY_HOST;
    }
  } catch (const std::bad_alloc&) {
    poly_error error{};
    return told->failed(poly_fail(&error, POLY_OUT_OF_MEMORY, 0, "No memory for the inputs."), error);
  }
  opened.run_here(task, true);
  if (task.status != POLY_OK) return told->failed(task.status, task.error);
  for (size_t i = 0; i < task.outputs.size(); i++) told->line(describe(opened.info().outputs[i], task.outputs[i]));
  return 0;
}

}  // namespace poly
