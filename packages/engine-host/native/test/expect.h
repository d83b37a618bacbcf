// The smallest test kit: EXPECT tells file, line and condition, and counts.
#ifndef POLYINFER_TEST_EXPECT_H_
#define POLYINFER_TEST_EXPECT_H_
#include <cstdio>

namespace test {

struct results {
  int checks = 0, failures = 0;
};
inline results all;

inline void expect(bool is_true, const char* condition, const char* file, int line) {
  all.checks++;
  if (is_true) return;
  all.failures++;
  std::fprintf(stderr, "%s:%d: %s\n", file, line, condition);
}

void pool_tests();
void status_tests();
void engine_tests(const char* engine_path);
void session_tests(const char* engine_path);
void fuzz_tests(const char* engine_path, int seconds);

}  // namespace test

#define EXPECT(condition) test::expect((condition), #condition, __FILE__, __LINE__)
#endif
