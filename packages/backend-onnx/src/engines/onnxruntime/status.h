/* From ONNX Runtime's errors to ours. */
#ifndef POLYINFER_ONNXRUNTIME_STATUS_H_
#define POLYINFER_ONNXRUNTIME_STATUS_H_
#include "polyinfer/kit.h"
#include "vendor.h"

namespace ort {

/* What was going on: the same vendor code means different things. */
enum class During { kLoad, kProvider, kProviderOptions, kOptions, kOpen, kRun };

/* POLY_OK for null; else writes the error and releases the vendor's status. */
poly_status take(const Api& api, Status* status, During during, poly_error* error);

/* Drops a status whose failure changes nothing. */
void drop(const Api& api, Status* status);

}  // namespace ort

/* Returns from the calling function where a vendor's call failed. */
#define ORT_TRY(api, during, error, expression)                                 \
  do {                                                                          \
    poly_status ort_try_ = ort::take((api), (expression), (during), (error));   \
    if (ort_try_ != POLY_OK) return ort_try_;                                   \
  } while (0)
#endif
