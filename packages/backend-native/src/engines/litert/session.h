/* A model, open in LiteRT. */
#ifndef POLYINFER_LITERT_SESSION_H_
#define POLYINFER_LITERT_SESSION_H_
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>
#include "opened.h"
#include "options.h"
#include "runtime.h"

namespace litert {

/* Memory of ours, aligned as the library wants it, and longer than asked for: its kernels read a little past the end. */
class Bounce {
 public:
  /* At least so many bytes; null where there is no memory. What was in it is lost. */
  void* of(size_t bytes);

 private:
  struct Free {
    void operator()(void* memory) const { free(memory); }
  };
  std::unique_ptr<void, Free> memory_;
  void* aligned_ = nullptr;
  size_t bytes_ = 0;
};

/* A vendor's buffer over memory, kept for the next run on the same memory. It owns nothing but itself. */
struct KeptBuffer {
  TensorBuffer* buffer = nullptr;
  void* data = nullptr;
};

/* One compiled model, for it takes one run at a time; made by the lane's first run, or as the session opens. By input, then by output. */
struct Lane {
  CompiledModel* compiled = nullptr;
  std::vector<Layout> layouts;
  std::vector<KeptBuffer> kept;
  std::vector<TensorBuffer*> buffers; /* of this run */
  std::vector<void*> memory;          /* of this run */
  std::vector<Layout> after;          /* of this run's outputs */
  std::vector<Bounce> bounces;
};

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);

struct Session final : poly_session {
  explicit Session(poly_runtime* owner) : runtime(owner) {}
  ~Session() override;
  poly_status run(const poly_run*, poly_call*, poly_error*) override;

  poly_runtime* runtime;
  ModelBytes bytes; /* they outlive the model */
  Model* model = nullptr;
  CompileOptions options;
  size_t signature = 0;
  std::vector<Lane> lanes;
  std::mutex compiling;
};

/* Finds the signature, and declares its inputs and outputs. */
poly_status session_describe(Session*, poly_error*);

/* Compiles the model for one lane. */
poly_status lane_make(Session*, Lane*, poly_call*, poly_error*);
/* Lets go of all but the lane's own memory. */
void lane_reset(const Api&, Lane*);

}  // namespace litert
#endif
