#include "runner_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <system_error>

extern char** environ;

namespace poly {
namespace {

constexpr int kChildControl = 3;
constexpr size_t kLongestLine = 4096;
constexpr auto kPatience = std::chrono::seconds(2);

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

struct spawn_plan {
  spawn_plan() {
    check(posix_spawn_file_actions_init(&actions), "posix_spawn");
    check(posix_spawnattr_init(&attributes), "posix_spawn");
  }
  ~spawn_plan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

// Not PR_SET_PDEATHSIG: it fires when the thread that started the process ends, and ours come and go.
pid_t spawn(const std::string& runner, int control, int lines) {
  spawn_plan plan;
  // First of all, so that the numbers below are free; a descriptor that is its own target loses its close-on-exec.
  check(posix_spawn_file_actions_adddup2(&plan.actions, control, kChildControl), "posix_spawn");
  check(posix_spawn_file_actions_adddup2(&plan.actions, lines, STDOUT_FILENO), "posix_spawn");
  check(posix_spawn_file_actions_adddup2(&plan.actions, lines, STDERR_FILENO), "posix_spawn");
  check(posix_spawn_file_actions_addopen(&plan.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0), "posix_spawn");
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&plan.attributes, &none);
  posix_spawnattr_setsigdefault(&plan.attributes, &all);
  posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char* const arguments[] = {const_cast<char*>("polyinfer-runner"), const_cast<char*>("serve"), const_cast<char*>("3"), nullptr};
  pid_t pid = 0;
  check(posix_spawn(&pid, runner.c_str(), &plan.actions, &plan.attributes, arguments, environ), runner.c_str());
  return pid;
}

// Out of the way of the numbers that the child gives new meanings.
owned_fd above_the_childs(int fd) {
  owned_fd low(fd);
  const int high = fcntl(fd, F_DUPFD_CLOEXEC, 10);
  check(high < 0 ? errno : 0, "fcntl");
  return owned_fd(high);
}

}  // namespace

runner_process::runner_process(const std::string& runner, poly_log log) : log_(log) {
  int sockets[2], pipes[2];
  check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0 ? errno : 0, "socketpair");
  control_ = owned_fd(sockets[0]);
  const owned_fd child_control = above_the_childs(sockets[1]);
  check(pipe2(pipes, O_CLOEXEC) != 0 ? errno : 0, "pipe");
  lines_ = owned_fd(pipes[0]);
  const owned_fd child_lines = above_the_childs(pipes[1]);
  fcntl(lines_.get(), F_SETFL, O_NONBLOCK);
  pid_ = spawn(runner, child_control.get(), child_lines.get());
  try {
    listener_ = std::thread([this] { listen(); });
  } catch (...) {
    kill();
    waitpid(pid_, &status_, 0);
    throw;
  }
}

runner_process::~runner_process() {
  is_closing_ = true;
  shutdown(control_.get(), SHUT_RDWR);
  listener_.join();
}

bool runner_process::send(frame_kind kind, const std::string& body, int fd) {
  std::lock_guard<std::mutex> hold(send_lock_);
  return send_frame(control_.get(), kind, body, fd);
}

bool runner_process::receive(frame* out) {
  std::unique_lock<std::mutex> hold(lock_);
  changed_.wait(hold, [this] { return has_ended_ || !frames_.empty(); });
  if (frames_.empty()) return false;
  *out = std::move(frames_.front());
  frames_.pop_front();
  return true;
}

bool runner_process::greets_within(std::chrono::seconds patience) {
  std::unique_lock<std::mutex> hold(lock_);
  if (!changed_.wait_for(hold, patience, [this] { return has_ended_ || !frames_.empty(); })) return false;
  if (!frames_.empty() && frames_.front().kind == frame_kind::hello) frames_.pop_front();
  return true;
}

void runner_process::kill() {
  std::lock_guard<std::mutex> hold(lock_);
  if (!has_ended_) ::kill(pid_, SIGKILL);
}

std::string runner_process::ending(int32_t* signal) {
  std::unique_lock<std::mutex> hold(lock_);
  changed_.wait(hold, [this] { return has_ended_; });
  *signal = WIFSIGNALED(status_) ? WTERMSIG(status_) : 0;
  if (*signal == 0) return "ended with exit code " + std::to_string(WEXITSTATUS(status_));
  const char* const name = strsignal(*signal);
  return "was ended by signal " + std::to_string(*signal) + (name ? " (" + std::string(name) + ")" : "");
}

void runner_process::listen() {
  pollfd watched[2] = {{control_.get(), POLLIN, 0}, {lines_.get(), POLLIN, 0}};
  while (true) {
    if (poll(watched, 2, -1) < 0 && errno != EINTR) break;
    if (watched[1].revents && !take_lines()) watched[1].fd = -1;
    if (watched[0].revents && !take_frame()) break;
  }
  is_lost_ = true;
  take_lines();
  collect();
}

bool runner_process::take_frame() {
  frame next;
  try {
    if (!receive_frame(control_.get(), &next)) return false;
    if (next.kind == frame_kind::log) {
      reader body(next.body);
      const auto level = static_cast<int32_t>(body.number());
      log_.write(log_.context, level, body.text().c_str());
      return true;
    }
    std::lock_guard<std::mutex> hold(lock_);
    frames_.push_back(std::move(next));
    changed_.notify_all();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

bool runner_process::take_lines() {
  char piece[4096];
  ssize_t got;
  while ((got = read(lines_.get(), piece, sizeof piece)) > 0) {
    for (ssize_t i = 0; i < got; i++) {
      if (piece[i] != '\n' && line_.size() < kLongestLine) {
        line_ += piece[i];
        if (line_.size() < kLongestLine) continue;
      }
      if (!line_.empty()) log_.write(log_.context, POLY_LOG_WARNING, line_.c_str());
      line_.clear();
    }
  }
  return got < 0 && (errno == EAGAIN || errno == EINTR);
}

void runner_process::collect() {
  int status = 0;
  pid_t ended = 0;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (is_closing_ && std::chrono::steady_clock::now() < until && (ended = waitpid(pid_, &status, WNOHANG)) == 0)
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  if (ended == 0) {
    ::kill(pid_, SIGKILL);  // without effect where it is ending already
    do {
      ended = waitpid(pid_, &status, 0);
    } while (ended < 0 && errno == EINTR);
  }
  std::lock_guard<std::mutex> hold(lock_);
  status_ = status;
  has_ended_ = true;
  changed_.notify_all();
}

}  // namespace poly
