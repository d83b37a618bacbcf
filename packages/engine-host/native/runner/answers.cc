#include "answers.h"

#include <fcntl.h>
#include <polyinfer/kit.h>
#include <unistd.h>

#include "../host/append_to.h"
#include "../host/status.h"

namespace poly {
namespace {

std::FILE* take_stdout() {
  const int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
  std::FILE* const out = own < 0 ? nullptr : fdopen(own, "w");
  if (!out) return stdout;
  std::fflush(stdout);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return out;
}

}  // namespace

answers::answers(bool tells_all) : out_(take_stdout()), tells_all_(tells_all) {}

answers::~answers() { std::fflush(out_); }

void answers::line(const std::string& json) {
  for (const char c : json) std::fputc(c == '\n' ? ' ' : c, out_);
  std::fputc('\n', out_);
  std::fflush(out_);
}

void answers::step(const char* name) {
  if (tells_all_) line("{\"step\":" + json_string(name) + "}");
}

int answers::failed(poly_status status, const poly_error& error) {
  if (tells_all_)
    line("{\"error\":{\"code\":" + json_string(status_name(status)) + ",\"engineCode\":" +
         std::to_string(error.engine_code) + ",\"message\":" + json_string(error.message) + "}}");
  else
    std::fprintf(stderr, "%s: %s\n", status_name(status), error.message);
  return kFirstFailure + status;
}

std::string json_string(const char* text) {
  std::string json;
  poly_json_string(append_to(&json), text);
  return json;
}

}  // namespace poly
