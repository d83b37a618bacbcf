#include "model_file.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include "polyinfer/kit.h"

namespace mnn {

ModelFile::~ModelFile() {
  if (mapped_) munmap(mapped_, bytes_);
}

poly_status ModelFile::open(const poly_file& file, poly_error* error) {
  data_ = file.data;
  bytes_ = file.bytes;
  if (data_) return POLY_OK;
  const int descriptor = file.path ? ::open(file.path, O_RDONLY | O_CLOEXEC) : -1;
  if (descriptor < 0)
    return poly_fail(error, POLY_INVALID_ARGUMENT, errno, "Expected a model file that can be read but %s: %s.",
                     file.path ? file.path : "none was given", strerror(errno));
  struct stat facts {};
  const bool has_bytes = !fstat(descriptor, &facts) && S_ISREG(facts.st_mode) && facts.st_size > 0;
  if (has_bytes) {
    bytes_ = static_cast<size_t>(facts.st_size);
    mapped_ = mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped_ == MAP_FAILED) mapped_ = nullptr;
  }
  close(descriptor);
  data_ = mapped_;
  return data_ ? POLY_OK : poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a model file but %s is empty or no file.", file.path);
}

}  // namespace mnn
