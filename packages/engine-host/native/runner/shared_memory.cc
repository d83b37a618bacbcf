#include "shared_memory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace poly {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kSmallest = size_t{64} << 10;
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
/** After so many runs that need a quarter or less, memory is given back. */
constexpr unsigned kRoomyRuns = 16;

size_t rounded(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

char* map(int fd, size_t bytes, int flags) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
  return data == MAP_FAILED ? nullptr : static_cast<char*>(data);
}

}  // namespace

segment segment::create(uint64_t number, size_t bytes) {
  segment made;
  made.fd = owned_fd(memfd_create("polyinfer", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  // Taken now: later there would be no way to say that memory is short but a signal.
  if (!made.fd || posix_fallocate(made.fd.get(), 0, static_cast<off_t>(bytes)) != 0) return {};
  if (fcntl(made.fd.get(), F_ADD_SEALS, kSeals) != 0) return {};
  made.number = number;
  made.bytes = bytes;
  made.data = map(made.fd.get(), bytes, MAP_SHARED);
  return made;
}

segment segment::adopt(uint64_t number, owned_fd fd, size_t bytes, int flags) {
  struct stat status {};
  if (!fd || bytes == 0 || (fcntl(fd.get(), F_GET_SEALS) & kSeals) != kSeals) return {};
  if (fstat(fd.get(), &status) != 0 || static_cast<size_t>(status.st_size) != bytes) return {};
  segment made;
  made.number = number;
  made.bytes = bytes;
  made.data = map(fd.get(), bytes, flags);
  return made;  // the mapping holds the memory, the descriptor is not needed
}

segment::segment(segment&& other) noexcept { *this = std::move(other); }

segment& segment::operator=(segment&& other) noexcept {
  std::swap(number, other.number);
  std::swap(fd, other.fd);
  std::swap(data, other.data);
  std::swap(bytes, other.bytes);
  return *this;
}

segment::~segment() {
  if (data) munmap(data, bytes);
}

void outbox::begin() {
  const size_t last_run = std::exchange(taken_, 0);
  used_ = 0;
  if (segments_.empty()) return;
  while (segments_.size() > 1) segments_.pop_front();
  const size_t kept = segments_.front().bytes;
  roomy_runs_ = kept > kSmallest && last_run <= kept / 4 ? roomy_runs_ + 1 : 0;
  if (roomy_runs_ > kRoomyRuns) segments_.clear();
}

bool outbox::grow(size_t bytes, int socket) {
  segment made = segment::create(next_number_, rounded(std::max(bytes, kSmallest), kSmallest));
  if (!made) return false;
  writer body;
  body.number(static_cast<int64_t>(made.number));
  body.number(static_cast<int64_t>(made.bytes));
  if (!send_frame(socket, frame_kind::segment, body.bytes, made.fd.get())) return false;
  made.fd = owned_fd();
  next_number_++;
  roomy_runs_ = 0;
  used_ = 0;
  segments_.push_back(std::move(made));
  return true;
}

place outbox::take(size_t bytes, int socket) {
  const size_t need = rounded(std::max<size_t>(bytes, 1), kAlignment);
  if (need < bytes) return {};
  // As large as all that this run took so far, so that runs of this size soon find one segment that holds all.
  if ((segments_.empty() || segments_.back().bytes - used_ < need) && !grow(taken_ + need, socket)) return {};
  const segment& last = segments_.back();
  const place result = {last.number, used_, last.data + used_};
  used_ += need;
  taken_ += need;
  return result;
}

bool inbox::add(frame from) {
  reader body(from.body);
  const auto number = static_cast<uint64_t>(body.number());
  segment made = segment::adopt(number, std::move(from.fd), static_cast<size_t>(body.number()));
  if (!made) return false;
  segments_.push_back(std::move(made));
  return true;
}

void inbox::drop_before(uint64_t number) {
  while (!segments_.empty() && segments_.front().number < number) segments_.pop_front();
}

char* inbox::at(uint64_t number, size_t offset, size_t bytes) {
  for (const segment& one : segments_)
    if (one.number == number) return offset <= one.bytes && bytes <= one.bytes - offset ? one.data + offset : nullptr;
  return nullptr;
}

}  // namespace poly
