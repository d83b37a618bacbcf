// Statuses of the engine table as text.
#ifndef POLYINFER_HOST_STATUS_H_
#define POLYINFER_HOST_STATUS_H_
#include <polyinfer/engine.h>

namespace poly {

/** `"INVALID_ARGUMENT"`; a number that is none of the table is `"ENGINE"`. */
const char* status_name(poly_status status);

/** Clears what an engine reads or is expected to write; the rest of the message needs no clearing. */
inline void clear(poly_error& error) {
  error.engine_code = 0;
  error.scope = POLY_SCOPE_CALL;
  error.message[0] = 0;
}

/** Makes an engine's answer safe to read: the text ends, and status and scope are of the table. */
poly_status checked(poly_status status, poly_error& error);

}  // namespace poly
#endif
