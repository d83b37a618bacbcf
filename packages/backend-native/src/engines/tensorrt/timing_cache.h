/* What earlier builds have measured. */
#ifndef POLYINFER_TENSORRT_TIMING_CACHE_H_
#define POLYINFER_TENSORRT_TIMING_CACHE_H_
#include "build.h"

namespace tensorrt {

/* A cache for a configuration, with what the file "timing" of the model holds; one that the vendor refuses is a note. */
Owned timing_cache_make(const Slots&, const poly_open*, void* config, Plan*);

/* Writes it to Settings::timing_cache, whole or not at all. That it cannot is a note. */
void timing_cache_keep(const Slots&, const Settings&, void* config, void* cache, Plan*);

}  // namespace tensorrt
#endif
