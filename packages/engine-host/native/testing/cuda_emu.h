/**
 * Runs CUDA C++ kernels on the CPU, for tests: the same kernel.cu goes through NVRTC and, with
 * `-DCUDA_EMU -ffp-contract=off -U_FORTIFY_SOURCE`, through g++ with this header before it.
 *
 * Blocks run one after another, threads of a block one after another: one that waits at a barrier or in a warp's exchange
 * keeps its fibre, and the next starts on another. Shared memory is one section of the library, poisoned before each block.
 * `emu::order` changes the order: a missing barrier then changes results. A barrier that not all threads reach aborts.
 *
 * Not here: textures, inline PTX, wmma, cp.async, cooperative groups, spin locks, shuffles of more than 8 bytes.
 */
#ifndef POLYINFER_CUDA_EMU_H_
#define POLYINFER_CUDA_EMU_H_
#include <setjmp.h>
#include <ucontext.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#define __global__
#define __device__
#define __host__
#define __constant__ const
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __shared__ static __attribute__((section("emu_shared")))
extern "C" {
extern char __start_emu_shared[] __attribute__((weak, visibility("hidden")));
extern char __stop_emu_shared[] __attribute__((weak, visibility("hidden")));
}
/** Dynamic shared memory; on the GPU: extern __shared__ T name[]. */
#define DYN_SHARED(T, name) T* name = reinterpret_cast<T*>(emu::block_now->dynamic_shared.data())

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned X = 1, unsigned Y = 1, unsigned Z = 1) : x(X), y(Y), z(Z) {}
};

