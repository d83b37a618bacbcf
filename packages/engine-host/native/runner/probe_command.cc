#include "../host/append_to.h"
#include "../host/status.h"
#include "open_model.h"
#include "runner.h"

namespace poly {

int probe_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, false, &asked)) return 2;
  answers told(asked.tells_all);
  runtime* engine = nullptr;
  if (const int code = load_engine(asked, &told, &engine)) return code;
  told.step("probe");
  std::string json;
  poly_error error{};
  const poly_status status = checked(engine->engine->probe(engine->handle, append_to(&json), &error), error);
  if (status != POLY_OK) return told.failed(status, error);
  told.line(json);
  told.step("done");
  return 0;
}

}  // namespace poly
