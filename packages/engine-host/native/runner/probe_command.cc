#include <polyinfer/kit.h>

#include "../host/status.h"
#include "answers.h"
#include "command_line.h"
#include "runner.h"

namespace poly {

int probe_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, false, &asked)) return 2;
  answers told(asked.tells_all);
  set_limits(asked.within);
  told.step("load");
  runtime* engine = nullptr;
  poly_error error{};
  poly_status status = engine_registry::get().load(asked.engine, asked.library, asked.load_options, nullptr, &engine, &error);
  if (status != POLY_OK) return told.failed(status, error);
  told.step("probe");
  std::string json;
  status = checked(engine->engine->probe(engine->handle, append_to(&json), &error), error);
  if (status != POLY_OK) return told.failed(status, error);
  told.line(json);
  told.step("done");
  return 0;
}

}  // namespace poly
