/* One run of a session on a GPU with tensors of the device, or in a stream of the caller's. */
#ifndef POLYINFER_ONNXRUNTIME_DEVICE_RUN_H_
#define POLYINFER_ONNXRUNTIME_DEVICE_RUN_H_
#include "polyinfer/engine.h"
#include "session.h"

namespace ort {

class DeviceRun {
 public:
  /* Whether a run needs this way: all others go the way of the processor, on which the vendor copies. */
  static bool takes(const poly_session*, const poly_run*);

  DeviceRun(poly_session* s, const poly_run* run, poly_call* call, poly_error* error)
      : s_(s), api_(s->runtime->api), lane_(s->lanes[run->lane]), run_(run), call_(call), error_(error) {}
  ~DeviceRun();
  DeviceRun(const DeviceRun&) = delete;
  DeviceRun& operator=(const DeviceRun&) = delete;

  poly_status execute();

 private:
  poly_status bind_inputs();
  poly_status bind_outputs();
  poly_status bind_output(uint32_t index, poly_tensor*);
  poly_status copy_to_caller(uint32_t index, Value*, poly_tensor*);
  poly_status start();
  poly_status collect();
  void give_up();

  poly_session* s_;
  const Api& api_;
  Lane& lane_;
  const poly_run* run_;
  poly_call* call_;
  poly_error* error_;
  bool is_any_on_host_ = false; /* of the outputs */
  bool is_deferred_ = false;    /* returns before the work is done */
  std::vector<Value*> results_;
};

}  // namespace ort
#endif
