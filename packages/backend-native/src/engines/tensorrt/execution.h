/* One run on one lane. */
#ifndef POLYINFER_TENSORRT_EXECUTION_H_
#define POLYINFER_TENSORRT_EXECUTION_H_
#include "polyinfer/kit.h"
#include "session.h"

namespace tensorrt {

class Execution {
 public:
  Execution(poly_session* s, Lane* lane, const poly_run* run, poly_call* call, const Listener& listener, poly_error* error)
      : s_(s),
        lane_(*lane),
        cuda_(lane->cuda),
        run_(run),
        call_(call),
        listener_(listener),
        error_(error),
        stream_(run->stream ? static_cast<poly::cuda::stream>(run->stream) : lane->stream) {}

  /* Feeds, shapes, kernels and results, in this order on the stream; on the host it ends before they do. */
  poly_status execute();
  /*
   * Nothing that the caller lent is touched any more afterwards, and results are where they are wanted; with a stream of the
   * caller's, that is so once the stream got there. Gives `status`, or what the device says where that was OK.
   */
  poly_status settle(poly_status status);

 private:
  /* A result on its way to host memory. */
  struct Download {
    void* to;
    const void* pinned; /* null: copied right away */
    size_t bytes;
  };

  poly_status feed(size_t index);
  poly_status check_shape(size_t index);
  poly_status tell_shape(size_t index);
  poly_status feed_shape_values(size_t index);
  poly_status feed_data(size_t index);
  poly_status place(size_t index, OutputBlock* block);
  poly_status place_known(size_t index, OutputBlock* block, poly_tensor* type);
  poly_status enqueue();
  poly_status collect(size_t index, OutputBlock* block);
  poly_status download(size_t index, OutputBlock* block, poly_tensor* type);
  poly_status lend(size_t index, size_t bytes);
  poly_status failure(const char* what);
  poly_status aborted() { return poly_fail(error_, POLY_ABORTED, 0, "The run was aborted."); }
  bool set_address(const Value& value, uint64_t address);
  void note(const std::string& text);

  poly_session* const s_;
  Lane& lane_;
  const Cuda& cuda_;
  const poly_run* const run_;
  poly_call* const call_;
  const Listener& listener_;
  poly_error* const error_;
  const poly::cuda::stream stream_;
  std::vector<Download> downloads_;
  /* By output: computed in the lane's memory, size told by the vendor. */
  std::vector<uint8_t> is_told_later_;
  /* By output: computed where the caller wants it. */
  std::vector<uint8_t> is_in_place_;
  /* Results on the device for which the caller has given no memory. */
  std::vector<poly_tensor*> lent_;
  /* What tells this run's kernels from others'; no graph where it stays false. */
  bool fits_graph_ = true;
  CudaGraphs::Key key_;
};

}  // namespace tensorrt
#endif
