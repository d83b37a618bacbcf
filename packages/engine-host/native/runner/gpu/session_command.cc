#include <polyinfer/kit.h>

#include <cstdio>

#include "commands.h"
#include "session_row.h"

namespace poly::gpu {
namespace {

/** Those of `load.` are of the library, the others of each session. */
poly_status read_settings(const std::vector<std::string>& words, size_t first, text_pairs* load, text_pairs* open,
                          poly_error* error) {
  for (size_t i = first; i < words.size(); i++) {
    const size_t equals = words[i].find('=');
    if (equals == std::string::npos)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected key=value but received %s.", words[i].c_str());
    const size_t begin = words[i].compare(0, 5, "load.") == 0 ? 5 : 0;
    (begin ? load : open)->emplace_back(words[i].substr(begin, equals - begin), words[i].substr(equals + 1));
  }
  return POLY_OK;
}

}  // namespace

poly_status bench_sessions(const std::vector<std::string>& words, bool* is_right, poly_error* error) {
  pack from;
  if (const poly_status status = read_pack(words[0], &from, error)) return status;
  open_request request;
  text_pairs load_options;
  if (const poly_status status = read_settings(words, 6, &load_options, &request.options, error)) return status;
  device* on = nullptr;
  if (const poly_status status = device::open(atoi(words[5].c_str()), &on, error)) return status;
  request.device = "cuda:" + words[5];
  runtime* engine = nullptr;
  const std::string library = words[4] == "-" ? "" : words[4];
  if (const poly_status status = engine_registry::get().load(words[3], library, load_options, nullptr, &engine, error)) return status;
  std::string json;
  std::printf("%s", session_row::head());
  for (const packed_model& model : from.models) {
    session_row row(words[2], model);
    row.run(*engine, *on, from, request);
    std::printf("%s\n", row.line(on->is_fake()).c_str());
    std::fflush(stdout);
    json += row.json(on->is_fake());
    *is_right = *is_right && row.wrong().empty();
  }
  std::printf("\n");
  return write_file(words[1] + "/session-" + words[2] + ".json", json.data(), json.size(), error);
}

}  // namespace poly::gpu
