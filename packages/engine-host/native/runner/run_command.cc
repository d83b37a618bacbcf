#include <polyinfer/kit.h>

#include "../host/opening.h"
#include "answers.h"
#include "command_line.h"
#include "one_run.h"
#include "runner.h"

namespace poly {
namespace {

class lone_call final : public call {
  void on_log(int32_t, const char* text) override { std::fprintf(stderr, "%s\n", text); }
};

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, true, &asked)) return 2;
  answers told(asked.tells_all);
  set_limits(asked.within);
  told.step("load");
  runtime* engine = nullptr;
  poly_error error{};
  const poly_status status =
      engine_registry::get().load(asked.engine, asked.library, asked.load_options, nullptr, &engine, &error);
  if (status != POLY_OK) return told.failed(status, error);
  told.step("open");
  lone_call opening;
  std::shared_ptr<session> opened;
  open_session(*engine, std::move(asked.request), opening, &opened);
  if (!opened) return told.failed(opening.status, opening.error);
  int code = 0;
  if (!asked.opens_only && can_make_inputs(opened->info())) {
    told.step("run");
    code = run_once(*opened, asked.is_random, &told);
  }
  told.step("close");
  opened->begin_close(true);
  opened->finish_close();
  told.step("done");
  return code;
}

}  // namespace poly
