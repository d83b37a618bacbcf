/* Tensors of the table as mats of ncnn, and back. */
#ifndef POLYINFER_NCNN_MATS_H_
#define POLYINFER_NCNN_MATS_H_
#include <memory>
#include "polyinfer/engine.h"
#include "vendor.h"

namespace ncnn {

struct MatDeleter {
  const Api* api;
  void operator()(Mat* mat) const { api->mat_destroy(mat); }
};
using MatHolder = std::unique_ptr<Mat, MatDeleter>;

/* Sizes, outermost first; a scalar is of one axis of size 1. */
struct Sizes {
  int rank = 0;
  int64_t at[4] = {};
  int64_t count() const;
};

/* A new mat with a copy of dense elements of 4 bytes; null where there is no memory. */
MatHolder mat_of(const Api&, const Sizes&, const void* data);

/* What a mat holds. False where its elements are not of 4 bytes each, or it is empty. */
bool mat_sizes(const Api&, const Mat*, Sizes*);

/* Copies the elements, dense. */
void mat_copy(const Api&, const Mat*, const Sizes&, void* to);

}  // namespace ncnn
#endif
