#include "processor.h"

#if defined(__x86_64__)
#include <cpuid.h>

namespace ops {
namespace {

/** Bits of XCR0: the registers that the system saves when it changes threads. */
unsigned saved_registers() {
  unsigned low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

constexpr bool has_all(unsigned bits, unsigned wanted) { return (bits & wanted) == wanted; }

}  // namespace

Processor processor() {
  unsigned a, b, c1 = 0, d, b7 = 0, c;
  if (!__get_cpuid(1, &a, &b, &c1, &d)) return {};
  if (!__get_cpuid_count(7, 0, &a, &b7, &c, &d)) b7 = 0;
  constexpr unsigned xmm_and_ymm = 6;
  const bool sse4 = has_all(c1, bit_SSE4_2 | bit_SSSE3 | bit_POPCNT);
  const bool wide = has_all(c1, bit_AVX | bit_OSXSAVE) && has_all(saved_registers(), xmm_and_ymm);
  return {sse4 && wide && has_all(c1, bit_F16C) && has_all(b7, bit_AVX2), sse4};
}

}  // namespace ops
#endif
