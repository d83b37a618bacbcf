#include "options.h"
#include <cstdlib>
#include <cstring>
#include "polyinfer/kit.h"
#include "runtime.h"

namespace tensorrt {
namespace {

struct Word {
  const char* text;
  int32_t number;
};
constexpr Word kPrecisions[] = {{"typed", static_cast<int32_t>(Precision::kTyped)},
                                {"tf32", static_cast<int32_t>(Precision::kTf32)},
                                {"fp16", static_cast<int32_t>(Precision::kFp16)},
                                {"bf16", static_cast<int32_t>(Precision::kBf16)},
                                {"int8", static_cast<int32_t>(Precision::kInt8)}};
constexpr Word kHardware[] = {{"none", kSameDevice}, {"ampere+", kAmperePlus}, {"same-compute-capability", kSameComputeCapability}};
constexpr Word kSwitch[] = {{"false", 0}, {"true", 1}};

template <size_t Count>
poly_status read_word(const poly_pair& pair, const Word (&words)[Count], int32_t* out, poly_error* error) {
  std::string known;
  for (const Word& word : words) {
    if (!strcmp(word.text, pair.value)) {
      *out = word.number;
      return POLY_OK;
    }
    known += (known.empty() ? "`" : ", `") + std::string(word.text) + "`";
  }
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected one of %s for option `%s` but received `%s`.", known.c_str(),
                   pair.key, pair.value);
}

poly_status read_count(const poly_pair& pair, int64_t most, int64_t* out, poly_error* error) {
  char* end = nullptr;
  *out = strtoll(pair.value, &end, 10);
  if (*pair.value >= '0' && *pair.value <= '9' && !*end && *out <= most) return POLY_OK;
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a whole number up to %lld for option `%s` but received `%s`.",
                   static_cast<long long>(most), pair.key, pair.value);
}

bool read_number(const char** text, int64_t* out) {
  const bool is_number = **text == '-' || (**text >= '0' && **text <= '9');
  char* end = nullptr;
  *out = strtoll(*text, &end, 10);
  if (is_number) *text = end;
  return is_number;
}

/* "3", "8..16..32" or "?". */
bool read_range(const char** text, int64_t range[3]) {
  if (**text == '?') {
    ++*text;
    range[0] = range[1] = range[2] = -1;
    return true;
  }
  if (!read_number(text, &range[0])) return false;
  range[1] = range[2] = range[0];
  for (int i = 1; i < 3; i++) {
    if (strncmp(*text, "..", 2)) return i == 1;
    *text += 2;
    if (!read_number(text, &range[i])) return false;
  }
  return range[0] <= range[1] && range[1] <= range[2];
}

poly_status read_bounds(const poly_pair& pair, Bounds* bounds, poly_error* error) {
  for (const char* text = pair.value; *text;) {
    int64_t range[3];
    if (!read_range(&text, range) || (*text && *text != ','))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected sizes like `1,3,8..16..32` for option `%s` but received `%s`.",
                       pair.key, pair.value);
    bounds->min.push_back(range[0]);
    bounds->opt.push_back(range[1]);
    bounds->max.push_back(range[2]);
    if (*text) text++;
  }
  return POLY_OK;
}

poly_status read_path(const poly_pair& pair, std::string* out, poly_error* error) {
  *out = pair.value;
  if (poly_is_absolute(pair.value)) return POLY_OK;
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected an absolute path for option `%s` but received `%s`.", pair.key,
                   pair.value);
}

poly_status read_one(const poly_pair& pair, Settings* settings, poly_error* error) {
  const std::string key = pair.key;
  int64_t count = 0;
  int32_t word = 0;
  poly_status status = POLY_OK;
  if (!key.compare(0, 6, "shape.")) return read_bounds(pair, &settings->shapes[key.substr(6)], error);
  if (!key.compare(0, 7, "values.")) return read_bounds(pair, &settings->values[key.substr(7)], error);
  if (key == "precision") {
    status = read_word(pair, kPrecisions, &word, error);
    settings->precision = static_cast<Precision>(word);
  } else if (key == "workspaceBytes") {
    status = read_count(pair, int64_t{1} << 48, &count, error);
    settings->workspace_bytes = static_cast<size_t>(count);
  } else if (key == "optimizationLevel") {
    status = read_count(pair, 5, &count, error);
    settings->optimization_level = static_cast<int32_t>(count);
  } else if (key == "hardwareCompatibility") {
    status = read_word(pair, kHardware, &settings->hardware_compatibility, error);
  } else if (key == "versionCompatible") {
    status = read_word(pair, kSwitch, &word, error);
    settings->is_version_compatible = word;
  } else if (key == "cudaGraph") {
    status = read_word(pair, kSwitch, &word, error);
    settings->uses_cuda_graph = word;
  } else if (key == "timingCache") {
    status = read_path(pair, &settings->timing_cache, error);
  } else {
    status = poly_fail(error, POLY_INVALID_ARGUMENT, 0, "TensorRT's engine has no option `%s`.", pair.key);
  }
  return status;
}

}  // namespace

poly_status settings_read(const poly_open* open, Settings* settings, poly_error* error) {
  settings->has_device = !open->device || strcmp(open->device, "none") != 0;
  settings->lanes = open->max_runs ? open->max_runs : 1;
  for (size_t i = 0; i < open->option_count; i++)
    if (const poly_status status = read_one(open->options[i], settings, error)) return status;
  return settings->has_device ? runtime_ordinal(open->device, &settings->ordinal, error) : POLY_OK;
}

}  // namespace tensorrt
