/* Runs of one shape, recorded once and started as a whole from then on. */
#ifndef POLYINFER_TENSORRT_CUDA_GRAPH_H_
#define POLYINFER_TENSORRT_CUDA_GRAPH_H_
#include <functional>
#include <list>
#include <string>
#include <vector>
#include "polyinfer/cuda.h"

namespace tensorrt {

class CudaGraphs {
 public:
  CudaGraphs() = default;
  ~CudaGraphs() { clear(); }
  CudaGraphs(const CudaGraphs&) = delete;
  CudaGraphs& operator=(const CudaGraphs&) = delete;

  /* All that tells a run's kernels from others': sizes and addresses. */
  typedef std::vector<int64_t> Key;

  /*
   * Starts what `enqueue` would start. The first run of a key enqueues, the second records, later ones replay. What cannot
   * be recorded is enqueued from then on, and `note` says why. False: enqueue failed.
   */
  bool start(const poly::cuda::driver&, poly::cuda::stream, Key, const std::function<bool()>& enqueue, std::string* note);
  void clear();

 private:
  struct Recorded {
    Key key;
    poly::cuda::graph_exec exec = nullptr;
    bool is_refused = false;
  };
  bool record(poly::cuda::stream, Recorded*, const std::function<bool()>& enqueue, std::string* note);

  const poly::cuda::driver* cuda_ = nullptr;
  std::list<Recorded> recorded_; /* the last used first */
};

}  // namespace tensorrt
#endif
