// A CUDA device as the bench uses it: one stream, all memory taken before anything is measured.
#ifndef POLYINFER_RUNNER_GPU_GPU_H_
#define POLYINFER_RUNNER_GPU_GPU_H_
#include <polyinfer/cuda.h>

#include <map>

#include "../../cuda/recorded_launches.h"
#include "pack.h"

namespace poly::gpu {

/** Recorded work of the pack. INVALID_ARGUMENT where the file is cut off. */
poly_status read_launches(const pack& of, const packed_case& one, recorded::Launches* out, poly_error* error);

class device {
 public:
  /** Stays open until the process ends. UNAVAILABLE says why there is none. */
  static poly_status open(int ordinal, device** out, poly_error* error);

  const cuda::driver& api;
  const cuda::device_facts facts;
  const int ordinal;
  cuda::stream stream = nullptr;
  /** By the fake driver of tests: numbers are right and times mean nothing. */
  bool is_fake() const;
  int attribute(int number) const;

  /** OUT_OF_MEMORY says how much is free. */
  poly_status allocate(size_t bytes, cuda::pointer* out, poly_error* error) const;
  poly_status allocate_pinned(size_t bytes, uint8_t** out, poly_error* error) const;
  poly_status finish(poly_error* error) const;

  /** The kernel, from the pack's cubin of the device's kind, else from its PTX. */
  poly_status kernel(const pack& of, const recorded::Launches::Kernel& kernel, cuda::function* out, poly_error* error);

 private:
  device(const cuda::driver& driver, const cuda::device_facts& found, int number)
      : api(driver), facts(found), ordinal(number) {}
  poly_status load(const pack& of, const std::string& source, cuda::module* out, poly_error* error);

  std::map<std::string, cuda::module> modules_;
};

/** All of one recorded case on the device. */
class replay {
 public:
  /** Takes memory for its buffers, and pinned memory for what goes up and comes back. */
  poly_status open(device* on, const pack& of, const packed_case& one, poly_error* error);
  ~replay();

  /** Where a tensor of the recording is: on the device, and its pinned copy. */
  struct transfer_place {
    cuda::pointer at;
    uint8_t* pinned;
    size_t bytes;
  };
  /** The one tensor of so many bytes that goes up, or comes back. INVALID_ARGUMENT unless there is just one. */
  poly_status uploaded(size_t bytes, transfer_place* out, poly_error* error) const;
  poly_status downloaded(size_t bytes, transfer_place* out, poly_error* error) const;

  poly_status upload(poly_error* error);
  /** What lies in its pinned copy now. */
  poly_status upload_again(const transfer_place& one, poly_error* error);
  /** Fills, copies and kernels, as often as wanted. */
  poly_status launch(poly_error* error);
  poly_status download(poly_error* error);
  /** What differs from what is expected in what was downloaded: "", nothing. */
  std::string difference() const;
  /** All that was downloaded, and its end by filling it with a byte. */
  std::vector<uint8_t> downloads() const;
  void forget_downloaded(unsigned char byte);
  size_t uploaded_bytes() const { return uploaded_bytes_; }
  size_t downloaded_bytes() const { return downloaded_bytes_; }

 private:
  struct transfer {
    const recorded::Step* step;
    uint8_t* pinned;
  };
  struct launch_call {
    const recorded::Step* step;
    cuda::function function;
    std::vector<uint64_t> values;
    std::vector<void*> pointers;
  };
  poly_status prepare(const recorded::Step& step, uint8_t** pinned, poly_error* error);
  poly_status prepare_launch(const recorded::Step& step, poly_error* error);
  poly_status find(const std::vector<transfer>& among, size_t bytes, transfer_place* out, poly_error* error) const;
  poly_status address(const recorded::Place& place, size_t bytes, cuda::pointer* out, poly_error* error) const;

  device* on_ = nullptr;
  const pack* pack_ = nullptr;
  recorded::Launches launches_;
  std::vector<cuda::pointer> buffers_;
  std::vector<transfer> uploads_, downloads_;
  std::vector<launch_call> calls_;
  uint8_t* pinned_ = nullptr;
  size_t uploaded_bytes_ = 0, downloaded_bytes_ = 0;
};

}  // namespace poly::gpu
#endif
