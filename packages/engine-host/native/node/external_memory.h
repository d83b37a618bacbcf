// Memory of ours as ArrayBuffers.
#ifndef POLYINFER_NODE_EXTERNAL_MEMORY_H_
#define POLYINFER_NODE_EXTERNAL_MEMORY_H_
#include <node_api.h>
#include <polyinfer/engine.h>

#include "../host/pool.h"
#include "environment.h"

namespace poly {

/** A block that JavaScript sees as an ArrayBuffer until it gives it back. */
struct pooled_array {
  std::shared_ptr<environment> home;
  block_ref memory;
  size_t bytes;
};

/** A zeroed ArrayBuffer over a block of the pool; plain memory where the runtime forbids that. Null: no memory. */
napi_value allocate(environment& home, size_t bytes);
/** Gives the block back as soon as no run uses it; the ArrayBuffer is detached. Other buffers, and a second time: nothing. */
void release(environment& home, napi_value buffer);
/** The block behind memory that starts here; null where it is none of ours. */
block_ref find_pooled(environment& home, void* base);

/** A typed array of JavaScript's own with a copy of what an engine made. Null: no memory. */
napi_value copy_out(environment& home, const poly_tensor& output);

/**
 * A typed array over what an engine made, for JavaScript to keep: over the very memory (which its garbage collector
 * frees), or over a copy. Takes `output.release` or `memory` over.
 */
napi_value hand_over(environment& home, poly_tensor& output, block_ref memory);

}  // namespace poly
#endif
