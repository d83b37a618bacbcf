/* From LiteRT's status codes to ours. */
#ifndef POLYINFER_LITERT_STATUS_H_
#define POLYINFER_LITERT_STATUS_H_
#include "polyinfer/kit.h"
#include "vendor.h"

namespace litert {

/* What was going on: the same vendor code means different things. */
enum class During { kLoad, kRead, kOpen, kRun };

/* POLY_OK for 0; else writes the error: what was asked for, and the engine's own words where it gave some. */
poly_status take(int status, During during, const char* what, const char* text, poly_error* error);

}  // namespace litert

/* Returns from the calling function where a vendor's call failed. */
#define LITERT_TRY(during, error, what, expression)                                        \
  do {                                                                                     \
    poly_status litert_try_ = litert::take((expression), (during), (what), "", (error));   \
    if (litert_try_ != POLY_OK) return litert_try_;                                        \
  } while (0)
#endif
