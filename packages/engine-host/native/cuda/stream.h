// A stream of a CUDA device: what it does with memory comes after what other streams did with it.
#ifndef POLYINFER_CUDA_STREAM_H_
#define POLYINFER_CUDA_STREAM_H_
#include "device.h"

namespace poly {

/** A piece of memory, as copies and kernels see it. */
struct cuda_span {
  cuda_memory* memory = nullptr;
  size_t offset_bytes = 0;
  cuda::pointer at() const { return memory->at + offset_bytes; }
};

/** A copy back that is under way: pinned memory that is filled when `done` is reached. */
struct cuda_download {
  cuda_pinned pinned;
  cuda::event done = nullptr;
};

/** What a stream was given while it was captured, to be given again at once. It keeps the memory that it touches. */
class cuda_graph {
 public:
  cuda_graph(std::shared_ptr<cuda_device> h, cuda::graph_exec e, std::vector<std::shared_ptr<cuda_memory>> m)
      : home(std::move(h)), handle(e), memories(std::move(m)) {}
  ~cuda_graph();

  const std::shared_ptr<cuda_device> home;
  const cuda::graph_exec handle;
  const std::vector<std::shared_ptr<cuda_memory>> memories;
};

/** Calls return before the device has done it. Safe to call from any thread. */
class cuda_stream : public std::enable_shared_from_this<cuda_stream> {
 public:
  static poly_status create(const std::shared_ptr<cuda_device>& home, std::shared_ptr<cuda_stream>* out, poly_error* error);
  /** Waits until all is done; not for the event loop's thread. */
  ~cuda_stream();

  /** `from` may be reused when this returns. */
  poly_status upload(cuda_span to, const void* from, size_t bytes, poly_error* error);
  /** The same from pinned memory of the device's, which takes it back; also where it fails. */
  poly_status upload(cuda_span to, cuda_pinned from, size_t bytes, poly_error* error);
  poly_status download(cuda_span from, size_t bytes, cuda_download* out, poly_error* error);
  poly_status copy(cuda_span to, cuda_span from, size_t bytes, poly_error* error);
  poly_status fill(cuda_span to, size_t bytes, unsigned char value, poly_error* error);
  /** dims: grid and block, x y z each. `touched`: all memory that the kernel reads or writes. */
  poly_status launch(cuda::function kernel, const unsigned dims[6], unsigned shared_bytes, void** arguments,
                     const std::vector<cuda_memory*>& touched, poly_error* error);
  /** Until end_capture, copies on the device, fills and kernels are noted and not done; all else is refused. */
  poly_status begin_capture(poly_error* error);
  poly_status end_capture(std::shared_ptr<cuda_graph>* out, poly_error* error);
  poly_status launch(cuda_graph& graph, poly_error* error);
  /** An event that is reached when all before is done; the caller gives it back to the device. */
  poly_status mark(cuda::event* out, poly_error* error);

  /**
   * For work that others put into the stream: what follows comes after what other streams did with the memory, and `used`
   * says that it has been put there. The lock is held and the context current.
   */
  poly_status before_use(cuda_memory& memory, poly_error* error);
  void used(cuda_memory& memory);
  /**
   * From now on nobody who waits for what was put here records anything in this stream, which an engine may be capturing
   * then. The lock is held and the context current.
   */
  poly_status settle_uses(poly_error* error);

  const std::shared_ptr<cuda_device> home;
  const cuda::stream handle;

 private:
  cuda_stream(std::shared_ptr<cuda_device> home, cuda::stream handle, cuda::event reached);
  poly_status refuse_capture(const char* what, poly_error* error) const;
  poly_status wait_for(cuda_stream& other, uint64_t operation, poly_error* error);

  // Of the last operation, and of the last that `reached_` stands for. Under the device's lock.
  uint64_t last_ = 0, marked_ = 0;
  const cuda::event reached_;
  bool is_captured_ = false;
  std::vector<std::shared_ptr<cuda_memory>> captured_;
};

}  // namespace poly
#endif
