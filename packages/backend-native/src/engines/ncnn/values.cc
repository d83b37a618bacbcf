#include "values.h"
#include <cstdlib>
#include <cstring>

namespace ncnn {
namespace {

constexpr long kHighestDtype = 26;

/* The next word; empty at the end. */
std::string word_of(const char** at) {
  while (**at == ' ') ++*at;
  const char* start = *at;
  while (**at && **at != ' ') ++*at;
  return std::string(start, *at);
}

bool whole(const std::string& text, long least, long most, long* number) {
  char* end = nullptr;
  *number = strtol(text.c_str(), &end, 10);
  return !text.empty() && !*end && *number >= least && *number <= most;
}

bool parse_dtype(const std::string& text, Value* value) {
  long number = POLY_FLOAT32;
  value->is_whole = text == "whole";
  if (!value->is_whole && text != "float32" && !whole(text, 1, kHighestDtype, &number)) return false;
  value->dtype = static_cast<int32_t>(number);
  return value->dtype != POLY_STRING;
}

bool parse_batch(const std::string& text, int* axis) {
  long number = kNoBatch;
  if (text != "-" && !whole(text, 0, POLY_MAX_RANK - 1, &number)) return false;
  *axis = static_cast<int>(number);
  return true;
}

bool parse_shape(const std::string& text, Value* value) {
  value->shape.clear();
  value->rank = -1;
  if (text == "?") return true;
  value->rank = 0;
  if (text == "scalar") return true;
  const char* at = text.c_str();
  for (;;) {
    char* end = nullptr;
    const long long size = strtoll(at, &end, 10);
    if (end == at || size < -1 || value->rank == POLY_MAX_RANK) return false;
    value->shape.push_back(size);
    value->rank++;
    if (!*end) return true;
    if (*end != 'x') return false;
    at = end + 1;
  }
}

}  // namespace

bool value_parse(const char* text, Value* value) {
  value->blob = word_of(&text);
  if (value->blob.empty() || !parse_dtype(word_of(&text), value) || !parse_batch(word_of(&text), &value->batch_axis) ||
      !parse_shape(word_of(&text), value))
    return false;
  if (*text != ' ') return false;
  value->name = text + 1;
  return value->rank < 0 || value->batch_axis < value->rank;
}

int32_t value_net_rank(const Value& value) {
  if (value.rank < 0) return -1;
  return value.rank - (value.batch_axis == kNoBatch ? 0 : 1);
}

}  // namespace ncnn
