#include "stream.h"

#include <cstring>

namespace poly {

cuda_stream::cuda_stream(std::shared_ptr<cuda_device> h, cuda::stream s, cuda::event e)
    : home(std::move(h)), handle(s), reached_(e) {}

poly_status cuda_stream::create(const std::shared_ptr<cuda_device>& home, std::shared_ptr<cuda_stream>* out, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  POLY_CUDA_ENTER(*home, error);
  cuda::event reached = nullptr;
  if (const poly_status status = home->take_event(&reached, error)) return status;
  cuda::stream handle = nullptr;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuStreamCreate, &handle, cuda::kStreamNonBlocking)) {
    home->give_event(reached);
    return status;
  }
  out->reset(new cuda_stream(home, handle, reached));
  return POLY_OK;
}

cuda_stream::~cuda_stream() {
  const cuda::scoped_context current(home->api, home->context);
  home->api.cuStreamSynchronize(handle);
  home->api.cuStreamDestroy_v2(handle);
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  home->give_event(reached_);
}

// One event a stream: it is recorded when somebody has to wait, and stands for all until then.
poly_status cuda_stream::wait_for(cuda_stream& other, uint64_t operation, poly_error* error) {
  if (other.marked_ < operation) {
    if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuEventRecord, other.reached_, other.handle)) return status;
    other.marked_ = other.last_;
  }
  return POLY_CUDA_CALL(home->api, error, cuStreamWaitEvent, handle, other.reached_, 0);
}

poly_status cuda_stream::settle_uses(poly_error* error) {
  if (marked_ == last_) return POLY_OK;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuEventRecord, reached_, handle)) return status;
  marked_ = last_;
  return POLY_OK;
}

poly_status cuda_stream::before_use(cuda_memory& memory, poly_error* error) {
  if (is_captured_) {
    captured_.push_back(memory.shared_from_this());
    return POLY_OK;
  }
  for (const cuda_use& use : memory.uses) {
    const std::shared_ptr<cuda_stream> other = use.on.lock();
    if (!other || other.get() == this) continue;
    if (const poly_status status = wait_for(*other, use.operation, error)) return status;
  }
  return POLY_OK;
}

void cuda_stream::used(cuda_memory& memory) {
  if (is_captured_) return;
  memory.uses.clear();
  memory.uses.push_back({weak_from_this(), ++last_});
}

poly_status cuda_stream::upload(cuda_span to, const void* from, size_t bytes, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  if (const poly_status status = refuse_capture("copied to", error)) return status;
  cuda_pinned pinned;
  {
    POLY_CUDA_ENTER(*home, error);
    if (const poly_status status = home->take_pinned(bytes, &pinned, error)) return status;
  }
  memcpy(pinned.data, from, bytes);
  return upload(to, pinned, bytes, error);
}

poly_status cuda_stream::upload(cuda_span to, cuda_pinned pinned, size_t bytes, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  const cuda::scoped_context current(home->api, home->context);
  cuda::event done = nullptr;
  poly_status status = cuda::fail(home->api, current.code, "cuCtxPushCurrent_v2", error);
  if (!status) status = home->take_event(&done, error);
  if (!status) status = before_use(*to.memory, error);
  if (!status) status = POLY_CUDA_CALL(home->api, error, cuMemcpyHtoDAsync_v2, to.at(), pinned.data, bytes, handle);
  if (!status) {
    used(*to.memory);
    status = POLY_CUDA_CALL(home->api, error, cuEventRecord, done, handle);
    // Without the event nobody knows when the copy is over.
    if (status) home->api.cuStreamSynchronize(handle);
  }
  if (status && done) home->give_event(done);
  home->give_pinned(pinned, status ? nullptr : done);
  return status;
}

poly_status cuda_stream::download(cuda_span from, size_t bytes, cuda_download* out, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  if (const poly_status status = refuse_capture("copied from", error)) return status;
  POLY_CUDA_ENTER(*home, error);
  if (const poly_status status = home->take_pinned(bytes, &out->pinned, error)) return status;
  poly_status status = home->take_event(&out->done, error);
  if (!status) status = before_use(*from.memory, error);
  if (!status) status = POLY_CUDA_CALL(home->api, error, cuMemcpyDtoHAsync_v2, out->pinned.data, from.at(), bytes, handle);
  if (!status) {
    used(*from.memory);
    status = POLY_CUDA_CALL(home->api, error, cuEventRecord, out->done, handle);
    if (status) home->api.cuStreamSynchronize(handle);
  }
  if (!status) return POLY_OK;
  if (out->done) home->give_event(out->done);
  home->give_pinned(out->pinned, nullptr);
  *out = {};
  return status;
}

poly_status cuda_stream::copy(cuda_span to, cuda_span from, size_t bytes, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  POLY_CUDA_ENTER(*home, error);
  for (cuda_memory* each : {to.memory, from.memory})
    if (const poly_status status = before_use(*each, error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuMemcpyDtoDAsync_v2, to.at(), from.at(), bytes, handle))
    return status;
  for (cuda_memory* each : {to.memory, from.memory}) used(*each);
  return POLY_OK;
}

poly_status cuda_stream::fill(cuda_span to, size_t bytes, unsigned char value, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  POLY_CUDA_ENTER(*home, error);
  if (const poly_status status = before_use(*to.memory, error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuMemsetD8Async, to.at(), value, bytes, handle)) return status;
  used(*to.memory);
  return POLY_OK;
}

poly_status cuda_stream::launch(cuda::function kernel, const unsigned dims[6], unsigned shared_bytes, void** arguments,
                                const std::vector<cuda_memory*>& touched, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  POLY_CUDA_ENTER(*home, error);
  for (cuda_memory* each : touched)
    if (const poly_status status = before_use(*each, error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(home->api, error, cuLaunchKernel, kernel, dims[0], dims[1], dims[2], dims[3],
                                                dims[4], dims[5], shared_bytes, handle, arguments, nullptr))
    return status;
  for (cuda_memory* each : touched) used(*each);
  return POLY_OK;
}

poly_status cuda_stream::mark(cuda::event* out, poly_error* error) {
  std::lock_guard<std::recursive_mutex> hold(home->lock);
  if (const poly_status status = refuse_capture("waited for", error)) return status;
  POLY_CUDA_ENTER(*home, error);
  if (const poly_status status = home->take_event(out, error)) return status;
  const poly_status status = POLY_CUDA_CALL(home->api, error, cuEventRecord, *out, handle);
  if (status) home->give_event(*out);
  return status;
}

}  // namespace poly
