/* LiteRT's library, opened once and never closed. */
#ifndef POLYINFER_LITERT_RUNTIME_H_
#define POLYINFER_LITERT_RUNTIME_H_
#include <string>
#include "polyinfer/engine.h"
#include "vendor.h"

struct poly_runtime {
  litert::Api api{};
  litert::Environment* environment = nullptr;
  std::string version; /* empty: not known */
};

namespace litert {
poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);

/* All accelerators that the library has found, as bits. */
int runtime_accelerators(const poly_runtime*);
}  // namespace litert
#endif
