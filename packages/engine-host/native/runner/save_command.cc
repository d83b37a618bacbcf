#include "open_model.h"
#include "runner.h"

namespace poly {

int save_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, true, &asked) || asked.output.empty()) return 2;
  answers told(asked.tells_all);
  std::shared_ptr<session> opened;
  if (const int code = open_model(&asked, &told, &opened)) return code;
  told.step("save");
  poly_error error{};
  const poly_status status = opened->save(asked.output, &error);
  told.step("close");
  opened.reset();
  if (status != POLY_OK) return told.failed(status, error);
  told.step("done");
  return 0;
}

}  // namespace poly
