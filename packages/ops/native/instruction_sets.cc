#include "instruction_sets.h"
#include "kernel_list.h"

#if defined(__x86_64__)
#include "processor.h"
#endif

#define DECLARE(isa)              \
  namespace isa {                 \
  extern const Kernel kernels[];  \
  }
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(sse4)
#elif defined(__aarch64__)
DECLARE(neon)
#else
DECLARE(plain)
#endif

namespace ops {
namespace {
#if defined(__x86_64__)
bool has_avx2() { return processor().avx2; }
bool has_sse4() { return processor().sse4; }
#else
bool has_always() { return true; }
#endif
}  // namespace

const InstructionSet instruction_sets[] = {
#if defined(__x86_64__)
    {"avx2", avx2::kernels, has_avx2},
    {"sse4", sse4::kernels, has_sse4},
#elif defined(__aarch64__)
    {"neon", neon::kernels, has_always},
#else
    {"plain", plain::kernels, has_always},
#endif
};
const size_t instruction_set_count = sizeof instruction_sets / sizeof *instruction_sets;

#define X(name) +1
const size_t kernel_count = 0 POLY_KERNEL_LIST(X);
#undef X

}  // namespace ops
