#include "../host/opening.h"
#include "answers.h"
#include "command_line.h"
#include "runner.h"

namespace poly {
namespace {

class saving_call final : public call {
  void on_log(int32_t, const char* text) override { std::fprintf(stderr, "%s\n", text); }
};

}  // namespace

int save_command(const std::vector<std::string>& arguments) {
  command_line asked;
  if (!read_command_line(arguments, true, &asked) || asked.output.empty()) return 2;
  answers told(asked.tells_all);
  set_limits(asked.within);
  told.step("load");
  runtime* engine = nullptr;
  poly_error error{};
  poly_status status = engine_registry::get().load(asked.engine, asked.library, asked.load_options, nullptr, &engine, &error);
  if (status != POLY_OK) return told.failed(status, error);
  told.step("open");
  saving_call opening;
  std::shared_ptr<session> opened;
  open_session(*engine, std::move(asked.request), opening, &opened);
  if (!opened) return told.failed(opening.status, opening.error);
  told.step("save");
  status = opened->save(asked.output, &error);
  told.step("close");
  opened->begin_close(true);
  opened->finish_close();
  if (status != POLY_OK) return told.failed(status, error);
  told.step("done");
  return 0;
}

}  // namespace poly
