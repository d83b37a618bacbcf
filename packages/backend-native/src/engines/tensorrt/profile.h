/* The shapes that a plan is built for. */
#ifndef POLYINFER_TENSORRT_PROFILE_H_
#define POLYINFER_TENSORRT_PROFILE_H_
#include "options.h"
#include "values.h"

namespace tensorrt {

/*
 * Makes the one optimisation profile, from bounds of free sizes and of values that are shapes. Sizes that the bounds fix
 * become fixed in `values`. UNSUPPORTED for a free size without bounds, with what to give; INVALID_ARGUMENT for bounds
 * that do not fit the model.
 */
poly_status profile_make(const Library&, const Settings&, void* builder, void* network, void* config, Values*, poly_error*);

}  // namespace tensorrt
#endif
