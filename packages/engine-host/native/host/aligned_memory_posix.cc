#include <sys/mman.h>

#include <cstdlib>

#include "aligned_memory.h"

namespace poly {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

void* allocate_aligned(size_t alignment, size_t bytes) {
  void* data = nullptr;
  const bool is_huge = bytes >= kHugePage;
  if (posix_memalign(&data, is_huge ? kHugePage : alignment, bytes) != 0) return nullptr;
#ifdef MADV_HUGEPAGE
  if (is_huge) madvise(data, bytes, MADV_HUGEPAGE);
#endif
  return data;
}

void free_aligned(void* data) { std::free(data); }

}  // namespace poly
