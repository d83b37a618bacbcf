// Opening a model: what is asked for, kept alive as long as the engine reads it.
#ifndef POLYINFER_HOST_OPENING_H_
#define POLYINFER_HOST_OPENING_H_
#include <memory>
#include <string>
#include <vector>

#include "call.h"
#include "engine_registry.h"
#include "session.h"

namespace poly {

/** One file: an absolute path, or bytes that `keep` keeps. */
struct model_file {
  std::string name, path;
  const void* data = nullptr;
  size_t bytes = 0;
  std::shared_ptr<void> keep;
};

struct open_request {
  std::string format, device;
  int32_t threads = 0;
  uint32_t max_runs = 0;
  std::vector<model_file> files;
  text_pairs options;
};

/** Blocks. On success `*out` is open; else `task.status` and `task.error` say why. */
void open_session(const runtime& engine, open_request request, call& task, std::shared_ptr<session>* out);

}  // namespace poly
#endif
