/* One MNN interpreter with its session: interpreters let only one of their sessions run at a time. */
#ifndef POLYINFER_MNN_LANE_H_
#define POLYINFER_MNN_LANE_H_
#include <atomic>
#include <string>
#include <vector>
#include "options.h"
#include "polyinfer/engine.h"
#include "runtime.h"

namespace mnn {

/* A tensor of a session. Sessions of one model have the same ones in the same order. */
struct Port {
  std::string name;
  Tensor* tensor;
};

struct Model {
  const void* data;
  size_t bytes;
};

class Lane {
 public:
  Lane() = default;
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  bool is_open() const { return session_ != nullptr; }
  /* Makes the session; nothing is computed and no memory planned yet. */
  poly_status open(const Api&, const Model&, const Options&, const Device&, int threads, poly_error*);
  /* Plans for these input shapes, in the order of inputs(). Nothing to do where they are planned for. */
  poly_status resize(const std::vector<Ints>& shapes, poly_error*);
  /* Blocks. ABORTED soon after stop(). */
  poly_status run(poly_error*);
  /* From any thread. */
  void stop() { stopped_ = true; }
  void restart() { stopped_ = false; }
  /* After a failure: plan anew at the next resize. */
  void forget() { shapes_.clear(); }

  const std::vector<Port>& inputs() const { return inputs_; }
  const std::vector<Port>& outputs() const { return outputs_; }

 private:
  poly_status check_device(const Session*, const Device&, poly_error*) const;

  const Api* api_ = nullptr;
  Interpreter* interpreter_ = nullptr;
  Session* session_ = nullptr; /* the interpreter's */
  std::vector<Port> inputs_, outputs_;
  std::vector<Ints> shapes_;
  std::atomic<bool> stopped_{false};
};

}  // namespace mnn
#endif
