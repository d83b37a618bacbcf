/* The bytes of a model for as long as a session is open, whichever way they came. */
#ifndef POLYINFER_MNN_MODEL_FILE_H_
#define POLYINFER_MNN_MODEL_FILE_H_
#include "polyinfer/engine.h"

namespace mnn {

class ModelFile {
 public:
  ModelFile() = default;
  ~ModelFile();
  ModelFile(const ModelFile&) = delete;
  ModelFile& operator=(const ModelFile&) = delete;

  /* Borrows the bytes, or maps the file: it may be removed while it is mapped. INVALID_ARGUMENT, INVALID_MODEL. */
  poly_status open(const poly_file&, poly_error*);

  const void* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  const void* data_ = nullptr;
  size_t bytes_ = 0;
  void* mapped_ = nullptr;
};

}  // namespace mnn
#endif
