#include "open_model.h"

namespace poly {
namespace {

class told_call final : public call {
  void on_log(int32_t, const char* text) override { std::fprintf(stderr, "%s\n", text); }
};

}  // namespace

int load_engine(const command_line& asked, answers* told, runtime** out) {
  set_limits(asked.within);
  told->step("load");
  poly_error error{};
  const poly_status status =
      engine_registry::get().load(asked.engine, asked.library, asked.load_options, nullptr, out, &error);
  return status == POLY_OK ? 0 : told->failed(status, error);
}

int open_model(command_line* asked, answers* told, std::shared_ptr<session>* out) {
  runtime* engine = nullptr;
  if (const int code = load_engine(*asked, told, &engine)) return code;
  told->step("open");
  told_call opening;
  open_session(*engine, std::move(asked->request), opening, out);
  return *out ? 0 : told->failed(opening.status, opening.error);
}

}  // namespace poly
