// A run whose tensors are on a device.
#ifndef POLYINFER_NODE_DEVICE_RUN_H_
#define POLYINFER_NODE_DEVICE_RUN_H_
#include <napi.h>

#include <memory>
#include <string>

#include "../host/run.h"
#include "device_lanes.h"
#include "environment.h"
#include "session_handle.h"

namespace poly {

/**
 * The engine sees tensors of the device only: feeds in host memory are copied there, results that are wanted on the host
 * back, by the lane's stream. Without such results the run ends when all was put into the stream.
 */
class device_run final : public run, public task {
 public:
  explicit device_run(session_handle& handle);
  ~device_run() override;

  /** Reads the arguments of `runOnDevice` of addon.ts. False: status and error say what is wrong. */
  bool read(napi_value feeds, napi_value shapes, napi_value outputs);

  poly_status prepare(uint32_t lane, void** stream) override;
  poly_status conclude(poly_status status) override;
  void finished() override { home_.post(this); }
  void settle(napi_env env) override;

  napi_deferred deferred = nullptr;

 private:
  struct feed {
    std::shared_ptr<cuda_memory> memory;  // given, or made by `prepare`
    cuda_pinned pinned;                   // what is to be copied there
  };
  struct result {
    enum { on_device, on_host, skipped } kind = on_host;
    std::shared_ptr<cuda_memory> memory;
    cuda_download under_way;
    block_ref block;
  };

  void on_log(int32_t level, const char* text) override;
  void* on_alloc(uint32_t output, const poly_tensor& type) override;
  bool read_feed(size_t i, napi_value given, const double* shape);
  bool read_host_feed(size_t i, napi_value given, size_t bytes);
  poly_status place_output(size_t i);
  poly_status check_output(size_t i);
  poly_status adopt(size_t i);
  poly_status start_download(size_t i);
  poly_status finish_download(size_t i);
  void drop_downloads();
  napi_value results(napi_env env);
  bool refuse(poly_status status, const std::string& why);

  session_handle& handle_;
  environment& home_;
  const std::shared_ptr<session> session_;
  const std::shared_ptr<device_lanes> lanes_;
  std::shared_ptr<cuda_stream> stream_;
  std::vector<feed> feeds_;
  std::vector<result> results_;
  bool is_queued_ = false;
};

/** runOnDevice(session, feeds, shapes, outputs, ticket) -> promise. */
napi_value run_on_device_function(napi_env env, napi_callback_info info);
/** useDevice(session, device): from now on `runOnDevice` works on it. Once, before any run. */
Napi::Value use_device(const Napi::CallbackInfo& args);

}  // namespace poly
#endif
