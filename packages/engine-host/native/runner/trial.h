// One model opened in a process that may die of it.
#ifndef POLYINFER_RUNNER_TRIAL_H_
#define POLYINFER_RUNNER_TRIAL_H_
#include <polyinfer/engine.h>

#include <string>

#include "command_line.h"

namespace poly {

struct trial_end {
  /** What the engine said where the process lived: of the open, or of the run. */
  poly_status status = POLY_OK;
  /** It died: of this signal, or with this exit code. 0: neither. */
  int signal = 0, exit_code = 0;
  bool is_late = false;
  double ms = 0;

  bool is_dead() const { return signal != 0 || exit_code != 0 || is_late; }
};

/** Forks; the child loads the engine, opens the files and runs them once. Nothing was loaded in this process. */
trial_end try_model(const command_line& asked, int64_t time_limit_ms);

}  // namespace poly
#endif
