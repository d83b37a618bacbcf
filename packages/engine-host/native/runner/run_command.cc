#include "one_run.h"
#include "open_model.h"
#include "runner.h"

namespace poly {

int run_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, true, &asked)) return 2;
  answers told(asked.tells_all);
  std::shared_ptr<session> opened;
  if (const int code = open_model(&asked, &told, &opened)) return code;
  int code = 0;
  if (!asked.opens_only && can_make_inputs(opened->info())) {
    told.step("run");
    code = run_once(*opened, asked.is_random, &told);
  }
  told.step("close");
  opened.reset();
  told.step("done");
  return code;
}

}  // namespace poly
