// polyinfer-runner's commands. Each gives the exit code.
#ifndef POLYINFER_RUNNER_RUNNER_H_
#define POLYINFER_RUNNER_RUNNER_H_
#include <string>
#include <vector>

namespace poly {

/** probe <engine> [library] [settings]: what the engine tells of itself, as JSON. */
int probe_command(const std::vector<std::string>& arguments);
/** run <engine> <library> <model> [settings]: opens the model, and a line of JSON for each output of one run. */
int run_command(const std::vector<std::string>& arguments);
/** save <engine> <library> <model> --output path [settings]: compiles the model and writes what comes of it into a new file. */
int save_command(const std::vector<std::string>& arguments);
/** fuzz <engine> <library> <model> [settings]: opens and runs changed copies, each in a process, and counts how they end. */
int fuzz_command(const std::vector<std::string>& arguments);
/** bench-gpu ops | compile | session: what `npm run bench -- gpu --pack` has made, on a machine with a GPU. */
int bench_gpu_command(const std::vector<std::string>& words);
/** serve <descriptor>: opens one session and runs it, as the other end of the socket asks, until that is closed. */
int serve_command(const std::vector<std::string>& arguments);

}  // namespace poly
#endif
