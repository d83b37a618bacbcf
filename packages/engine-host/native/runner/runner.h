// polyinfer-runner's commands. Each gives the exit code.
#ifndef POLYINFER_RUNNER_RUNNER_H_
#define POLYINFER_RUNNER_RUNNER_H_
#include <polyinfer/engine.h>

#include <string>
#include <vector>

namespace poly {

/** Exit codes: 0 done, 2 wrong usage, else this and the number of POLY_STATUS_MAP. */
constexpr int kFirstFailure = 10;

/** Prints the error on stderr and gives its exit code. */
int failed(poly_status status, const poly_error& error);

/** probe <engine> [library]: prints what the engine tells of itself, as JSON. */
int probe_command(const std::vector<std::string>& arguments);
/** run <engine> <library> <model> [--random] [key=value ...]: one run, and a line of JSON for each output. */
int run_command(const std::vector<std::string>& arguments);
/** serve <descriptor>: opens one session and runs it, as the other end of the socket asks, until that is closed. */
int serve_command(const std::vector<std::string>& arguments);

}  // namespace poly
#endif