namespace emu {

/** 0: forwards; 1: backwards; other numbers seed a random order, and random turns at atomics. */
inline unsigned order = 0;

inline unsigned random_state = 0;
inline unsigned next_random() {
  random_state = (random_state * 1664525u + 1013904223u) | 1u;
  return random_state >> 8;
}

struct barrier {
  unsigned arrived = 0;
  unsigned long generation = 0;
};

struct fiber {
  ucontext_t start;
  jmp_buf here;
  bool is_started = false, is_idle = true;
  unsigned thread = 0;
  std::unique_ptr<char[]> stack;
};

struct block {
  dim3 grid, size, index;
  unsigned thread_count = 0, next = 0, alive = 0;
  barrier all;
  int any = 0;
  std::map<uint64_t, barrier> of_masks;
  std::vector<uint64_t> slots;
  std::vector<unsigned> live, shuffled;
  std::vector<char> dynamic_shared;
  std::vector<std::unique_ptr<fiber>> fibers;
  fiber* now = nullptr;
  jmp_buf scheduler;
  unsigned long progress = 0;
  const std::function<void()>* body = nullptr;
};

inline block* block_now = nullptr;
constexpr size_t kStackBytes = 128 << 10;

inline unsigned thread_id() { return block_now->now->thread; }
inline dim3 thread_index() {
  const unsigned id = thread_id();
  const dim3 size = block_now->size;
  return dim3(id % size.x, id / size.x % size.y, id / (size.x * size.y));
}

inline void give_way() {
  fiber* own = block_now->now;
  if (!_setjmp(own->here)) _longjmp(block_now->scheduler, 1);
}

inline void arrive(barrier& at, unsigned expected) {
  const unsigned long generation = at.generation;
  block_now->progress++;
  if (++at.arrived >= expected) {
    at.arrived = 0;
    at.generation++;
    return;
  }
  while (at.generation == generation) give_way();
}

inline void jitter() {
  if (random_state && next_random() % 4 == 0) {
    block_now->progress++;
    give_way();
  }
}

inline void sync_threads() { arrive(block_now->all, block_now->alive); }
/** Lanes of one mask meet; the masks of groups that went apart are kept apart. */
inline void sync_warp(unsigned mask) {
  const unsigned warp = thread_id() / 32;
  const unsigned expected = static_cast<unsigned>(__builtin_popcount(mask & block_now->live[warp]));
  arrive(block_now->of_masks[static_cast<uint64_t>(warp) << 32 | mask], expected);
}

inline void release(barrier& at, unsigned expected) {
  if (at.arrived == 0 || at.arrived < expected) return;
  at.arrived = 0;
  at.generation++;
}

/** The thread is gone: whoever waits at a barrier waits for one less. */
inline void end_thread(unsigned thread) {
  block* const own = block_now;
  own->progress++;
  own->alive--;
  own->live[thread / 32] &= ~(1u << thread % 32);
  if (own->alive) release(own->all, own->alive);
  for (auto& [key, at] : own->of_masks)
    release(at, static_cast<unsigned>(__builtin_popcount(static_cast<uint32_t>(key) & own->live[key >> 32])));
}

/** Takes threads until none is left. */
inline void run_threads() {
  for (;;) {
    fiber* own = block_now->now;
    while (block_now->next < block_now->thread_count) {
      own->thread = block_now->shuffled[block_now->next++];
      own->is_idle = false;
      (*block_now->body)();
      end_thread(own->thread);
    }
    own->is_idle = true;
    give_way();
  }
}

inline void resume(fiber* next) {
  block_now->now = next;
  if (_setjmp(block_now->scheduler)) return;
  if (next->is_started) _longjmp(next->here, 1);
  next->is_started = true;
  next->stack.reset(new char[kStackBytes]);
  getcontext(&next->start);
  next->start.uc_stack.ss_sp = next->stack.get();
  next->start.uc_stack.ss_size = kStackBytes;
  next->start.uc_link = nullptr;
  makecontext(&next->start, reinterpret_cast<void (*)()>(run_threads), 0);
  setcontext(&next->start);
}

inline fiber* idle_fiber() {
  for (auto& each : block_now->fibers)
    if (each->is_idle) return each.get();
  block_now->fibers.emplace_back(new fiber);
  return block_now->fibers.back().get();
}

inline void run_block() {
  block& own = *block_now;
  own.next = 0;
  own.alive = own.thread_count;
  own.all = barrier();
  own.of_masks.clear();
  own.live.assign((own.thread_count + 31) / 32, 0);
  own.shuffled.resize(own.thread_count);
  for (unsigned i = 0; i < own.thread_count; i++) {
    own.live[i / 32] |= 1u << i % 32;
    own.shuffled[i] = order == 1 ? own.thread_count - 1 - i : i;
  }
  if (random_state)
    for (unsigned i = own.thread_count; i > 1; i--) std::swap(own.shuffled[i - 1], own.shuffled[next_random() % i]);
  while (own.alive) {
    const unsigned long before = own.progress;
    if (random_state)
      for (size_t i = own.fibers.size(); i > 1; i--) std::swap(own.fibers[i - 1], own.fibers[next_random() % i]);
    for (size_t i = 0; i < own.fibers.size(); i++)
      if (!own.fibers[i]->is_idle) resume(own.fibers[i].get());
    while (own.next < own.thread_count) resume(idle_fiber());
    if (own.alive && before == own.progress) {
      fprintf(stderr, "cuda_emu: in block %u,%u,%u %u threads are left, of which %u wait at __syncthreads: the others do not come\n",
              own.index.x, own.index.y, own.index.z, own.alive, own.all.arrived);
      abort();
    }
  }
}

inline void launch(dim3 grid, dim3 size, size_t shared_bytes, const std::function<void()>& body) {
  block own;
  block_now = &own;
  own.grid = grid;
  own.size = size;
  own.thread_count = size.x * size.y * size.z;
  own.body = &body;
  own.slots.resize((own.thread_count + 31) / 32 * 32);
  own.dynamic_shared.resize(shared_bytes + 16);
  random_state = order > 1 ? order : 0;
  const unsigned count = grid.x * grid.y * grid.z;
  for (unsigned i = 0; i < count; i++) {
    const unsigned at = order == 1 ? count - 1 - i : i;
    own.index = dim3(at % grid.x, at / grid.x % grid.y, at / (grid.x * grid.y));
    memset(own.dynamic_shared.data(), 0xCB, own.dynamic_shared.size());
    if (__start_emu_shared) memset(__start_emu_shared, 0xCB, static_cast<size_t>(__stop_emu_shared - __start_emu_shared));
    run_block();
  }
  block_now = nullptr;
}

/** Every lane of the mask publishes a value, then reads that of `source` of its warp. */
template <class T>
T exchange(unsigned mask, T value, unsigned source) {
  static_assert(sizeof(T) <= 8, "shuffles take at most 8 bytes");
  uint64_t published = 0, read;
  memcpy(&published, &value, sizeof value);
  block_now->slots[thread_id()] = published;
  sync_warp(mask);
  read = block_now->slots[thread_id() / 32 * 32 + (source & 31)];
  sync_warp(mask);
  memcpy(&value, &read, sizeof value);
  return value;
}

template <class F>
unsigned fold(unsigned mask, unsigned value, unsigned start, F combine) {
  const unsigned warp = thread_id() / 32;
  block_now->slots[thread_id()] = value;
  sync_warp(mask);
  for (unsigned lane = 0; lane < 32; lane++)
    if (mask & block_now->live[warp] & 1u << lane)
      start = combine(start, static_cast<unsigned>(block_now->slots[warp * 32 + lane]), lane);
  sync_warp(mask);
  return start;
}

template <class T, class F>
T change(T* at, F next_of) {
  T now, next;
  jitter();
  __atomic_load(at, &now, 5);
  do next = next_of(now);
  while (!__atomic_compare_exchange(at, &now, &next, false, 5, 5));
  return now;
}

}  // namespace emu

#define threadIdx (emu::thread_index())
#define blockIdx (emu::block_now->index)
#define blockDim (emu::block_now->size)
#define gridDim (emu::block_now->grid)
#include "cuda_emu_functions.h"
#include "cuda_emu_kernels.h"
#endif
