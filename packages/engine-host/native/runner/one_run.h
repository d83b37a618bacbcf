// One run of an open session on made-up inputs.
#ifndef POLYINFER_RUNNER_ONE_RUN_H_
#define POLYINFER_RUNNER_ONE_RUN_H_
#include "../host/session.h"
#include "answers.h"

namespace poly {

/** A run on this thread. */
class lone_run : public run {
 public:
  using run::run;
  void finished() override {}
};

/** Dtype and shape of a tensor for an input or output; free sizes are 1. */
void shape_of(const value_info& value, poly_tensor* x);
/** Free sizes are 1. False where an input's rank is unknown, or it is too large to be. */
bool can_make_inputs(const session_info& info);
/** Zeros, or numbers that are the same on every machine; tells a line for each output. Gives the exit code. */
int run_once(session& opened, bool is_random, answers* told);

}  // namespace poly
#endif
