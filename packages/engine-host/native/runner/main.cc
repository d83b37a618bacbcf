#include <polyinfer/kit.h>

#include <cstdio>

#include "../host/status.h"
#include "runner.h"

namespace poly {
namespace {

constexpr const char* kUsage =
    "usage: polyinfer-runner probe <engine> [library]\n"
    "       polyinfer-runner run <engine> <library, or - for none> <model> [--random] [key=value ...]\n"
    "       polyinfer-runner serve <descriptor of a socket>\n"
    "Engine and library are absolute paths. Exit codes: 0 done, 2 wrong usage, 10 and the status's number else.\n";

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) return 2;
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (words[0] == "probe") return probe_command(rest);
  if (words[0] == "run") return run_command(rest);
  if (words[0] == "serve") return serve_command(rest);
  return 2;
}

}  // namespace

int failed(poly_status status, const poly_error& error) {
  std::fprintf(stderr, "%s: %s\n", status_name(status), error.message);
  return kFirstFailure + status;
}

}  // namespace poly

int main(int count, char** arguments) {
  const int code = poly::dispatch(std::vector<std::string>(arguments + 1, arguments + count));
  if (code == 2) std::fputs(poly::kUsage, stderr);
  std::fflush(nullptr);
  // Engines' static destructors are not to be trusted.
  std::_Exit(code);
}
