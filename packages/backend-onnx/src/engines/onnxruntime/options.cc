#include "options.h"
#include <cerrno>
#include <climits>
#include "polyinfer/kit.h"
#include "status.h"

namespace ort {
namespace {

struct Target {
  const Api& api;
  SessionOptions* options;
  poly_error* error;
  bool on_gpu;
};

struct Word {
  const char* text;
  int number;
};
constexpr Word kLevels[] = {{"disabled", 0}, {"basic", 1}, {"extended", 2}, {"layout", 3}, {"all", 99}};
constexpr Word kModes[] = {{"sequential", 0}, {"parallel", 1}};
constexpr Word kSeverities[] = {{"verbose", 0}, {"info", 1}, {"warning", 2}, {"error", 3}, {"fatal", 4}};
constexpr Word kSwitches[] = {{"false", 0}, {"true", 1}};

poly_status reject(const Target& t, const poly_pair& pair, const char* expected) {
  return poly_fail(t.error, POLY_INVALID_ARGUMENT, 0, "Expected %s for option `%s` but received `%s`.", expected, pair.key,
                   pair.value);
}

template <size_t N>
poly_status parse(const Target& t, const poly_pair& pair, const Word (&words)[N], int* number) {
  for (const Word& word : words)
    if (!strcmp(word.text, pair.value)) {
      *number = word.number;
      return POLY_OK;
    }
  char list[128] = "";
  for (size_t i = 0; i < N; i++)
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? (i + 1 < N ? ", " : " or ") : "", words[i].text);
  return reject(t, pair, list);
}

poly_status parse(const Target& t, const poly_pair& pair, int64_t least, int64_t most, int64_t* number) {
  char* end = nullptr;
  errno = 0;
  *number = strtoll(pair.value, &end, 10);
  if (errno || !*pair.value || *end || *number < least || *number > most) return reject(t, pair, "a whole number in range");
  return POLY_OK;
}

#define PARSE(...)                                                 \
  do {                                                             \
    poly_status parsed_ = parse(t, pair, __VA_ARGS__);             \
    if (parsed_ != POLY_OK) return parsed_;                        \
  } while (0)

/* What follows a prefix, or null. */
const char* after(const char* key, const char* prefix) {
  size_t length = strlen(prefix);
  return strncmp(key, prefix, length) ? nullptr : key + length;
}

poly_status apply(const Target& t, const poly_pair& pair) {
  const Api& api = t.api;
  Status* status = nullptr;
  int word = 0;
  int64_t number = 0;
  if (after(pair.key, "cuda.") || after(pair.key, "tensorrt.")) {
    if (!t.on_gpu) return poly_fail(t.error, POLY_INVALID_ARGUMENT, 0, "Option `%s` is of a GPU.", pair.key);
  } else if (const char* key = after(pair.key, "config.")) {
    status = api.AddSessionConfigEntry(t.options, key, pair.value);
  } else if (const char* name = after(pair.key, "freeDimension.")) {
    PARSE(1, INT64_MAX, &number);
    status = api.AddFreeDimensionOverrideByName(t.options, name, number);
  } else if (!strcmp(pair.key, "interOpThreads")) {
    PARSE(1, INT_MAX, &number);
    status = api.SetInterOpNumThreads(t.options, static_cast<int>(number));
  } else if (!strcmp(pair.key, "graphOptimizationLevel")) {
    PARSE(kLevels, &word);
    status = api.SetSessionGraphOptimizationLevel(t.options, word);
  } else if (!strcmp(pair.key, "executionMode")) {
    PARSE(kModes, &word);
    status = api.SetSessionExecutionMode(t.options, word);
  } else if (!strcmp(pair.key, "logSeverity")) {
    PARSE(kSeverities, &word);
    status = api.SetSessionLogSeverityLevel(t.options, word);
  } else if (!strcmp(pair.key, "spinning")) {
    PARSE(kSwitches, &word);
    const char* value = word ? "1" : "0";
    ORT_TRY(api, During::kOptions, t.error, api.AddSessionConfigEntry(t.options, "session.intra_op.allow_spinning", value));
    status = api.AddSessionConfigEntry(t.options, "session.inter_op.allow_spinning", value);
  } else if (!strcmp(pair.key, "memoryPattern")) {
    PARSE(kSwitches, &word);
    if (!word) status = api.DisableMemPattern(t.options);
  } else if (!strcmp(pair.key, "arena")) {
    PARSE(kSwitches, &word);
    if (!word) status = api.DisableCpuMemArena(t.options);
  } else {
    return poly_fail(t.error, POLY_INVALID_ARGUMENT, 0, "ONNX Runtime's engine has no option `%s`.", pair.key);
  }
  return take(api, status, During::kOptions, t.error);
}

}  // namespace

poly_status options_apply(const Api& api, SessionOptions* options, const poly_open* open, poly_error* error) {
  const bool on_gpu = open->device && !strncmp(open->device, "cuda:", 5);
  const Target target{api, options, error, on_gpu};
  if (open->threads > 0) ORT_TRY(api, During::kOptions, error, api.SetIntraOpNumThreads(options, open->threads));
  if (!strcmp(open->format, "ort"))
    ORT_TRY(api, During::kOptions, error, api.AddSessionConfigEntry(options, "session.load_model_format", "ORT"));
  for (size_t i = 0; i < open->option_count; i++)
    if (poly_status status = apply(target, open->options[i])) return status;
  return POLY_OK;
}

}  // namespace ort
