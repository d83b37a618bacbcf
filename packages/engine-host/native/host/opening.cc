#include "opening.h"

#include <polyinfer/kit.h>

#include <stdexcept>

#include "status.h"

namespace poly {

void open_session(const runtime& engine, open_request asked, call& task, std::shared_ptr<session>* out) {
  const auto request = std::make_shared<open_request>(std::move(asked));
  std::vector<poly_file> files;
  for (const model_file& file : request->files)
    files.push_back({file.name.c_str(), file.path.empty() ? nullptr : file.path.c_str(), file.data, file.bytes});
  const std::vector<poly_pair> options = as_poly_pairs(request->options);
  const poly_open arguments = {sizeof(poly_open),         request->max_runs, request->format.c_str(),
                               request->device.c_str(),   files.data(),      files.size(),
                               options.data(),            options.size(),    request->threads};
  poly_session* handle = nullptr;
  clear(task.error);
  task.status = checked(engine.engine->open(engine.handle, &arguments, &task, &handle, &task.error), task.error);
  task.end();
  if (task.status != POLY_OK) return;
  if (task.is_cancelled()) {
    engine.engine->close(handle);
    task.status = poly_fail(&task.error, POLY_ABORTED, 0, "Opening was aborted.");
    return;
  }
  try {
    *out = std::make_shared<session>(engine.engine, handle, request);
  } catch (const std::exception& error) {
    engine.engine->close(handle);
    task.status = poly_fail(&task.error, POLY_ENGINE, 0, "%s", error.what());
  }
}

}  // namespace poly
