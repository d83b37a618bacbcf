// A picture to an answer: pre-processing, a session and post-processing, on the device alone and by way of host memory.
#ifndef POLYINFER_RUNNER_GPU_PIPELINE_H_
#define POLYINFER_RUNNER_GPU_PIPELINE_H_
#include "measure.h"
#include "session_run.h"

namespace poly::gpu {

class pipeline {
 public:
  /** Takes all memory. The session stays open as long as this lives. */
  poly_status open(device* on, const pack& of, const packed_model& model, session* opened, poly_error* error);

  /**
   * Does all of it, and compares: the input with what the pack expects and the output within its tolerance, then what comes
   * of device tensors with what comes of host tensors, byte by byte. `*wrong` says what differs; "": nothing.
   */
  poly_status check(std::string* wrong, poly_error* error);

  /** Of the output, from the one that the pack expects, relative to its largest number. */
  double difference() const { return difference_; }
  /** What is read back last has the bits that the pack expects of its own output. */
  bool is_as_expected() const { return is_as_expected_; }
  /** What goes between host and device for one picture, both directions. */
  size_t moved_bytes(bool is_on_device) const;

  /** The session alone, done on return. */
  poly_status run_on_host(poly_error* error);
  poly_status run_on_device(poly_error* error);
  /** From the picture to what is read back, done on return. */
  poly_status through_host(poly_error* error);
  poly_status resident(poly_error* error);
  /** The same as `resident`, queued. */
  poly_status queue(poly_error* error);

 private:
  poly_status forget(poly_error* error);
  poly_status check_host(std::string* wrong, poly_error* error);
  poly_status check_device(std::string* wrong, poly_error* error);

  device* on_ = nullptr;
  session* session_ = nullptr;
  replay pre_, post_;
  /** The session's input and first output. */
  replay::transfer_place input_{}, output_{};
  std::vector<uint8_t> right_;
  double tolerance_ = 0, difference_ = 0;
  bool is_as_expected_ = false;
};

}  // namespace poly::gpu
#endif
