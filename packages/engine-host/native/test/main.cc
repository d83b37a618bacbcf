#include <cstdlib>

#include "../host/counters.h"
#include "expect.h"

int main(int count, char** arguments) {
  if (count != 2 && count != 3) {
    std::fprintf(stderr, "usage: host_test <absolute path of libpolyinfer_null> [seconds of fuzzing]\n");
    return 2;
  }
  test::status_tests();
  test::pool_tests();
  test::engine_tests(arguments[1]);
  test::session_tests(arguments[1]);
  test::fuzz_tests(arguments[1], count == 3 ? std::atoi(arguments[2]) : 1);
  const poly::counters& now = poly::counters::get();
  EXPECT(now.sessions == 0);
  EXPECT(now.runs == 0);
  EXPECT(now.blocks == 0);
  EXPECT(now.block_bytes == 0);
  EXPECT(now.threads == 0);
  std::printf("%d checks, %d failures\n", test::all.checks, test::all.failures);
  return test::all.failures == 0 ? 0 : 1;
}
