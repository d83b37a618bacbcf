// What an x86 processor has, asked of itself: `__builtin_cpu_supports` answers no to everything where zig is the compiler.
#ifndef POLYINFER_OPS_PROCESSOR_H_
#define POLYINFER_OPS_PROCESSOR_H_

namespace ops {

/** The instructions that kernels of a set are compiled to, and whether the system keeps their registers. */
struct Processor {
  /** AVX2, F16C and POPCNT. */
  bool avx2;
  /** SSE4.2, SSSE3 and POPCNT. */
  bool sse4;
};

Processor processor();

}  // namespace ops
#endif
