// What bench-gpu can do.
#ifndef POLYINFER_RUNNER_GPU_COMMANDS_H_
#define POLYINFER_RUNNER_GPU_COMMANDS_H_
#include <polyinfer/engine.h>

#include <string>
#include <vector>

namespace poly::gpu {

/** <folder> <libnvrtc> <its builtins, or -> <architecture>...: PTX of the first and cubins of all, into the pack. */
poly_status compile_pack(const std::vector<std::string>& words, poly_error* error);
/** <folder> <folder for results> <name> <engine> <library, or -> <device's number> [key=value]...: each model. */
poly_status bench_sessions(const std::vector<std::string>& words, bool* is_right, poly_error* error);

}  // namespace poly::gpu
#endif
