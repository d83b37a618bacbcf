/* The library, opened once and never closed: LiteRT's, or TensorFlow Lite's before it. */
#ifndef POLYINFER_LITERT_RUNTIME_H_
#define POLYINFER_LITERT_RUNTIME_H_
#include <optional>
#include <string>
#include "polyinfer/engine.h"
#include "tflite_vendor.h"
#include "vendor.h"

struct poly_runtime {
  std::optional<tflite::Api> tflite; /* of the older API; the next two are not used then */
  litert::Api api{};
  litert::Environment* environment = nullptr;
  std::string version; /* empty: not known */
};

namespace litert {
poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);

/* Opens a model by the API that the library has. */
poly_status runtime_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);

/* All accelerators that the library has found, as bits. */
int runtime_accelerators(const poly_runtime*);
}  // namespace litert
#endif
