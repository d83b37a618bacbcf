#include "limits.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <thread>

namespace poly {
namespace {

// Where memory runs out, the kernel ends this process and not the one that asked for it.
void be_first_to_go() {
  if (std::FILE* const score = std::fopen("/proc/self/oom_score_adj", "we")) {
    std::fputs("1000", score);
    std::fclose(score);
  }
}

void end_with_stdin() {
  std::thread([] {
    char ignored[256];
    ssize_t got;
    do {
      got = read(STDIN_FILENO, ignored, sizeof ignored);
    } while (got > 0 || (got < 0 && errno == EINTR));
    _exit(0);
  }).detach();
}

}  // namespace

void write_no_core_files() {
  // Not 0: a program that the kernel hands cores to gets them whatever the limit is, but at 1.
  const rlimit no_core = {1, 1};
  setrlimit(RLIMIT_CORE, &no_core);
}

void set_limits(const limits& asked) {
  write_no_core_files();
  be_first_to_go();
  if (asked.memory_mib > 0) {
    // Not the address space: engines reserve of it what they never touch.
    const rlimit memory = {static_cast<rlim_t>(asked.memory_mib) << 20, static_cast<rlim_t>(asked.memory_mib) << 20};
    setrlimit(RLIMIT_DATA, &memory);
  }
  if (asked.time_ms > 0) {
    itimerval timer{};
    timer.it_value = {static_cast<time_t>(asked.time_ms / 1000), static_cast<suseconds_t>(asked.time_ms % 1000 * 1000)};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }
  if (asked.is_attached) end_with_stdin();
}

}  // namespace poly
