/* An open model, whichever of the two APIs runs it. */
#ifndef POLYINFER_LITERT_OPENED_H_
#define POLYINFER_LITERT_OPENED_H_
#include <string>
#include <vector>
#include "polyinfer/engine.h"

namespace litert {

/* Everything that a poly_value points to, and the vendor's element type. */
struct ValueText {
  std::string name, details;
  std::vector<int64_t> shape;
  int32_t element = 0;
};

/* The bytes of the one file of a model, checked for its mark; `kept` holds them where they were read from a path. */
struct ModelBytes {
  const void* data = nullptr;
  size_t count = 0;
  std::vector<char> kept;
};
poly_status model_bytes(const poly_open*, ModelBytes*, poly_error*);

poly_status opened_run(poly_session*, const poly_run*, poly_call*, poly_error*);
const poly_info* opened_info(const poly_session*);
void opened_close(poly_session*);

}  // namespace litert

struct poly_session {
  poly_session() = default;
  virtual ~poly_session() = default;
  poly_session(const poly_session&) = delete;
  poly_session& operator=(const poly_session&) = delete;

  virtual poly_status run(const poly_run*, poly_call*, poly_error*) = 0;

  /* Names one value; its text and shape are set before. UNSUPPORTED for element types and ranks that the table has not. */
  poly_status declare(size_t at, poly_error*);
  /* After all values: fills info. */
  void declared(size_t inputs, size_t outputs);
  const char* name(size_t at) const { return texts[at].name.c_str(); }

  poly_info info{};
  std::vector<poly_value> values; /* inputs, then outputs */
  std::vector<litert::ValueText> texts;
  bool has_open_outputs = false; /* some output's size is not known from the file */
};
#endif
