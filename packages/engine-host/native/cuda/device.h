// A CUDA device of this process: its context, its events, its memory and the pinned memory of its copies.
#ifndef POLYINFER_CUDA_DEVICE_H_
#define POLYINFER_CUDA_DEVICE_H_
#include <polyinfer/cuda.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace poly {

class cuda_stream;
class cuda_device;

/** The last thing that a stream did with some memory; a stream that is gone has done all. */
struct cuda_use {
  std::weak_ptr<cuda_stream> on;
  uint64_t operation;
};

/** Memory of a device in somebody's hands; the last one gives it back to the device's pool. */
class cuda_memory : public std::enable_shared_from_this<cuda_memory> {
 public:
  cuda_memory(std::shared_ptr<cuda_device> home, cuda::pointer at, size_t bytes, size_t room, std::vector<cuda_use> uses);
  /** Of an engine: `release(owner)` is called when nobody holds it and no stream uses it. */
  cuda_memory(std::shared_ptr<cuda_device> home, cuda::pointer at, size_t bytes, void (*release)(void*), void* owner);
  ~cuda_memory();

  const std::shared_ptr<cuda_device> home;
  const cuda::pointer at;
  /** As asked for, and as there are. */
  const size_t bytes, room;
  /** What must be over before another stream touches it. Under the device's lock. */
  std::vector<cuda_use> uses;

 private:
  void (*const release_)(void*) = nullptr;
  void* const owner_ = nullptr;
};

/** Pinned memory of the host for one copy. */
struct cuda_pinned {
  void* data = nullptr;
  size_t room = 0;
};

/** One a device and process, never deleted. Safe to call from any thread. */
class cuda_device : public std::enable_shared_from_this<cuda_device> {
 public:
  /** The device `ordinal` of the driver at `library` ("": the system's); the same one each time. May take seconds. */
  static poly_status open(const std::string& library, int ordinal, std::shared_ptr<cuda_device>* out, poly_error* error);

  const cuda::driver& api;
  const cuda::device_facts facts;
  const cuda::context context;

  poly_status allocate(size_t bytes, std::shared_ptr<cuda_memory>* out, poly_error* error);
  /** Frees what nobody holds, and waits for what still uses it: memory, pinned memory, events. */
  void trim();
  /** Gives engines their memory back that nobody holds, and waits for what still uses it. */
  void release_lent();

  /** All below: the lock is held and the context is current. */
  std::recursive_mutex lock;
  poly_status take_event(cuda::event* out, poly_error* error);
  void give_event(cuda::event done) { events_.push_back(done); }
  poly_status take_pinned(size_t bytes, cuda_pinned* out, poly_error* error);
  /** Free when the event, which becomes the device's, is reached; null: now. */
  void give_pinned(cuda_pinned memory, cuda::event after);

 private:
  friend class cuda_memory;
  struct waiting {
    cuda_pinned memory;
    cuda::event after;
  };
  struct block {
    cuda::pointer at;
    std::vector<cuda_use> uses;
  };
  /** Memory of an engine that nobody holds; the event is reached when no stream uses it. */
  struct lent {
    void (*release)(void*);
    void* owner;
    cuda::event after;
  };
  cuda_device(const cuda::driver& api, const cuda::device_facts& facts, cuda::context context);
  void collect_pinned();
  void free_blocks();
  void free_pinned();

  std::vector<cuda::event> events_;
  std::multimap<size_t, block> blocks_;     // free ones, by size
  std::multimap<size_t, void*> pinned_;     // the same
  size_t block_bytes_ = 0, pinned_bytes_ = 0;
  std::vector<waiting> in_copies_;
  std::vector<lent> lent_;
};

/** `scoped_context` that tells its failure. */
#define POLY_CUDA_ENTER(device, error)                              \
  const ::poly::cuda::scoped_context current((device).api, (device).context); \
  if (const poly_status entered = ::poly::cuda::fail((device).api, current.code, "cuCtxPushCurrent_v2", error)) return entered

}  // namespace poly
#endif
