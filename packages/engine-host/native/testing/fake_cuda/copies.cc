#include <cstring>

#include "memory.h"
#include "streams.h"

using namespace fake;

namespace {

/** The bytes must be one live allocation's when the copy is asked for, and still when it happens. */
result check(pointer at, size_t bytes, const char* call) {
  if (device_memory::get().host(at, bytes)) return 0;
  return state::get().misuse(std::string(call) + ": the bytes lie in no live allocation", kInvalidValue);
}

}  // namespace

FAKE_API result cuMemcpyHtoDAsync_v2(pointer to, const void* from, size_t bytes, stream on) {
  if (const result code = enter(__func__, a_context)) return code;
  std::unique_lock<std::mutex> hold(state::get().lock);
  if (const result code = check(to, bytes, __func__)) return code;
  const auto copy = [to, bytes](const void* source) -> result {
    std::lock_guard<std::mutex> locked(state::get().lock);
    char* target = device_memory::get().host(to, bytes);
    if (!target) return state::get().misuse("cuMemcpyHtoDAsync_v2 into what was freed meanwhile", kIllegalAddress);
    memcpy(target, source, bytes);
    return 0;
  };
  // Pageable memory is the caller's again on return; pinned memory is read when the stream gets there.
  if (is_pinned(from, bytes) || is_capturing(on)) return enqueue(hold, on, __func__, [copy, from] { return copy(from); });
  std::string taken(static_cast<const char*>(from), bytes);
  return enqueue(hold, on, __func__, [copy, taken] { return copy(taken.data()); });
}

FAKE_API result cuMemcpyDtoHAsync_v2(void* to, pointer from, size_t bytes, stream on) {
  if (const result code = enter(__func__, a_context)) return code;
  std::unique_lock<std::mutex> hold(state::get().lock);
  if (const result code = check(from, bytes, __func__)) return code;
  const result code = enqueue(hold, on, __func__, [to, from, bytes]() -> result {
    std::lock_guard<std::mutex> locked(state::get().lock);
    const char* source = device_memory::get().host(from, bytes);
    if (!source) return state::get().misuse("cuMemcpyDtoHAsync_v2 of what was freed meanwhile", kIllegalAddress);
    memcpy(to, source, bytes);
    return 0;
  });
  if (code || !on || is_pinned(to, bytes) || is_capturing(on)) return code;
  const auto own = reinterpret_cast<fake_stream*>(on)->own;
  drain(hold, own);
  return state::get().sticky;
}

FAKE_API result cuMemcpyDtoDAsync_v2(pointer to, pointer from, size_t bytes, stream on) {
  if (const result code = enter(__func__, a_context)) return code;
  std::unique_lock<std::mutex> hold(state::get().lock);
  if (const result code = check(from, bytes, __func__)) return code;
  if (const result code = check(to, bytes, __func__)) return code;
  return enqueue(hold, on, __func__, [to, from, bytes]() -> result {
    std::lock_guard<std::mutex> locked(state::get().lock);
    const char* source = device_memory::get().host(from, bytes);
    char* target = device_memory::get().host(to, bytes);
    if (!source || !target) return state::get().misuse("cuMemcpyDtoDAsync_v2 of what was freed meanwhile", kIllegalAddress);
    memmove(target, source, bytes);
    return 0;
  });
}

FAKE_API result cuMemsetD8Async(pointer to, unsigned char value, size_t count, stream on) {
  if (const result code = enter(__func__, a_context)) return code;
  std::unique_lock<std::mutex> hold(state::get().lock);
  if (const result code = check(to, count, __func__)) return code;
  return enqueue(hold, on, __func__, [to, value, count]() -> result {
    std::lock_guard<std::mutex> locked(state::get().lock);
    char* target = device_memory::get().host(to, count);
    if (!target) return state::get().misuse("cuMemsetD8Async of what was freed meanwhile", kIllegalAddress);
    memset(target, value, count);
    return 0;
  });
}
