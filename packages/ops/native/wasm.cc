// The kernels in a page: one export, over the memory that JavaScript has made and divides.
#include "kernel.h"
#include "kernel_list.h"

namespace POLY_ISA {
extern const Kernel kernels[];
}

/** Addresses are 32 bits here, so `arrays` is an Int32Array of them. */
extern "C" __attribute__((visibility("default"), export_name("run"))) int32_t run(int32_t kernel, const int32_t* plan,
                                                                                  const int32_t* call, uint8_t* const* arrays,
                                                                                  uint8_t* scratch, int32_t begin, int32_t end) {
  const Run r = {plan, call, arrays, scratch, begin, end};
  return POLY_ISA::kernels[kernel](r);
}
