/** How a library of emulated kernels lists them. */
#ifndef POLYINFER_CUDA_EMU_TABLE_H_
#define POLYINFER_CUDA_EMU_TABLE_H_
#include <cstddef>
#include <cstdint>

/** What the fake driver launches. */
struct emu_kernel {
  const char* name;
  uint32_t argument_count;
  const uint32_t* argument_bytes;
  /** dims: grid and block, x y z each. order: of emu::order. */
  void (*launch)(const emu_kernel*, const uint32_t dims[6], size_t shared_bytes, void** arguments, uint32_t order);
  void (*function)();
  const emu_kernel* next;
};
#endif
