#include "../host/status.h"

#include <polyinfer/kit.h>

#include <cstring>
#include <string>

#include "expect.h"

namespace test {

static void odd_answers_are_made_safe() {
  poly_error error;
  memset(&error, 'x', sizeof error);
  EXPECT(poly::checked(99, error) == POLY_ENGINE);
  EXPECT(strlen(error.message) == sizeof error.message - 1);
  EXPECT(error.scope == POLY_SCOPE_CALL);
  EXPECT(poly::checked(-1, error) == POLY_ENGINE);
  EXPECT(poly::checked(POLY_BUSY, error) == POLY_BUSY);
  EXPECT(std::string(poly::status_name(POLY_TIMEOUT)) == "TIMEOUT");
  EXPECT(std::string(poly::status_name(99)) == "ENGINE");
}

static void messages_are_cut_between_characters() {
  for (size_t length = 1005; length < 1020; length++) {
    poly_error error;
    poly_fail(&error, POLY_ENGINE, 1, "%s\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80", std::string(length, 'a').c_str());
    const std::string text = error.message;
    EXPECT(text.size() < sizeof error.message);
    const std::string tail = text.substr(text.find_last_of('a') + 1);
    EXPECT(tail.empty() || tail == "\xC3\xBC" || tail == "\xC3\xBC\xE2\x82\xAC" || tail == "\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80");
  }
}

static void counts_and_bytes() {
  const int64_t shape[] = {2, 3}, negative[] = {2, -1}, huge[] = {1 << 30, 1 << 30}, empty[] = {0, 1 << 30};
  EXPECT(poly_count(shape, 2) == 6);
  EXPECT(poly_count(shape, 0) == 1);
  EXPECT(poly_count(negative, 2) == -1);
  EXPECT(poly_count(huge, 2) == -1);
  EXPECT(poly_count(empty, 2) == 0);
  poly_tensor tensor{};
  tensor.rank = 1;
  tensor.shape[0] = 3;
  tensor.dtype = POLY_INT4;
  EXPECT(poly_bytes(&tensor) == 2);
  tensor.dtype = POLY_FLOAT64;
  EXPECT(poly_bytes(&tensor) == 24);
  EXPECT(poly_bits(POLY_STRING) == 0);
  EXPECT(poly_bits(1000) == 0);
}

static void json_is_escaped() {
  std::string text;
  const poly_sink sink = {[](void* to, const void* data, size_t bytes) {
                            static_cast<std::string*>(to)->append(static_cast<const char*>(data), bytes);
                            return 0;
                          },
                          &text};
  EXPECT(poly_json_string(sink, "a\"\\\n\x01") == 0);
  EXPECT(text == "\"a\\\"\\\\\\u000a\\u0001\"");
  const poly_sink full = {[](void*, const void*, size_t) { return 1; }, nullptr};
  EXPECT(poly_json_string(full, "abc") == 1);
}

void status_tests() {
  odd_answers_are_made_safe();
  messages_are_cut_between_characters();
  counts_and_bytes();
  json_is_escaped();
}

}  // namespace test
