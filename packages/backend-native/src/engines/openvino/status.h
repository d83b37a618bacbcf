/* The vendor's statuses as ours. */
#ifndef POLYINFER_OPENVINO_STATUS_H_
#define POLYINFER_OPENVINO_STATUS_H_
#include "polyinfer/engine.h"
#include "vendor.h"

namespace openvino {

/* POLY_OK, else `status` with the vendor's number and words in `error`. No memory is told as that whatever `status` is. */
poly_status take(const Api&, Status, poly_status status, poly_error*);

}  // namespace openvino

#define OPENVINO_TRY(api, status, error, expression)                                     \
  do {                                                                                   \
    poly_status taken_ = ::openvino::take((api), (expression), (status), (error));       \
    if (taken_ != POLY_OK) return taken_;                                                \
  } while (0)
#endif
