#include "options.h"
#include <cerrno>
#include <climits>
#include "polyinfer/kit.h"

namespace mnn {
namespace {

struct Word {
  const char* text;
  int number;
};
constexpr Word kPrecisions[] = {{"high", 1}, {"normal", 0}, {"low", 2}, {"low_bf16", 3}};
constexpr Word kLevels[] = {{"normal", 0}, {"high", 1}, {"low", 2}};
/* MNN::Interpreter::HintMode */
constexpr Word kHints[] = {{"MAX_TUNING_NUMBER", 0},      {"STRICT_CHECK_MODEL", 1},
                           {"MEM_ALLOCATOR_TYPE", 2},     {"WINOGRAD_MEMORY_LEVEL", 3},
                           {"GEOMETRY_COMPUTE_MASK", 4},  {"DYNAMIC_QUANT_OPTIONS", 5},
                           {"CPU_LITTLECORE_DECREASE_RATE", 6}, {"OP_ENCODER_NUMBER_FOR_COMMIT", 9},
                           {"INIT_THREAD_NUMBER", 13},    {"CPU_SME2_INSTRUCTIONS", 15},
                           {"CPU_ENABLE_KLEIDIAI", 16}};

poly_status reject(const poly_pair& pair, const char* expected, poly_error* error) {
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected %s for option `%s` but received `%s`.", expected, pair.key,
                   pair.value);
}

template <size_t N>
const Word* find(const Word (&words)[N], const char* text) {
  for (const Word& word : words)
    if (!strcmp(word.text, text)) return &word;
  return nullptr;
}

template <size_t N>
poly_status parse(const poly_pair& pair, const Word (&words)[N], int* number, poly_error* error) {
  const Word* word = find(words, pair.value);
  if (word) {
    *number = word->number;
    return POLY_OK;
  }
  std::string list;
  for (size_t i = 0; i < N; i++) list += (i ? (i + 1 < N ? ", " : " or ") : "") + std::string(words[i].text);
  return reject(pair, list.c_str(), error);
}

/* Reads a whole number and moves on; false where there is none. */
bool number_of(const char** text, long least, long* number) {
  char* end = nullptr;
  errno = 0;
  *number = strtol(*text, &end, 10);
  const bool is_number = !errno && end != *text && *number >= least && *number <= INT_MAX;
  *text = end;
  return is_number;
}

poly_status parse(const poly_pair& pair, int* number, poly_error* error) {
  const char* text = pair.value;
  long value = 0;
  if (!number_of(&text, 0, &value) || *text) return reject(pair, "a whole number", error);
  *number = static_cast<int>(value);
  return POLY_OK;
}

poly_status parse(const poly_pair& pair, std::vector<int64_t>* shape, poly_error* error) {
  const char* text = pair.value;
  shape->clear();
  while (*text) {
    long size = 0;
    if (!number_of(&text, -1, &size) || (*text && *text++ != ',')) return reject(pair, "sizes like `1,3,-1,-1`", error);
    shape->push_back(size);
  }
  return shape->size() > POLY_MAX_RANK ? reject(pair, "fewer sizes", error) : POLY_OK;
}

/* What follows a prefix, or null. */
const char* after(const char* key, const char* prefix) {
  const size_t length = strlen(prefix);
  return strncmp(key, prefix, length) ? nullptr : key + length;
}

poly_status parse_hint(const poly_pair& pair, const char* name, Options* options, poly_error* error) {
  const Word* word = find(kHints, name);
  long number = word ? word->number : 0;
  const char* rest = name;
  if (!word && (!number_of(&rest, 0, &number) || *rest))
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0,
                     "MNN has no hint `%s` that takes a number: expected one of its names, such as "
                     "`WINOGRAD_MEMORY_LEVEL`, or its number.",
                     name);
  int value = 0;
  if (poly_status status = parse(pair, &value, error)) return status;
  options->hints.emplace_back(static_cast<int>(number), value);
  return POLY_OK;
}

poly_status read(const poly_pair& pair, Options* options, poly_error* error) {
  if (const char* name = after(pair.key, "hint.")) return parse_hint(pair, name, options, error);
  if (const char* input = after(pair.key, "shape.")) return parse(pair, &options->shapes[input], error);
  if (const char* input = after(pair.key, "declared.")) {
    options->declared.insert(input);
    return parse(pair, &options->shapes[input], error);
  }
  if (!strcmp(pair.key, "precision")) return parse(pair, kPrecisions, &options->backend.precision, error);
  if (!strcmp(pair.key, "memory")) return parse(pair, kLevels, &options->backend.memory, error);
  if (!strcmp(pair.key, "power")) return parse(pair, kLevels, &options->backend.power, error);
  if (!strcmp(pair.key, "gpuMode")) return parse(pair, &options->gpu_mode, error);
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "MNN's engine has no option `%s`.", pair.key);
}

}  // namespace

poly_status options_read(const poly_open* open, Options* options, poly_error* error) {
  for (size_t i = 0; i < open->option_count; i++)
    if (poly_status status = read(open->options[i], options, error)) return status;
  return POLY_OK;
}

}  // namespace mnn
