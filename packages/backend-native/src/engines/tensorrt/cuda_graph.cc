#include "cuda_graph.h"
#include <algorithm>

namespace tensorrt {
namespace {

/* Each holds memory of the driver's. */
constexpr size_t kMostGraphs = 8;

}  // namespace

bool CudaGraphs::start(const poly::cuda::driver& cuda, poly::cuda::stream stream, Key key,
                       const std::function<bool()>& enqueue, std::string* note) {
  cuda_ = &cuda;
  const auto found = std::find_if(recorded_.begin(), recorded_.end(), [&key](const Recorded& one) { return one.key == key; });
  if (found == recorded_.end()) {
    /* The vendor prepares a context for new sizes by its first enqueue, which does what a recording forbids. */
    if (!enqueue()) return false;
    recorded_.push_front({std::move(key), nullptr, false});
    if (recorded_.size() > kMostGraphs) {
      if (recorded_.back().exec) cuda.cuGraphExecDestroy(recorded_.back().exec);
      recorded_.pop_back();
    }
    return true;
  }
  recorded_.splice(recorded_.begin(), recorded_, found);
  Recorded& one = recorded_.front();
  if (!one.exec && !one.is_refused && !record(stream, &one, enqueue, note)) one.is_refused = true;
  if (one.exec) {
    const poly::cuda::result code = cuda.cuGraphLaunch(one.exec, stream);
    if (code == poly::cuda::kSuccess) return true;
    *note = "the CUDA graph does not start: " + poly::cuda::describe(cuda, code);
    cuda.cuGraphExecDestroy(one.exec);
    one.exec = nullptr;
    one.is_refused = true;
  }
  return enqueue();
}

bool CudaGraphs::record(poly::cuda::stream stream, Recorded* one, const std::function<bool()>& enqueue, std::string* note) {
  poly::cuda::graph graph = nullptr;
  poly::cuda::result code = cuda_->cuStreamBeginCapture_v2(stream, poly::cuda::kCaptureThreadLocal);
  bool is_enqueued = false;
  if (code == poly::cuda::kSuccess) {
    is_enqueued = enqueue();
    /* Also where nothing was enqueued: the stream is of no use until the capture has ended. */
    code = cuda_->cuStreamEndCapture(stream, &graph);
  }
  if (code == poly::cuda::kSuccess && is_enqueued) code = cuda_->cuGraphInstantiateWithFlags(&one->exec, graph, 0);
  if (graph) cuda_->cuGraphDestroy(graph);
  if (code == poly::cuda::kSuccess && is_enqueued) return true;
  one->exec = nullptr;
  *note = "no CUDA graph of the model: " + (code ? poly::cuda::describe(*cuda_, code) : std::string("TensorRT refuses to be recorded"));
  return false;
}

void CudaGraphs::clear() {
  for (Recorded& one : recorded_)
    if (one.exec) cuda_->cuGraphExecDestroy(one.exec);
  recorded_.clear();
}

}  // namespace tensorrt
