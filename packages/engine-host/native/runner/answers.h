// What a command tells whoever started it, apart from what engines print.
#ifndef POLYINFER_RUNNER_ANSWERS_H_
#define POLYINFER_RUNNER_ANSWERS_H_
#include <polyinfer/engine.h>

#include <cstdio>
#include <string>

namespace poly {

/** Exit codes: 0 done, 2 wrong usage, else this and the number of POLY_STATUS_MAP. */
constexpr int kFirstFailure = 10;

/** Takes stdout for itself: what engines print there goes to stderr from now on. One a process. */
class answers {
 public:
  /** `tells_all`: steps and failures are lines of JSON, too; else a failure is a text on stderr. */
  explicit answers(bool tells_all);
  ~answers();
  answers(const answers&) = delete;
  answers& operator=(const answers&) = delete;

  /** A line of JSON. */
  void line(const std::string& json);
  /** What comes next, for whoever looks where a crash was. */
  void step(const char* name);
  /** Gives the failure's exit code. */
  int failed(poly_status status, const poly_error& error);

 private:
  std::FILE* const out_;
  const bool tells_all_;
};

/** The text as JSON, with its quotes. */
std::string json_string(const char* text);

}  // namespace poly
#endif
