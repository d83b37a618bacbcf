// The words of a command: an engine, a library, a model, and settings.
#ifndef POLYINFER_RUNNER_COMMAND_LINE_H_
#define POLYINFER_RUNNER_COMMAND_LINE_H_
#include <string>
#include <vector>

#include "../host/opening.h"
#include "limits.h"

namespace poly {

struct command_line {
  std::string engine, library;
  text_pairs load_options;
  open_request request;
  bool is_random = false, opens_only = false, tells_all = false;
  std::string output;  // of save: a file that is not there yet
  limits within;
  // of fuzz
  int64_t runs = 0, seconds = 10, seed = 1;  // so many runs, or where that is 0 so many seconds
  std::string folder;                        // of what a process died of
  bool as_files = false;                     // changed models are files in that folder
};

/** False: wrong usage. The words are an engine and a library or `-`, with `has_model` a model, and then settings. */
bool read_command_line(const std::vector<std::string>& words, bool has_model, command_line* out);

}  // namespace poly
#endif
