// Aligned memory of the system.
#ifndef POLYINFER_HOST_ALIGNED_MEMORY_H_
#define POLYINFER_HOST_ALIGNED_MEMORY_H_
#include <cstddef>

namespace poly {

/** Not cleared; on huge pages where it is large and the system has them. Null where there is no memory. */
void* allocate_aligned(size_t alignment, size_t bytes);

/** What allocate_aligned gave. */
void free_aligned(void* data);

}  // namespace poly
#endif
