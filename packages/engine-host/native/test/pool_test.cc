#include "../host/pool.h"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "../host/counters.h"
#include "expect.h"

namespace test {

using poly::pool;

static void classes_grow_and_fit() {
  for (size_t c = 1; c < 120; c++) EXPECT(pool::class_bytes(c) > pool::class_bytes(c - 1));
  for (size_t bytes : {size_t{0}, size_t{1}, size_t{512}, size_t{513}, size_t{640}, size_t{641}, size_t{2822400}, size_t{1} << 33}) {
    const size_t size_class = pool::class_of(bytes);
    const size_t capacity = pool::class_bytes(size_class);
    EXPECT(capacity >= bytes);
    EXPECT(capacity % pool::kAlignment == 0);
    EXPECT(size_class == 0 || pool::class_bytes(size_class - 1) < bytes);
    EXPECT(bytes < 512 || capacity <= bytes + bytes / 4 + 1);
  }
  EXPECT(pool::class_of(SIZE_MAX) == pool::kClasses);
}

static void blocks_are_aligned_counted_and_reused() {
  const int64_t before = poly::counters::get().blocks;
  void* address = nullptr;
  {
    const poly::block_ref first = pool::get().take(1000);
    address = first->data;
    EXPECT(reinterpret_cast<uintptr_t>(address) % 64 == 0);
    EXPECT(first->capacity >= 1000);
    memset(first->data, 1, first->capacity);
    const poly::block_ref huge = pool::get().take(size_t{5} << 20);
    EXPECT(reinterpret_cast<uintptr_t>(huge->data) % (size_t{2} << 20) == 0);
    memset(huge->data, 1, huge->capacity);
    EXPECT(poly::counters::get().blocks == before + 2);
    const poly::block_ref second = first;
    EXPECT(poly::counters::get().blocks == before + 2);
  }
  EXPECT(poly::counters::get().blocks == before);
  const poly::block_ref again = pool::get().take(900);
  EXPECT(again->data == address);
}

static void handed_over_blocks_are_not_counted() {
  const poly::block_ref memory = pool::get().take(100);
  const int64_t before = poly::counters::get().blocks;
  memory->hand_over();
  memory->hand_over();
  EXPECT(poly::counters::get().blocks == before - 1);
}

static void blocks_that_nobody_wants_are_freed() {
  pool& memory = pool::get();
  memory.trim();
  auto now = std::chrono::steady_clock::now();
  const auto later = [&now, &memory] { memory.sweep(now += pool::kIdle); };
  later();
  { const poly::block_ref a = memory.take(4096), b = memory.take(4096), big = memory.take(1 << 20); }
  const size_t small = pool::class_bytes(pool::class_of(4096)), large = pool::class_bytes(pool::class_of(1 << 20));
  EXPECT(memory.kept_bytes() == 2 * small + large);
  later();  // wanted since the last sweep
  EXPECT(memory.kept_bytes() == 2 * small + large);
  { const poly::block_ref again = memory.take(4096); }
  memory.sweep(now + pool::kIdle / 2);  // too soon
  EXPECT(memory.kept_bytes() == 2 * small + large);
  later();
  EXPECT(memory.kept_bytes() == small);
  later();
  EXPECT(memory.kept_bytes() == 0);
  EXPECT(memory.trim() == 0);
}

static void the_cap_holds_and_trim_frees() {
  pool::get().trim();
  pool::get().set_cap(1 << 20);
  for (int i = 0; i < 10; i++) pool::get().take(400000);
  {
    std::vector<poly::block_ref> blocks;
    for (int i = 0; i < 10; i++) blocks.push_back(pool::get().take(400000));
  }
  EXPECT(pool::get().kept_bytes() > 0);
  EXPECT(pool::get().kept_bytes() <= 1 << 20);
  const size_t kept = pool::get().kept_bytes();
  EXPECT(pool::get().trim() == kept);
  EXPECT(pool::get().kept_bytes() == 0);
  EXPECT(!pool::get().take(SIZE_MAX / 2));
  pool::get().set_cap(256 << 20);
}

static void threads_share_it() {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (unsigned char i = 0; i < 4; i++)
    threads.emplace_back([i, &wrong] {
      for (size_t k = 1; k < 2000; k++) {
        const poly::block_ref memory = pool::get().take(k * 37);
        memset(memory->data, i, memory->capacity);
        if (static_cast<unsigned char*>(memory->data)[memory->capacity - 1] != i) wrong++;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT(wrong == 0);
}

void pool_tests() {
  classes_grow_and_fit();
  blocks_are_aligned_counted_and_reused();
  handed_over_blocks_are_not_counted();
  blocks_that_nobody_wants_are_freed();
  the_cap_holds_and_trim_frees();
  threads_share_it();
}

}  // namespace test
