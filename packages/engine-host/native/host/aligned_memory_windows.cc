#include <malloc.h>

#include "aligned_memory.h"

namespace poly {

void* allocate_aligned(size_t alignment, size_t bytes) { return _aligned_malloc(bytes, alignment); }

void free_aligned(void* data) { _aligned_free(data); }

}  // namespace poly
