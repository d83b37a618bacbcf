#include "device.h"

#include <algorithm>

#include "stream.h"

namespace poly {
namespace {

// Free memory beyond this goes back to the driver.
constexpr size_t kMostBlockBytes = size_t{512} << 20, kMostPinnedBytes = size_t{64} << 20;
constexpr size_t kSmallestRoom = 512, kSmallestPinned = size_t{64} << 10;

// Steps of an eighth, so that tensors of similar sizes share blocks.
size_t room_for(size_t bytes, size_t smallest) {
  size_t step = smallest / 8;
  while (step * 16 < bytes) step *= 2;
  return std::max(smallest, (bytes + step - 1) / step * step);
}

}  // namespace

cuda_memory::cuda_memory(std::shared_ptr<cuda_device> h, cuda::pointer a, size_t b, size_t r, std::vector<cuda_use> u)
    : home(std::move(h)), at(a), bytes(b), room(r), uses(std::move(u)) {}

cuda_memory::cuda_memory(std::shared_ptr<cuda_device> h, cuda::pointer a, size_t b, void (*release)(void*), void* owner)
    : home(std::move(h)), at(a), bytes(b), room(b), release_(release), owner_(owner) {}

cuda_memory::~cuda_memory() {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  if (release_) {
    const cuda::scoped_context current(home->api, home->context);
    const std::shared_ptr<cuda_stream> last = uses.empty() ? nullptr : uses.back().on.lock();
    cuda::event after = nullptr;
    poly_error error{};
    if (last && last->mark(&after, &error) != POLY_OK) after = nullptr;
    home->lent_.push_back({release_, owner_, after});
    return;
  }
  if (home->block_bytes_ + room > kMostBlockBytes) {
    // cuMemFree waits until no stream uses it.
    const cuda::scoped_context current(home->api, home->context);
    home->api.cuMemFree_v2(at);
    return;
  }
  home->block_bytes_ += room;
  home->blocks_.insert({room, {at, std::move(uses)}});
}

cuda_device::cuda_device(const cuda::driver& a, const cuda::device_facts& f, cuda::context c) : api(a), facts(f), context(c) {}

poly_status cuda_device::open(const std::string& library, int ordinal, std::shared_ptr<cuda_device>* out, poly_error* error) {
  static auto* const opened = new std::map<std::pair<const cuda::driver*, int>, std::shared_ptr<cuda_device>>;
  static std::mutex* const opening = new std::mutex;
  const cuda::driver* api = nullptr;
  if (const poly_status status = cuda::open_driver(library.c_str(), &api, error)) return status;
  std::lock_guard<std::mutex> hold(*opening);
  auto& slot = (*opened)[{api, ordinal}];
  if (!slot) {
    cuda::device_facts facts;
    if (const poly_status status = cuda::read_device(*api, ordinal, &facts, error)) return status;
    cuda::context context = nullptr;
    if (const poly_status status = POLY_CUDA_CALL(*api, error, cuDevicePrimaryCtxRetain, &context, facts.id)) return status;
    slot.reset(new cuda_device(*api, facts, context));
  }
  // A device that was lost before says so here.
  POLY_CUDA_ENTER(*slot, error);
  size_t free_bytes = 0, total_bytes = 0;
  if (const poly_status status = POLY_CUDA_CALL(*api, error, cuMemGetInfo_v2, &free_bytes, &total_bytes)) return status;
  *out = slot;
  return POLY_OK;
}

poly_status cuda_device::allocate(size_t bytes, std::shared_ptr<cuda_memory>* out, poly_error* error) {
  const size_t room = room_for(bytes, kSmallestRoom);
  std::lock_guard<std::recursive_mutex> hold(lock);
  const auto found = blocks_.find(room);
  if (found != blocks_.end()) {
    block taken = std::move(found->second);
    blocks_.erase(found);
    block_bytes_ -= room;
    *out = std::make_shared<cuda_memory>(shared_from_this(), taken.at, bytes, room, std::move(taken.uses));
    return POLY_OK;
  }
  POLY_CUDA_ENTER(*this, error);
  cuda::pointer at = 0;
  cuda::result code = api.cuMemAlloc_v2(&at, room);
  if (code == cuda::kOutOfMemory) {
    free_blocks();
    code = api.cuMemAlloc_v2(&at, room);
  }
  if (code == cuda::kOutOfMemory)
    return poly_fail(error, POLY_OUT_OF_MEMORY, code, "There is no memory for %zu bytes on %s.", bytes, facts.name);
  if (const poly_status status = cuda::fail(api, code, "cuMemAlloc_v2", error)) return status;
  *out = std::make_shared<cuda_memory>(shared_from_this(), at, bytes, room, std::vector<cuda_use>());
  return POLY_OK;
}

poly_status cuda_device::take_event(cuda::event* out, poly_error* error) {
  if (events_.empty())
    return POLY_CUDA_CALL(api, error, cuEventCreate, out, cuda::kEventBlockingSync | cuda::kEventDisableTiming);
  *out = events_.back();
  events_.pop_back();
  return POLY_OK;
}

void cuda_device::collect_pinned() {
  for (size_t i = in_copies_.size(); i > 0; i--) {
    const waiting each = in_copies_[i - 1];
    if (api.cuEventQuery(each.after) == cuda::kNotReady) continue;
    in_copies_.erase(in_copies_.begin() + static_cast<std::ptrdiff_t>(i - 1));
    events_.push_back(each.after);
    give_pinned(each.memory, nullptr);
  }
}

poly_status cuda_device::take_pinned(size_t bytes, cuda_pinned* out, poly_error* error) {
  collect_pinned();
  const size_t room = room_for(bytes, kSmallestPinned);
  const auto found = pinned_.find(room);
  if (found != pinned_.end()) {
    *out = {found->second, room};
    pinned_bytes_ -= room;
    pinned_.erase(found);
    return POLY_OK;
  }
  out->room = room;
  return POLY_CUDA_CALL(api, error, cuMemHostAlloc, &out->data, room, cuda::kHostPortable);
}

void cuda_device::give_pinned(cuda_pinned memory, cuda::event after) {
  if (after) {
    in_copies_.push_back({memory, after});
  } else if (pinned_bytes_ + memory.room > kMostPinnedBytes) {
    api.cuMemFreeHost(memory.data);
  } else {
    pinned_bytes_ += memory.room;
    pinned_.insert({memory.room, memory.data});
  }
}

void cuda_device::free_blocks() {
  for (const auto& [room, each] : blocks_) api.cuMemFree_v2(each.at);
  blocks_.clear();
  block_bytes_ = 0;
}

void cuda_device::free_pinned() {
  for (const auto& [room, data] : pinned_) api.cuMemFreeHost(data);
  pinned_.clear();
  pinned_bytes_ = 0;
}

void cuda_device::release_lent() {
  std::vector<lent> all;
  {
    std::lock_guard<std::recursive_mutex> hold(lock);
    all.swap(lent_);
  }
  const cuda::scoped_context current(api, context);
  for (const lent& each : all) {
    if (each.after) api.cuEventSynchronize(each.after);
    each.release(each.owner);
    std::lock_guard<std::recursive_mutex> hold(lock);
    if (each.after) events_.push_back(each.after);
  }
}

void cuda_device::trim() {
  release_lent();
  std::lock_guard<std::recursive_mutex> hold(lock);
  const cuda::scoped_context current(api, context);
  collect_pinned();
  free_blocks();
  free_pinned();
  for (const cuda::event each : events_) api.cuEventDestroy_v2(each);
  events_.clear();
}

}  // namespace poly
