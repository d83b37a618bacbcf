/* A model, open in ONNX Runtime. */
#ifndef POLYINFER_ONNXRUNTIME_SESSION_H_
#define POLYINFER_ONNXRUNTIME_SESSION_H_
#include <memory>
#include <vector>
#include "graph_run.h"
#include "runtime.h"

namespace ort {

/* A value over memory of the caller's, kept for the next run on the same memory. It owns nothing but itself. */
struct KeptValue {
  Value* value = nullptr;
  poly_tensor of{};
};

/* What one run needs, kept from run to run; one run at a time uses a lane. */
struct Lane {
  const Api* api = nullptr;
  RunOptions* options = nullptr; /* made by the first run */
  std::vector<KeptValue> kept;   /* by input, then by output */
  std::vector<const char*> input_names, output_names;
  std::vector<Value*> inputs, outputs;
  std::vector<Value*> strings; /* inputs of this run alone */
  std::vector<uint32_t> output_indices; /* of `outputs` in poly_run.outputs */
  size_t peak_bytes = 0;                /* of the inputs of a run, since memory was given back */
  uint32_t small_runs = 0;              /* in a row, whose inputs were much smaller than that */
  IoBinding* binding = nullptr;         /* made by the first run on device tensors */
};

/* Everything that a poly_value points to. */
struct ValueText {
  std::string name, details;
  std::vector<int64_t> shape;
};

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
const poly_info* session_info(const poly_session*);
poly_status session_run(poly_session*, const poly_run*, poly_call*, poly_error*);
void session_close(poly_session*);

/* JSON of "report": {"placement": {"CUDAExecutionProvider": 12, ...}, "onCpu": ["Shape", ...]}, where nodes are recorded. */
poly_status session_tell(poly_session*, const char* what, poly_sink, poly_error*);

/* Fills info and texts from the vendor's session. UNSUPPORTED for values that are no tensors. */
poly_status session_describe(poly_session*, poly_error*);

}  // namespace ort

struct poly_session {
  explicit poly_session(poly_runtime* owner) : runtime(owner), log(owner->log) {}
  ~poly_session();
  poly_session(const poly_session&) = delete;
  poly_session& operator=(const poly_session&) = delete;

  poly_runtime* runtime;
  ort::Session* session = nullptr;
  poly_info info{};
  std::vector<poly_value> values; /* inputs, then outputs */
  std::vector<ort::ValueText> texts;
  std::vector<ort::Lane> lanes;
  bool has_arena = true;
  std::unique_ptr<ort::GpuSession> gpu; /* null: on the processor */
  std::unique_ptr<ort::GraphBuffers> graph; /* null: each run is its own */
  ort::CallLog log;
};
#endif
