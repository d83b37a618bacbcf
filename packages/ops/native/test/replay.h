#ifndef POLYINFER_OPS_TEST_REPLAY_H_
#define POLYINFER_OPS_TEST_REPLAY_H_
#include <string>

#include "../instruction_sets.h"
#include "recording.h"

namespace ops {

/** How a run's rows are shared: in one piece, or in blocks that are done in another order than theirs. */
enum class Rows { kWhole, kBlocks };

/**
 * Does a recorded run again in memory of exactly the recorded sizes, so that a sanitizer notices whatever lies beside it.
 * Gives what differs from the recording; nothing where all is the same.
 */
std::string replay(const RecordedRun& recorded, const InstructionSet& set, Rows rows);

}  // namespace ops
#endif
