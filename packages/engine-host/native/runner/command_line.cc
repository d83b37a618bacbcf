#include "command_line.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace poly {
namespace {

bool read_number(const std::string& text, int64_t* out) {
  char* end = nullptr;
  errno = 0;
  *out = std::strtoll(text.c_str(), &end, 10);
  return !text.empty() && *end == 0 && errno == 0 && *out >= 0;
}

bool read_pair(const std::string& text, std::pair<std::string, std::string>* out) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) return false;
  *out = {text.substr(0, equals), text.substr(equals + 1)};
  return true;
}

bool read_pair(const std::string& text, text_pairs* out) {
  out->emplace_back();
  return read_pair(text, &out->back());
}

bool read_all(int fd, std::string* out) {
  char piece[1 << 16];
  ssize_t got;
  while ((got = read(fd, piece, sizeof piece)) != 0) {
    if (got > 0)
      out->append(piece, static_cast<size_t>(got));
    else if (errno != EINTR)
      return false;
  }
  close(fd);
  return true;
}

// A path, or @ and the number of a descriptor that gives the bytes.
bool add_file(const std::string& name, const std::string& place, open_request* request) {
  model_file file{name, place, nullptr, 0, nullptr};
  if (place[0] == '@') {
    int64_t fd = 0;
    const auto bytes = std::make_shared<std::string>();
    if (!read_number(place.substr(1), &fd) || !read_all(static_cast<int>(fd), bytes.get())) return false;
    file = {name, "", bytes->data(), bytes->size(), bytes};
  }
  request->files.push_back(std::move(file));
  return true;
}

std::string format_of(const std::string& model) {
  const size_t dot = model.rfind('.');
  return dot == std::string::npos || dot < model.rfind('/') + 1 ? "" : model.substr(dot + 1);
}

bool read_setting(const std::string& name, const std::string& value, command_line* out) {
  int64_t number = 0;
  std::pair<std::string, std::string> file;
  if (name == "--load") return read_pair(value, &out->load_options);
  if (name == "--option") return read_pair(value, &out->request.options);
  if (name == "--file") return read_pair(value, &file) && add_file(file.first, file.second, &out->request);
  if (name == "--format") return out->request.format = value, true;
  if (name == "--device") return out->request.device = value, true;
  if (name == "--threads" && read_number(value, &number)) {
    out->request.threads = static_cast<int32_t>(number);
    return true;
  }
  if (name == "--time-limit-ms") return read_number(value, &out->within.time_ms);
  if (name == "--memory-limit-mib") return read_number(value, &out->within.memory_mib);
  if (name == "--runs") return read_number(value, &out->runs);
  if (name == "--seconds") return read_number(value, &out->seconds);
  if (name == "--seed") return read_number(value, &out->seed);
  if (name == "--output") return out->output = value, !value.empty();
  if (name == "--folder") return out->folder = value, true;
  return false;
}

bool read_flag(const std::string& word, command_line* out) {
  if (word == "--random") return out->is_random = true;
  if (word == "--open-only") return out->opens_only = true;
  if (word == "--tell-all") return out->tells_all = true;
  if (word == "--as-files") return out->as_files = true;
  if (word == "--attached") return out->within.is_attached = true;
  return false;
}

}  // namespace

bool read_command_line(const std::vector<std::string>& words, bool has_model, command_line* out) {
  size_t next = 0;
  const auto take = [&] { return next < words.size() && words[next].compare(0, 2, "--") != 0 ? words[next++] : ""; };
  out->engine = take();
  out->library = take();
  if (out->library == "-") out->library.clear();
  if (out->engine.empty()) return false;
  if (has_model) {
    const std::string model = take();
    if (model.empty()) return false;
    out->request.format = format_of(model);
    if (!add_file("", model, &out->request)) return false;
  }
  for (; next < words.size(); next++) {
    if (read_flag(words[next], out)) continue;
    if (words[next].compare(0, 2, "--") != 0) {
      if (!has_model || !read_pair(words[next], &out->request.options)) return false;
      continue;
    }
    if (next + 1 == words.size() || !read_setting(words[next], words[next + 1], out)) return false;
    next++;
  }
  return true;
}

}  // namespace poly
