#include "reader.h"
#include <algorithm>
#include "polyinfer/kit.h"

namespace ncnn {
namespace {

/* The longest word or line piece that the library asks for at once is 1023 bytes. */
constexpr size_t kWindow = 4096;

/* The library's reader has no room for a pointer of ours; it reads on the thread that called it. */
thread_local Reader* current = nullptr;

poly_status cannot_read(const poly_file& file, poly_error* error) {
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected a file that can be read but received `%s`.",
                   file.path ? file.path : "");
}

}  // namespace

poly_status read_text(const poly_file& file, std::string* text, poly_error* error) {
  if (file.data) {
    text->assign(static_cast<const char*>(file.data), file.bytes);
    return POLY_OK;
  }
  std::FILE* opened = file.path ? std::fopen(file.path, "rb") : nullptr;
  if (!opened) return cannot_read(file, error);
  char piece[kWindow];
  for (size_t n; (n = std::fread(piece, 1, sizeof piece, opened)) > 0;) text->append(piece, n);
  const bool is_whole = !std::ferror(opened);
  std::fclose(opened);
  return is_whole ? POLY_OK : cannot_read(file, error);
}

Reader::~Reader() {
  if (reader_) api_.datareader_destroy(reader_);
  if (file_) std::fclose(file_);
}

poly_status Reader::make(poly_error* error) {
  reader_ = api_.datareader_create();
  if (!reader_) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for a reader of ncnn.");
  reader_->scan = scan_current;
  reader_->read = read_current;
  return POLY_OK;
}

poly_status Reader::open_text(std::string& text, poly_error* error) {
  text_ = text.data();
  left_ = text.size();
  return make(error);
}

poly_status Reader::open_file(const poly_file& file, poly_error* error) {
  if (file.data) {
    at_ = static_cast<const char*>(file.data);
    left_ = file.bytes;
  } else {
    file_ = file.path ? std::fopen(file.path, "rb") : nullptr;
    if (!file_) return cannot_read(file, error);
  }
  return make(error);
}

template <typename Load>
int Reader::loading(Load load) {
  struct Restore {
    Reader* outer;
    ~Restore() { current = outer; }
  } restore{current};
  current = this;
  return load();
}

int Reader::load_param(Net* net) {
  return loading([&] { return api_.net_load_param_datareader(net, reader_); });
}

int Reader::load_model(Net* net) {
  return loading([&] { return api_.net_load_model_datareader(net, reader_); });
}

bool Reader::is_at_end() {
  if (!file_) return left_ == 0;
  const int next = std::fgetc(file_);
  if (next != EOF) std::ungetc(next, file_);
  return next == EOF;
}

int Reader::scan_current(DataReader*, const char* format, void* to) { return current ? current->scan(format, to) : 0; }
size_t Reader::read_current(DataReader*, void* to, size_t bytes) { return current ? current->read(to, bytes) : 0; }

int Reader::scan(const char* format, void* to) {
  char with_end[64];
  if (std::snprintf(with_end, sizeof with_end, "%s%%n", format) >= static_cast<int>(sizeof with_end)) return 0;
  /* sscanf measures its whole text first: it sees a window, for else long texts take quadratic time. */
  const size_t window = std::min(left_, kWindow);
  const char kept = text_[window];
  text_[window] = 0;
  int consumed = 0;
  const int found = std::sscanf(text_, with_end, to, &consumed);
  text_[window] = kept;
  text_ += consumed;
  left_ -= static_cast<size_t>(consumed);
  return consumed > 0 ? found : 0;
}

size_t Reader::read(void* to, size_t bytes) {
  if (file_) return std::fread(to, 1, bytes, file_);
  const size_t count = std::min(bytes, left_);
  memcpy(to, at_, count);
  at_ += count;
  left_ -= count;
  return count;
}

}  // namespace ncnn
