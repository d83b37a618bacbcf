/* What one run at a time uses: an execution context, a stream, memory. */
#ifndef POLYINFER_TENSORRT_LANE_H_
#define POLYINFER_TENSORRT_LANE_H_
#include <list>
#include <vector>
#include "cuda_graph.h"
#include "device.h"
#include "output_block.h"
#include "owned.h"
#include "values.h"

namespace tensorrt {

/* The memory of one input. */
struct InputBlock {
  DeviceBlock device;
  PinnedBlock pinned;
  std::vector<int64_t> shape; /* that the context has been told; */
  bool has_shape = false;     /* once it has */
  std::vector<char> host;     /* of one that is itself a shape: the vendor reads it here */
};

struct Lane {
  explicit Lane(const Cuda& cuda) : cuda(cuda) {}
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /* Makes context, stream and event; the device's context is current. */
  poly_status open(const Slots&, void* engine, const Values&, const Listener&, poly_error*);
  /* Forgets what the context was told: after a run that failed halfway, a new one is made. */
  void close_context();

  const Cuda& cuda;
  poly::cuda::stream stream = nullptr;
  /* Recorded after a run on a stream of the caller's: whoever uses the lane next waits for it on the device. */
  poly::cuda::event done = nullptr;
  bool is_pending = false;
  std::vector<InputBlock> inputs;
  /* In place: the context keeps pointers to them. */
  std::list<OutputBlock> outputs;
  CudaGraphs graphs;
  /* After the memory that it points to, so that it goes first. */
  Owned context;
};

}  // namespace tensorrt
#endif
