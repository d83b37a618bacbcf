// What commands begin with: the engine that the words name, and the model open on it.
#ifndef POLYINFER_RUNNER_OPEN_MODEL_H_
#define POLYINFER_RUNNER_OPEN_MODEL_H_
#include <memory>

#include "../host/opening.h"
#include "answers.h"
#include "command_line.h"

namespace poly {

/** Takes the limits and loads the engine. Gives 0, or the exit code of a failure that was told. */
int load_engine(const command_line& asked, answers* told, runtime** out);
/** Loads the engine and opens the model, whose files are given away. Gives 0, or the exit code of a failure that was told. */
int open_model(command_line* asked, answers* told, std::shared_ptr<session>* out);

}  // namespace poly
#endif
