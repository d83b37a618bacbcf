#include <dlfcn.h>

#include <cstring>
#include <string>
#include <vector>

#include "../host/engine_registry.h"
#include "../host/opening.h"
#include "expect.h"

namespace test {
namespace {

struct lines : poly::log_listener {
  void log(int32_t level, const char* text) override { all.push_back(std::to_string(level) + " " + text); }
  std::vector<std::string> all;
};

poly_status load(const std::string& engine, const std::string& library, const poly::text_pairs& options,
                 poly::log_listener* listener, poly::runtime** out, std::string* why) {
  poly_error error{};
  const poly_status status = poly::engine_registry::get().load(engine, library, options, listener, out, &error);
  *why = error.message;
  return status;
}

void libraries_load_once(const char* path) {
  poly::runtime *first = nullptr, *second = nullptr, *third = nullptr;
  lines said;
  std::string why;
  EXPECT(load(path, "", {{"tag", "a"}}, &said, &first, &why) == POLY_OK);
  EXPECT(load(path, "", {{"tag", "a"}}, nullptr, &second, &why) == POLY_OK);
  EXPECT(load(path, "", {{"tag", "b"}}, nullptr, &third, &why) == POLY_OK);
  EXPECT(first == second);
  EXPECT(first != third);
  EXPECT(said.all == std::vector<std::string>{"1 null engine loaded"});
  first->log.remove(&said);
  first->log.as_poly_log().write(&first->log, POLY_LOG_ERROR, "nobody hears");
  EXPECT(said.all.size() == 1);
}

void what_does_not_load_says_why(const char* path) {
  poly::runtime* none = nullptr;
  std::string why;
  EXPECT(load("/missing/engine.so", "", {}, nullptr, &none, &why) == POLY_UNAVAILABLE);
  EXPECT(why.find("/missing/engine.so") != std::string::npos);
  EXPECT(load("engine.so", "", {}, nullptr, &none, &why) == POLY_INVALID_ARGUMENT);
  EXPECT(load(path, "vendor.so", {}, nullptr, &none, &why) == POLY_INVALID_ARGUMENT);
  lines said;
  EXPECT(load(path, "/vendor.so", {}, &said, &none, &why) == POLY_UNAVAILABLE);
  EXPECT(why == "The null engine takes no library but received /vendor.so.");
  EXPECT(load(path, "", {{"nope", "1"}}, nullptr, &none, &why) == POLY_INVALID_ARGUMENT);
  EXPECT(!none);
}

void the_table_refuses_another_abi(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const auto get = reinterpret_cast<polyinfer_engine_get_fn>(dlsym(library, "polyinfer_engine_get"));
  EXPECT(get && get(POLY_ABI) && !get(POLY_ABI + 1));
  EXPECT(get && !POLY_HAS(get(POLY_ABI), describe));
  EXPECT(get && POLY_HAS(get(POLY_ABI), close));
}

void opening_checks_its_request(const char* path) {
  poly::runtime* engine = nullptr;
  std::string why;
  if (load(path, "", {}, nullptr, &engine, &why) != POLY_OK) return;
  const auto open = [&](poly::open_request request) {
    poly::call task;
    std::shared_ptr<poly::session> opened;
    poly::open_session(*engine, std::move(request), task, &opened);
    EXPECT((task.status == POLY_OK) == (opened != nullptr));
    return task.status;
  };
  const auto file = [](const void* data, size_t bytes) {
    poly::model_file model;
    model.data = data;
    model.bytes = bytes;
    return model;
  };
  poly::open_request request;
  request.format = "null";
  EXPECT(open(request) == POLY_INVALID_MODEL);
  request.files = {file("m", 0)};
  EXPECT(open(request) == POLY_INVALID_MODEL);
  request.files = {file("m", 1)};
  EXPECT(open(request) == POLY_OK);
  request.options = {{"mode", "sideways"}};
  EXPECT(open(request) == POLY_INVALID_ARGUMENT);
  request.options.clear();
  request.files[0].data = nullptr;
  request.files[0].path = "/missing/model";
  EXPECT(open(request) == POLY_INVALID_MODEL);
}

}  // namespace

void engine_tests(const char* path) {
  libraries_load_once(path);
  what_does_not_load_says_why(path);
  the_table_refuses_another_abi(path);
  opening_checks_its_request(path);
}

}  // namespace test
