/**
 * C++ for `emulatedKernels`: of the barriers in the kernels, the one that POLYINFER_REMOVED_BARRIER names, as `file:line`, does
 * nothing.
 */
export const REMOVABLE_BARRIERS: string = `
#include <string>
namespace {
bool is_removed(const char* file, int line) {
  static const std::string removed = getenv("POLYINFER_REMOVED_BARRIER") ? getenv("POLYINFER_REMOVED_BARRIER") : "";
  const std::string own = std::string(file) + ":" + std::to_string(line);
  return !removed.empty() && own.size() >= removed.size() &&
         own.compare(own.size() - removed.size(), removed.size(), removed) == 0;
}
}
#define __syncthreads() (is_removed(__FILE__, __LINE__) ? (void)0 : emu::sync_threads())
#define __syncwarp() (is_removed(__FILE__, __LINE__) ? (void)0 : emu::sync_warp(~0u))
`;
