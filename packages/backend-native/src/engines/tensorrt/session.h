/* A model, open in TensorRT. */
#ifndef POLYINFER_TENSORRT_SESSION_H_
#define POLYINFER_TENSORRT_SESSION_H_
#include <memory>
#include <mutex>
#include "build.h"
#include "lane.h"

namespace tensorrt {

poly_status session_open(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
const poly_info* session_info(const poly_session*);
poly_status session_run(poly_session*, const poly_run*, poly_call*, poly_error*);
void session_close(poly_session*);
poly_status session_describe(poly_session*, const char* what, poly_sink, poly_error*);
poly_status session_save(poly_session*, poly_sink, poly_error*);
poly_status tensor_alloc(poly_runtime*, poly_tensor*, poly_error*);
poly_status tensor_copy(poly_runtime*, const poly_tensor* from, poly_tensor* to, void* stream, poly_error*);

/* How far the sizes of an input may go. */
struct Range {
  std::vector<int64_t> min, max;
  bool is_shape = false; /* its values are sizes, read on the host */
};

}  // namespace tensorrt

struct poly_session {
  explicit poly_session(poly_runtime* owner) : runtime(owner) {}
  poly_session(const poly_session&) = delete;
  poly_session& operator=(const poly_session&) = delete;
  ~poly_session();

  const tensorrt::Slots& slots() const { return *runtime->library.slots; }

  poly_runtime* const runtime;
  tensorrt::Settings settings;
  tensorrt::Device device;
  /* What was built, without its bytes where the engine has them too; `is_built` false: a finished plan was opened. */
  tensorrt::Plan plan;
  bool is_built = false;
  tensorrt::Values values;
  poly_info info{};
  std::vector<tensorrt::Range> ranges; /* by input */
  tensorrt::Owned deserializer, engine;
  std::vector<std::unique_ptr<tensorrt::Lane>> lanes;
  std::mutex mutex; /* of `notes` */
  std::vector<std::string> notes;
};
#endif
