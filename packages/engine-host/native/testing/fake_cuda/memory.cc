// Device addresses are pages that nobody may touch while no kernel runs; copies go through a second view of the same file.
// An allocation ends where its last page ends, its addresses are never given out again, and what is fresh is poisoned.
#include "memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "streams.h"

namespace fake {
namespace {

constexpr size_t kArenaBytes = size_t{1} << 38, kPage = 4096, kAlignment = 256;
constexpr int kPoison = 0xCD;

size_t padded(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

}  // namespace

device_memory& device_memory::get() {
  static device_memory* const the_memory = new device_memory;
  return *the_memory;
}

device_memory::device_memory() {
  file_ = memfd_create("fake cuda", MFD_CLOEXEC);
  if (file_ < 0 || ftruncate(file_, kArenaBytes) != 0) abort();
  const auto view = [this](int protection) {
    void* at = mmap(nullptr, kArenaBytes, protection, MAP_SHARED | MAP_NORESERVE, file_, 0);
    if (at == MAP_FAILED) abort();
    madvise(at, kArenaBytes, MADV_DONTDUMP);
    return static_cast<char*>(at);
  };
  device_ = view(PROT_NONE);
  alias_ = view(PROT_READ | PROT_WRITE);
}

pointer device_memory::allocate(size_t bytes) {
  const size_t room = padded(bytes, kPage);
  if (used_bytes + room > state::get().now.device_bytes) return 0;
  if (next_ + room + kPage > kArenaBytes) next_ = 0;
  const size_t at = next_ + room - padded(bytes, kAlignment);
  memset(alias_ + next_, kPoison, room);
  next_ += room + kPage;
  used_bytes += room;
  const auto address = reinterpret_cast<pointer>(device_ + at);
  live[address] = bytes;
  if (open_ > 0) protect(address, bytes, true);
  return address;
}

bool device_memory::release(pointer at) {
  const auto found = live.find(at);
  if (found == live.end()) return false;
  protect(at, found->second, false);
  const size_t room = padded(found->second, kPage);
  const size_t first = reinterpret_cast<char*>(at) - device_ + padded(found->second, kAlignment) - room;
  fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(first), static_cast<off_t>(room));
  used_bytes -= room;
  live.erase(found);
  return true;
}

char* device_memory::host(pointer at, size_t bytes) {
  auto found = live.upper_bound(at);
  if (found == live.begin()) return nullptr;
  --found;
  const size_t offset = at - found->first;
  if (offset > found->second || bytes > found->second - offset) return nullptr;
  return alias_ + (reinterpret_cast<char*>(at) - device_);
}

void device_memory::protect(pointer at, size_t bytes, bool is_open) {
  const pointer first = at / kPage * kPage;
  mprotect(reinterpret_cast<void*>(first), padded(at + bytes - first, kPage), is_open ? PROT_READ | PROT_WRITE : PROT_NONE);
}

void device_memory::open_to_kernels() {
  if (open_++ == 0)
    for (const auto& [at, bytes] : live) protect(at, bytes, true);
}

void device_memory::close_to_kernels() {
  if (--open_ == 0)
    for (const auto& [at, bytes] : live) protect(at, bytes, false);
}

std::map<const char*, size_t>& pinned_memory() {
  static auto* const all = new std::map<const char*, size_t>;
  return *all;
}

bool is_pinned(const void* memory, size_t bytes) {
  const auto* at = static_cast<const char*>(memory);
  auto found = pinned_memory().upper_bound(at);
  if (found == pinned_memory().begin()) return false;
  --found;
  return at + bytes <= found->first + found->second;
}

}  // namespace fake

using namespace fake;

FAKE_API result cuMemGetInfo_v2(size_t* free_bytes, size_t* total_bytes) {
  if (const result code = enter(__func__, a_context)) return code;
  std::lock_guard<std::mutex> hold(state::get().lock);
  *total_bytes = state::get().now.device_bytes;
  *free_bytes = *total_bytes - device_memory::get().used_bytes;
  return 0;
}

FAKE_API result cuMemAlloc_v2(pointer* out, size_t bytes) {
  if (const result code = enter(__func__, no_capture)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (bytes == 0 || !out) return all.misuse("cuMemAlloc_v2 of 0 bytes", kInvalidValue);
  *out = device_memory::get().allocate(bytes);
  return *out ? 0 : kOutOfMemory;
}

FAKE_API result cuMemFree_v2(pointer at) {
  if (at == 0) return 0;
  const result code = enter_release(__func__);
  drain_all_streams();  // as the real one does
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (!device_memory::get().release(at))
    return all.misuse("cuMemFree_v2 of what is no live allocation", kInvalidValue);
  return code;
}

FAKE_API result cuMemAllocAsync(pointer* out, size_t bytes, stream) { return cuMemAlloc_v2(out, bytes); }
FAKE_API result cuMemFreeAsync(pointer at, stream) { return cuMemFree_v2(at); }

FAKE_API result cuMemHostAlloc(void** out, size_t bytes, unsigned flags) {
  if (const result code = enter(__func__, no_capture)) return code;
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (bytes == 0 || flags > 7) return all.misuse("cuMemHostAlloc of 0 bytes or with unknown flags", kInvalidValue);
  *out = aligned_alloc(kPage, padded(bytes, kPage));
  if (!*out) return kOutOfMemory;
  memset(*out, kPoison, bytes);
  pinned_memory()[static_cast<char*>(*out)] = bytes;
  return 0;
}

FAKE_API result cuMemFreeHost(void* memory) {
  const result code = enter_release(__func__);
  drain_all_streams();
  state& all = state::get();
  std::lock_guard<std::mutex> hold(all.lock);
  if (pinned_memory().erase(static_cast<char*>(memory)) == 0)
    return all.misuse("cuMemFreeHost of what is no pinned memory", kInvalidValue);
  free(memory);
  return code;
}
