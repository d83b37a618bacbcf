#include <cstdio>

#include "../host/engine_registry.h"
#include "../host/status.h"
#include "runner.h"

namespace poly {

int probe_command(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.size() > 2) return 2;
  runtime* engine = nullptr;
  poly_error error{};
  const std::string library = arguments.size() > 1 && arguments[1] != "-" ? arguments[1] : "";
  poly_status status = engine_registry::get().load(arguments[0], library, {}, nullptr, &engine, &error);
  if (status != POLY_OK) return failed(status, error);
  std::string json;
  const auto append = [](void* context, const void* data, size_t bytes) -> int {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data), bytes);
    return 0;
  };
  status = checked(engine->engine->probe(engine->handle, {append, &json}, &error), error);
  if (status != POLY_OK) return failed(status, error);
  std::printf("%s\n", json.c_str());
  return 0;
}

}  // namespace poly
