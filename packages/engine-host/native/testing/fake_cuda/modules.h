// Modules and kernels of the fake driver.
#ifndef POLYINFER_FAKE_CUDA_MODULES_H_
#define POLYINFER_FAKE_CUDA_MODULES_H_
#include <memory>

#include "state.h"

namespace fake {

struct fake_function : object {
  fake_function() : object(of_function) {}
  const emu_kernel* kernel = nullptr;
  int dynamic_shared_bytes = 48 * 1024;
};

struct fake_module : object {
  fake_module() : object(of_module) {}
  std::string image;
  std::map<std::string, std::unique_ptr<fake_function>> functions;
};

/** Runs a kernel here and now, without the lock. kIllegalAddress where it touched what it must not. */
result run_kernel(const emu_kernel& kernel, const uint32_t dims[6], size_t shared_bytes, void** arguments);

}  // namespace fake
#endif
