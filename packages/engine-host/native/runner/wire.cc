#include "wire.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace poly {
namespace {

constexpr uint32_t kMostBytes = 256u << 20;

struct header {
  uint32_t bytes, kind;
};

bool receive_all(int socket, void* to, size_t bytes) {
  char* next = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got = recv(socket, next, bytes, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    next += got;
    bytes -= static_cast<size_t>(got);
  }
  return true;
}

}  // namespace

owned_fd& owned_fd::operator=(owned_fd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

owned_fd::~owned_fd() {
  if (fd_ >= 0) close(fd_);
}

bool send_frame(int socket, frame_kind kind, const std::string& body, int fd) {
  if (body.size() > kMostBytes) return false;
  header head = {static_cast<uint32_t>(body.size()), static_cast<uint32_t>(kind)};
  iovec parts[2] = {{&head, sizeof head}, {const_cast<char*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {};
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* item = CMSG_FIRSTHDR(&message);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(item), &fd, sizeof fd);
  }
  while (message.msg_iovlen > 0) {
    const ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    message.msg_control = nullptr;
    message.msg_controllen = 0;
    size_t left = static_cast<size_t>(sent);
    while (message.msg_iovlen > 0 && left >= message.msg_iov->iov_len) {
      left -= message.msg_iov->iov_len;
      message.msg_iov++;
      message.msg_iovlen--;
    }
    if (message.msg_iovlen == 0) break;
    message.msg_iov->iov_base = static_cast<char*>(message.msg_iov->iov_base) + left;
    message.msg_iov->iov_len -= left;
  }
  return true;
}

bool receive_frame(int socket, frame* out) {
  header head{};
  iovec part = {&head, sizeof head};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  out->fd = owned_fd();
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS) continue;
    int fd;
    memcpy(&fd, CMSG_DATA(item), sizeof fd);
    out->fd = owned_fd(fd);
  }
  const size_t have = static_cast<size_t>(got);
  if (!receive_all(socket, reinterpret_cast<char*>(&head) + have, sizeof head - have)) return false;
  if (head.bytes > kMostBytes) return false;
  out->kind = static_cast<frame_kind>(head.kind);
  out->body.resize(head.bytes);
  return receive_all(socket, &out->body[0], head.bytes);
}

void writer::text(const std::string& value) {
  number(static_cast<int64_t>(value.size()));
  bytes += value;
}

void writer::pairs(const std::vector<std::pair<std::string, std::string>>& value) {
  number(static_cast<int64_t>(value.size()));
  for (const auto& [key, meaning] : value) {
    text(key);
    text(meaning);
  }
}

void writer::error(poly_status status, const poly_error& error) {
  number(status);
  number(error.engine_code);
  number(error.scope);
  text(error.message);
}

void writer::tensor(const poly_tensor& tensor) {
  number(tensor.dtype);
  number(tensor.rank);
  for (int32_t i = 0; i < tensor.rank; i++) number(tensor.shape[i]);
  number(static_cast<int64_t>(tensor.bytes));
}

const char* reader::take(size_t bytes) {
  if (static_cast<size_t>(end_ - next_) < bytes) throw std::runtime_error("A frame ends too soon.");
  return std::exchange(next_, next_ + bytes);
}

int64_t reader::number() {
  int64_t value;
  memcpy(&value, take(sizeof value), sizeof value);
  return value;
}

double reader::real() {
  double value;
  memcpy(&value, take(sizeof value), sizeof value);
  return value;
}

size_t reader::count() {
  const int64_t value = number();
  if (value < 0 || value > end_ - next_) throw std::runtime_error("A frame counts more than it holds.");
  return static_cast<size_t>(value);
}

std::string reader::text() {
  const size_t bytes = count();
  return std::string(take(bytes), bytes);
}

std::vector<std::pair<std::string, std::string>> reader::pairs() {
  std::vector<std::pair<std::string, std::string>> result;
  for (size_t left = count(); left > 0; left--) {
    std::string key = text();
    result.emplace_back(std::move(key), text());
  }
  return result;
}

poly_status reader::error(poly_error* to) {
  const auto status = static_cast<poly_status>(number());
  to->engine_code = static_cast<int32_t>(number());
  to->scope = static_cast<int32_t>(number());
  const std::string message = text();
  const size_t bytes = message.copy(to->message, sizeof to->message - 1);
  to->message[bytes] = 0;
  return status;
}

void reader::tensor(poly_tensor* to) {
  to->dtype = static_cast<int32_t>(number());
  const int64_t rank = number();
  if (rank < 0 || rank > POLY_MAX_RANK) throw std::runtime_error("A tensor has an impossible rank.");
  to->rank = static_cast<int32_t>(rank);
  for (int32_t i = 0; i < to->rank; i++) to->shape[i] = number();
  to->bytes = static_cast<size_t>(number());
}

}  // namespace poly
