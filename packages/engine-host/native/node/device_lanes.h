// The streams of a session whose tensors stay on a device.
#ifndef POLYINFER_NODE_DEVICE_LANES_H_
#define POLYINFER_NODE_DEVICE_LANES_H_
#include <memory>
#include <vector>

#include "../cuda/stream.h"

namespace poly {

/** One stream a lane, made by the first run there. Each lane is one thread's at a time. */
class device_lanes {
 public:
  device_lanes(std::shared_ptr<cuda_device> device, size_t count) : device(std::move(device)), streams_(count) {}

  poly_status stream_of(uint32_t lane, std::shared_ptr<cuda_stream>* out, poly_error* error) {
    std::shared_ptr<cuda_stream>& own = streams_[lane];
    if (!own)
      if (const poly_status status = cuda_stream::create(device, &own, error)) return status;
    *out = own;
    return POLY_OK;
  }

  /** Waits until the device has done what runs have put there. No run is on a lane any more. */
  void close() {
    streams_.clear();
    device->release_lent();
  }

  const std::shared_ptr<cuda_device> device;

 private:
  std::vector<std::shared_ptr<cuda_stream>> streams_;
};

}  // namespace poly
#endif
