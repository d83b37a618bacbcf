#include <cstdio>

#include "runner.h"

namespace poly {
namespace {

constexpr const char* kUsage =
    "usage: polyinfer-runner probe <engine> [library] [settings]\n"
    "       polyinfer-runner run <engine> <library, or - for none> <model> [--random | --open-only] [settings]\n"
    "       polyinfer-runner save <engine> <library, or - for none> <model> --output path [settings]\n"
    "       polyinfer-runner fuzz <engine> <library, or - for none> <model> [--runs count | --seconds count] [--seed number]\n"
    "                             [--folder for what crashes] [--as-files] [--open-only] [settings]\n"
    "       polyinfer-runner bench-gpu ops <pack> <folder for results> <rounds> <device>\n"
    "       polyinfer-runner bench-gpu compile <pack> <libnvrtc> <its builtins, or -> <architecture>...\n"
    "       polyinfer-runner bench-gpu session <pack> <folder for results> <name> <engine> <library, or -> <device> [settings]\n"
    "       polyinfer-runner serve <descriptor of a socket>\n"
    "Engine and library are absolute paths; a model is a path, or @ and the number of a descriptor that gives its bytes.\n"
    "Settings: key=value or --option key=value for the engine's open, --load key=value for its load, --file name=path for\n"
    "a further file, --format name, --device name, --threads count, --time-limit-ms count, --memory-limit-mib count,\n"
    "--tell-all (steps and failures as JSON), --attached (ends when stdin is closed).\n"
    "Exit codes: 0 done, 2 wrong usage, 10 and the status's number else.\n";

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) return 2;
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (words[0] == "probe") return probe_command(rest);
  if (words[0] == "run") return run_command(rest);
  if (words[0] == "save") return save_command(rest);
  if (words[0] == "fuzz") return fuzz_command(rest);
  if (words[0] == "bench-gpu") return bench_gpu_command(rest);
  if (words[0] == "serve") return serve_command(rest);
  return 2;
}

}  // namespace
}  // namespace poly

int main(int count, char** arguments) {
  const int code = poly::dispatch(std::vector<std::string>(arguments + 1, arguments + count));
  if (code == 2) std::fputs(poly::kUsage, stderr);
  std::fflush(nullptr);
  // Engines' static destructors are not to be trusted.
  std::_Exit(code);
}
