// Compiled kernels on a CUDA device.
#ifndef POLYINFER_CUDA_MODULE_H_
#define POLYINFER_CUDA_MODULE_H_
#include <cstdint>

#include "device.h"

namespace poly {

struct cuda_kernel {
  cuda::function handle = nullptr;
  /** Bytes of each parameter. */
  std::vector<size_t> parameter_bytes;
  /** False: the driver is too old to tell its parameters. */
  bool knows_parameters = false;
};

class cuda_module {
 public:
  /** `image` is a cubin, or PTX that ends in NUL. May take long where it is PTX. */
  static poly_status load(const std::shared_ptr<cuda_device>& home, const void* image, std::shared_ptr<cuda_module>* out,
                          poly_error* error);
  ~cuda_module();

  /** INVALID_ARGUMENT where there is none of this name. */
  poly_status find(const std::string& name, cuda_kernel* out, poly_error* error);

  const std::shared_ptr<cuda_device> home;
  const cuda::module handle;

 private:
  cuda_module(std::shared_ptr<cuda_device> h, cuda::module m) : home(std::move(h)), handle(m) {}
};

}  // namespace poly
#endif
