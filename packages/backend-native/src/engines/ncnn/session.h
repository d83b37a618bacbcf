/* A net, open in ncnn. */
#ifndef POLYINFER_NCNN_SESSION_H_
#define POLYINFER_NCNN_SESSION_H_
#include <vector>
#include "runtime.h"
#include "values.h"

namespace ncnn {

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
const poly_info* session_info(const poly_session*);
poly_status session_run(poly_session*, const poly_run*, poly_call*, poly_error*);
void session_close(poly_session*);

}  // namespace ncnn

struct poly_session {
  explicit poly_session(const poly_runtime* owner) : api(owner->api) {}
  ~poly_session() {
    if (net) api.net_destroy(net);
  }
  poly_session(const poly_session&) = delete;
  poly_session& operator=(const poly_session&) = delete;

  const ncnn::Api& api;
  ncnn::Net* net = nullptr; /* extractors of several threads share it */
  poly_info info{};
  std::vector<ncnn::Value> inputs, outputs;
  std::vector<poly_value> values; /* inputs, then outputs */
  bool is_computing = false;      /* some output is no input */
};
#endif
