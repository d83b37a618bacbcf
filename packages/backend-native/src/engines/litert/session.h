/* A model, open in LiteRT. */
#ifndef POLYINFER_LITERT_SESSION_H_
#define POLYINFER_LITERT_SESSION_H_
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>
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

/* One compiled model, for it takes one run at a time; made by the lane's first run. By input, then by output. */
struct Lane {
  CompiledModel* compiled = nullptr;
  std::vector<Layout> layouts;
  std::vector<KeptBuffer> kept;
  std::vector<TensorBuffer*> buffers; /* of this run */
  std::vector<void*> memory;          /* of this run */
  std::vector<Layout> after;          /* of this run's outputs */
  std::vector<Bounce> bounces;
};

/* Everything that a poly_value points to, and the vendor's element type. */
struct ValueText {
  std::string name, details;
  std::vector<int64_t> shape;
  int32_t element = 0;
};

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
const poly_info* session_info(const poly_session*);
poly_status session_run(poly_session*, const poly_run*, poly_call*, poly_error*);
void session_close(poly_session*);

/* Finds the signature, and fills info and texts from it. UNSUPPORTED for element types and ranks that the table has not. */
poly_status session_describe(poly_session*, poly_error*);

/* Compiles the model for one lane. */
poly_status lane_make(poly_session*, Lane*, poly_call*, poly_error*);
/* Lets go of all but the lane's own memory. */
void lane_reset(const Api&, Lane*);

}  // namespace litert

struct poly_session {
  explicit poly_session(poly_runtime* owner) : runtime(owner) {}
  ~poly_session();
  poly_session(const poly_session&) = delete;
  poly_session& operator=(const poly_session&) = delete;

  poly_runtime* runtime;
  std::vector<char> bytes; /* of a model that was given as a path; it outlives the model */
  litert::Model* model = nullptr;
  litert::CompileOptions options;
  size_t signature = 0;
  bool has_open_outputs = false; /* some output's size is not known from the file */
  poly_info info{};
  std::vector<poly_value> values; /* inputs, then outputs */
  std::vector<litert::ValueText> texts;
  std::vector<litert::Lane> lanes;
  std::mutex compiling;
};
#endif
