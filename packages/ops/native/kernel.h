// What a kernel is: a function over memory that the host has checked and that knows nothing of JavaScript, threads or
// allocation. All of it is compiled once for each instruction set, in a namespace of that name, so that no function of one
// is ever taken for another's; therefore nothing of the C++ library is used in kernels.
#ifndef POLYINFER_OPS_KERNEL_H_
#define POLYINFER_OPS_KERNEL_H_
#include "run.h"

#ifndef POLY_ISA
#error "POLY_ISA is the name of the instruction set"
#endif

namespace POLY_ISA {

/** A table in a plan, at a byte offset that the plan holds in word `word`. */
template <class T>
static inline __attribute__((always_inline)) const T* table(const Run& run, int word) {
  return (const T*)((const uint8_t*)run.plan + run.plan[word]);
}
/** A number of the plan that is a float. */
static inline __attribute__((always_inline)) float real(const Run& run, int word) {
  float f;
  __builtin_memcpy(&f, run.plan + word, 4);
  return f;
}

}  // namespace POLY_ISA
#endif
