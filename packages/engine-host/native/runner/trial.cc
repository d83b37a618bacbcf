#include "trial.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "one_run.h"
#include "open_model.h"

namespace poly {
namespace {

using clock = std::chrono::steady_clock;

// Exit codes of 0 and above kFirstFailure are statuses; whoever ends the process otherwise has another.
[[noreturn]] void be_tried(command_line asked) {
  setpgid(0, 0);
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, fd);
  answers told(false);
  std::shared_ptr<session> opened;
  if (const int failed = open_model(&asked, &told, &opened)) _exit(failed);
  const bool runs = !asked.opens_only && can_make_inputs(opened->info());
  const int code = runs ? run_once(*opened, asked.is_random, &told) : 0;
  opened.reset();
  _exit(code == 0 ? kFirstFailure : code);
}

}  // namespace

trial_end try_model(const command_line& asked, int64_t time_limit_ms) {
  trial_end end;
  const auto started = clock::now();
  const pid_t child = fork();
  if (child < 0) {
    end.exit_code = errno;
    return end;
  }
  if (child == 0) be_tried(asked);
  int status = 0;
  pid_t ended;
  const auto until = started + std::chrono::milliseconds(time_limit_ms);
  while ((ended = waitpid(child, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
    if (!end.is_late && clock::now() > until) {
      end.is_late = true;
      kill(-child, SIGKILL);
      kill(child, SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  kill(-child, SIGKILL);  // what the engine started
  end.ms = std::chrono::duration<double, std::milli>(clock::now() - started).count();
  if (end.is_late) return end;
  if (WIFSIGNALED(status))
    end.signal = WTERMSIG(status);
  else if (WEXITSTATUS(status) >= kFirstFailure && WEXITSTATUS(status) < kFirstFailure + 32)
    end.status = WEXITSTATUS(status) - kFirstFailure;
  else
    end.exit_code = WEXITSTATUS(status) == 0 ? -1 : WEXITSTATUS(status);
  return end;
}

}  // namespace poly
