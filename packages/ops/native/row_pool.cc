#include "row_pool.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace ops {
namespace {

constexpr size_t kAlignment = 64;

/** Memory of a thread's own, which grows to what its largest run asked for. */
class Scratch {
 public:
  uint8_t* at_least(size_t bytes) {
    if (bytes > bytes_) {
      memory_.reset(new uint8_t[bytes + kAlignment]);
      bytes_ = bytes;
    }
    const auto address = reinterpret_cast<uintptr_t>(memory_.get());
    return memory_.get() + (kAlignment - address % kAlignment) % kAlignment;
  }

 private:
  std::unique_ptr<uint8_t[]> memory_;
  size_t bytes_ = 0;
};

thread_local Scratch scratch;

int32_t run_rows(const Job& job, int32_t begin, int32_t end) {
  const Run run = {job.plan, job.call, job.arrays, scratch.at_least(job.scratch_bytes), begin, end};
  return job.kernel(run);
}

/** Runs follow each other closely, or not for long: threads look for the next one so long before they sleep. */
constexpr std::chrono::microseconds kAwake{50};

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/** Whether `is_true` has become so within {@link kAwake}. */
template <class Condition>
bool watch(Condition is_true) {
  const auto until = std::chrono::steady_clock::now() + kAwake;
  do {
    for (int i = 0; i < 64; i++) {
      if (is_true()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < until);
  return false;
}

/** One job at a time. Its threads sleep between jobs and live as long as the process. */
class RowPool {
 public:
  /** Never destroyed: threads that sleep in it outlive whatever ends the process. */
  static RowPool& get() {
    static RowPool* pool = new RowPool;
    return *pool;
  }

  bool try_run(const Job& job, int threads) {
    std::unique_lock<std::mutex> busy(busy_, std::try_to_lock);
    if (!busy) return false;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      while (threads_ < threads - 1 && add_thread()) {
      }
      job_ = &job;
      next_ = 0;
      has_failed_ = false;
      wanted_ = threads - 1;
      round_++;
    }
    wake_.notify_all();
    work(job);
    std::unique_lock<std::mutex> lock(mutex_);
    wanted_ = 0;
    job_ = nullptr;
    if (active_ > 0) {
      lock.unlock();
      watch([this] { return active_ == 0; });
      lock.lock();
      done_.wait(lock, [this] { return active_ == 0; });
    }
    if (has_failed_) throw std::bad_alloc();
    return true;
  }

 private:
  bool add_thread() {
    try {
      std::thread([this] { serve(); }).detach();
    } catch (const std::system_error&) {
      return false;
    }
    threads_++;
    return true;
  }

  void serve() {
    uint64_t seen = 0;
    for (;;) {
      watch([&] { return round_ != seen; });
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [&] { return round_ != seen; });
      seen = round_;
      if (wanted_ == 0) continue;
      wanted_--;
      active_++;
      const Job& job = *job_;
      lock.unlock();
      work(job);
      lock.lock();
      if (--active_ == 0) done_.notify_one();
    }
  }

  void work(const Job& job) {
    try {
      for (;;) {
        const int32_t begin = next_.fetch_add(kBlockRows);
        if (begin >= job.rows) return;
        run_rows(job, begin, begin + kBlockRows < job.rows ? begin + kBlockRows : job.rows);
      }
    } catch (const std::bad_alloc&) {
      has_failed_ = true;
    }
  }

  std::mutex busy_; /* held by the run that has the threads */
  std::mutex mutex_; /* of all changes to what follows */
  std::condition_variable wake_, done_;
  int threads_ = 0, wanted_ = 0;
  std::atomic<int> active_{0};
  std::atomic<uint64_t> round_{0};
  const Job* job_ = nullptr;
  std::atomic<int32_t> next_{0};
  std::atomic<bool> has_failed_{false};
};

}  // namespace

int32_t run_alone(const Job& job) { return run_rows(job, 0, job.rows); }

int32_t run_shared(const Job& job, int threads) {
  if (threads < 2 || job.rows <= kBlockRows || !RowPool::get().try_run(job, threads)) return run_alone(job);
  return 0;
}

}  // namespace ops
