/* A model, open in OpenVINO. */
#ifndef POLYINFER_OPENVINO_SESSION_H_
#define POLYINFER_OPENVINO_SESSION_H_
#include <memory>
#include <mutex>
#include "compiled.h"
#include "values.h"

namespace openvino {

/* How an output of a fixed size gets into the host's memory. */
enum Way : uint8_t {
  kUnknown, /* nothing has run yet: copied, to find out */
  kInPlace,
  kCopied, /* shares memory with an input or another output: given memory of its own, the vendor spoils both */
};

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
const poly_info* session_info(const poly_session*);
poly_status session_run(poly_session*, const poly_run*, poly_call*, poly_error*);
void session_close(poly_session*);
poly_status session_describe(poly_session*, const char* what, poly_sink, poly_error*);

poly_status session_save(poly_session*, poly_sink, poly_error*);

/* The compiled model; where the last one is broken, a new one. */
poly_status session_compiled(poly_session*, std::shared_ptr<Compiled>*, poly_error*);

/* A run of which an input has no elements: the vendor takes such inputs and leaves the old outputs in place. */
poly_status run_empty(poly_session*, const poly_run*, poly_call*, poly_error*);

}  // namespace openvino

struct poly_session {
  poly_session(poly_runtime* owner, const poly_open* open) : runtime(owner), source(owner, open) {}
  poly_session(const poly_session&) = delete;
  poly_session& operator=(const poly_session&) = delete;

  poly_runtime* const runtime;
  const openvino::Source source;
  openvino::Settings settings;
  openvino::Values values;
  poly_info info{};
  std::vector<std::atomic<uint8_t>> ways; /* by output: a Way */
  std::atomic<int64_t> last_us{INT64_MAX}; /* of the last inference */
  std::mutex mutex; /* of `compiled` */
  std::shared_ptr<openvino::Compiled> compiled;
};
#endif
