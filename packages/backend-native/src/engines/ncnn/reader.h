/* The bytes of a net, from memory or from a file, within their bounds. */
#ifndef POLYINFER_NCNN_READER_H_
#define POLYINFER_NCNN_READER_H_
#include <cstdio>
#include <string>
#include "polyinfer/engine.h"
#include "runtime.h"

namespace ncnn {

/* The whole file as text. INVALID_ARGUMENT where it has neither data nor a path that can be read. */
poly_status read_text(const poly_file&, std::string*, poly_error*);

/* A reader of the library over text or weights. */
class Reader {
 public:
  explicit Reader(const Api& api) : api_(api) {}
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /* The text must stay as it is; it is written to and restored while the library reads. */
  poly_status open_text(std::string& text, poly_error*);
  poly_status open_file(const poly_file&, poly_error*);

  int load_param(Net*);
  int load_model(Net*);

  /* Whether no byte is left. */
  bool is_at_end();

 private:
  poly_status make(poly_error*);
  int scan(const char* format, void* to);
  size_t read(void* to, size_t bytes);
  template <typename Load>
  int loading(Load load);
  static int scan_current(DataReader*, const char*, void*);
  static size_t read_current(DataReader*, void*, size_t);

  const Api& api_;
  DataReader* reader_ = nullptr;
  char* text_ = nullptr;
  const char* at_ = nullptr;
  size_t left_ = 0;
  std::FILE* file_ = nullptr;
};

}  // namespace ncnn
#endif
