/* Inputs and outputs of the model as blobs of the net. */
#ifndef POLYINFER_NCNN_VALUES_H_
#define POLYINFER_NCNN_VALUES_H_
#include <string>
#include <vector>
#include "polyinfer/engine.h"

namespace ncnn {

constexpr int kNoBatch = -1;
constexpr char kNoBlob = '-'; /* begins the name of a value that the net does not have */

/* One input or output. */
struct Value {
  std::string blob, name;
  int32_t dtype = POLY_FLOAT32;
  bool is_whole = false;       /* of an output: integers, which float32 holds below 2^24 only */
  int batch_axis = kNoBatch;   /* the axis that the net does not have */
  int32_t rank = -1;           /* -1: unknown, as the net's own */
  std::vector<int64_t> shape;  /* with the batch axis; -1: free */
  int source = -1;             /* of an output that is an input unchanged: which one */
};

/*
 * Reads `blob dtype batch shape name`: dtype float32, whole (float32 that holds integers) or a
 * number of POLY_DTYPE_MAP, batch an axis or `-`, shape `1x3x-1x-1`,
 * `scalar` or `?`; name is the rest, as it is. False where the text is none.
 */
bool value_parse(const char* text, Value*);

/* The axes that the net's own tensor has; -1 where the rank is unknown. */
int32_t value_net_rank(const Value&);

}  // namespace ncnn
#endif
