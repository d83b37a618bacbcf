/* A model, open in MNN. */
#ifndef POLYINFER_MNN_SESSION_H_
#define POLYINFER_MNN_SESSION_H_
#include <memory>
#include <string>
#include <vector>
#include "lane.h"
#include "model_file.h"
#include "options.h"
#include "runtime.h"

namespace mnn {

/* Everything that a poly_value points to. */
struct ValueText {
  std::string name;
  std::vector<int64_t> shape;
};

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
const poly_info* session_info(const poly_session*);
poly_status session_run(poly_session*, const poly_run*, poly_call*, poly_error*);
void session_close(poly_session*);

/* The number of a type's dtype; 0: one that this engine does not know. */
int32_t dtype_of(Type);

/* Of the first lane: plans it where all input shapes are fixed, and fills info. */
poly_status session_describe(poly_session*, poly_error*);

}  // namespace mnn

struct poly_session {
  poly_runtime* runtime = nullptr;
  mnn::ModelFile file;
  mnn::Options options;
  const mnn::Device* device = nullptr;
  int threads = 1;
  poly_info info{};
  std::vector<poly_value> values; /* inputs, then outputs */
  std::vector<mnn::ValueText> texts;
  std::vector<std::unique_ptr<mnn::Lane>> lanes; /* opened by their first run */
};
#endif
