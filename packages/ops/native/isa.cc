// The kernels of one instruction set. Compiled once for each.
#include "kernel.h"
#include "kernel_list.h"

namespace POLY_ISA {
#define X(name) int32_t name(const Run&);
POLY_KERNEL_LIST(X)
#undef X
extern const Kernel kernels[];
const Kernel kernels[] = {
#define X(name) name,
    POLY_KERNEL_LIST(X)
#undef X
};
}  // namespace POLY_ISA
