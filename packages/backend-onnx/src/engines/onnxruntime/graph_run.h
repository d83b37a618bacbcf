/* A session whose work is captured once as a CUDA graph and then launched as one: it reads and writes at addresses that stay. */
#ifndef POLYINFER_ONNXRUNTIME_GRAPH_RUN_H_
#define POLYINFER_ONNXRUNTIME_GRAPH_RUN_H_
#include <vector>
#include "gpu.h"
#include "polyinfer/engine.h"
#include "runtime.h"

namespace ort {

class GraphBuffers {
 public:
  GraphBuffers(const poly_runtime* runtime, GpuSession& gpu) : api_(runtime->api), gpu_(gpu) {}
  ~GraphBuffers();
  GraphBuffers(const GraphBuffers&) = delete;
  GraphBuffers& operator=(const GraphBuffers&) = delete;

  /* Whether the options of a session ask for it. */
  static bool are_asked_for(const poly_open*);
  /* Memory for every input and output, bound for good. UNSUPPORTED where a size is free. */
  poly_status open(Session*, const poly_info&, poly_error*);
  /* Copies in, launches, copies out; tensors may lie anywhere. One run at a time. */
  poly_status run(const poly_run*, poly_call*, poly_error*);

 private:
  struct Buffer {
    poly::cuda::pointer at = 0;
    size_t bytes = 0;
    Value* value = nullptr;
  };
  poly_status make(const poly_value&, Buffer*, poly_error*);
  poly_status place(const poly_run*, poly_call*, poly_error*);
  poly_status copy_in(const poly_run*, poly_error*);
  poly_status start(poly_call*, poly_error*);
  poly_status copy_out(const poly_run*, poly_error*);

  const Api& api_;
  GpuSession& gpu_;
  Session* session_ = nullptr;
  const poly_info* info_ = nullptr;
  std::vector<Buffer> inputs_, outputs_;
  IoBinding* binding_ = nullptr;
  RunOptions* options_ = nullptr;
  bool is_any_on_host_ = false; /* of the outputs of this run */
};

}  // namespace ort
#endif
