/* Cores for models that are imported: the vendor takes their properties from nowhere else. */
#ifndef POLYINFER_OPENVINO_CORE_OF_H_
#define POLYINFER_OPENVINO_CORE_OF_H_
#include "options.h"

namespace openvino {

/* The core with a session's properties for its device, one for all sessions that have the same. Never freed. */
poly_status core_of(poly_runtime*, const Settings&, Handle* core, poly_error*);

}  // namespace openvino
#endif
