/* poly_open's device and options, as LiteRT wants them. */
#ifndef POLYINFER_LITERT_OPTIONS_H_
#define POLYINFER_LITERT_OPTIONS_H_
#include <string>
#include "polyinfer/engine.h"
#include "vendor.h"

namespace litert {

struct CompileOptions {
  int accelerators = kCpu; /* bits: what the model is to run on */
  bool may_fall_back = false;
  bool is_device_missing = false; /* and the processor takes over */
  std::string signature; /* empty: the first */
  std::string xnnpack, runtime; /* TOML */
};

/* Keys: kernelMode, weightCache, signature, fallback, and xnnpack.<key> and runtime.<key> for lines of the vendor's own.
 * INVALID_ARGUMENT for any other key and for values that are none; UNAVAILABLE for a device that the library has not. */
poly_status options_read(const poly_open*, int accelerators_found, CompileOptions*, poly_error*);

/* A new object of the vendor's for one compilation; the caller destroys it. */
poly_status options_make(const Api&, const CompileOptions&, int accelerators, Options**, poly_error*);

}  // namespace litert
#endif
