// Frames over a socket between a session and its runner: a length, a kind, bytes, at most one file descriptor.
#ifndef POLYINFER_RUNNER_WIRE_H_
#define POLYINFER_RUNNER_WIRE_H_
#include <polyinfer/engine.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace poly {

/** A file descriptor that is closed with its owner. */
class owned_fd {
 public:
  explicit owned_fd(int fd = -1) : fd_(fd) {}
  owned_fd(owned_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  owned_fd& operator=(owned_fd&& other) noexcept;
  ~owned_fd();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

/** What frames say. The order is the wire's: both sides come from the same release. */
enum class frame_kind : uint32_t {
  // to the runner, over its control socket
  load,    // engine, library, options
  probe,   // nothing
  file,    // name, path, bytes; the descriptor holds the bytes where there is no path
  open,    // format, device, options, threads, max_runs
  lane,    // number; the descriptor is the lane's socket
  cancel,  // lane, run
  // to the session, over the control socket
  hello,     // nothing: the process has started
  loaded,    // id, version
  probed,    // JSON
  opened,    // poly_info
  failed,    // status, error
  progress,  // fraction, stage
  open_log,  // level, text: of the open
  log,       // level, text: of no call
  // over a lane's socket
  segment,  // number, bytes; the descriptor is the memory
  run,      // run, oldest segment, inputs, outputs
  run_log,  // level, text
  done,     // run, status, error, oldest segment, whether the engine computed, outputs
};

struct frame {
  frame_kind kind;
  std::string body;
  owned_fd fd;
};

/** False: the other side is gone. Not for two threads at once. */
bool send_frame(int socket, frame_kind kind, const std::string& body, int fd = -1);
/** Waits. False: the other side is gone, or what came is no frame. */
bool receive_frame(int socket, frame* out);

/** Builds a body. */
class writer {
 public:
  void number(int64_t value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void real(double value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(const std::string& value);
  void pairs(const std::vector<std::pair<std::string, std::string>>& value);
  void error(poly_status status, const poly_error& error);
  /** All but the memory. */
  void tensor(const poly_tensor& tensor);
  std::string bytes;
};

/** Reads a body. Throws std::runtime_error where it ends too soon. */
class reader {
 public:
  explicit reader(const std::string& bytes) : next_(bytes.data()), end_(next_ + bytes.size()) {}
  int64_t number();
  double real();
  std::string text();
  std::vector<std::pair<std::string, std::string>> pairs();
  poly_status error(poly_error* to);
  void tensor(poly_tensor* to);
  /** A count of things that take at least a byte each. */
  size_t count();

 private:
  const char* take(size_t bytes);
  const char* next_;
  const char* const end_;
};

}  // namespace poly
#endif
