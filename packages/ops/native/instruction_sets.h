// The instruction sets that the kernels were compiled for.
#ifndef POLYINFER_OPS_INSTRUCTION_SETS_H_
#define POLYINFER_OPS_INSTRUCTION_SETS_H_
#include "run.h"

namespace ops {

struct InstructionSet {
  const char* name;
  const Kernel* kernels;
  /** Whether this processor has it. */
  bool (*is_supported)();
};

/** All of this build, the widest first; `count` of them. */
extern const InstructionSet instruction_sets[];
extern const size_t instruction_set_count;
extern const size_t kernel_count;

}  // namespace ops
#endif
