/* Integers that the vendor's processor code computes in int32: values beyond it wrap or clamp, and it does not tell. */
#ifndef POLYINFER_OPENVINO_RANGES_H_
#define POLYINFER_OPENVINO_RANGES_H_
#include "polyinfer/engine.h"

namespace openvino {

/* UNSUPPORTED where an input has an integer that int32 does not hold. */
poly_status check_ranges(const poly_info&, const poly_run*, poly_error*);

}  // namespace openvino
#endif
