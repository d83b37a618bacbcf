#include "module.h"

namespace poly {

poly_status cuda_module::load(const std::shared_ptr<cuda_device>& home, const void* image, std::shared_ptr<cuda_module>* out,
                              poly_error* error) {
  POLY_CUDA_ENTER(*home, error);
  char log[512] = {};
  int options[] = {cuda::kJitErrorLog, cuda::kJitErrorLogBytes};
  void* values[] = {log, reinterpret_cast<void*>(static_cast<uintptr_t>(sizeof log - 1))};
  cuda::module handle = nullptr;
  const cuda::result code = home->api.cuModuleLoadDataEx(&handle, image, 2, options, values);
  if (code != cuda::kSuccess && log[0]) {
    const poly_status status = cuda::meaning_of(code).status;
    return poly_fail(error, status, code, "The driver does not load the kernels: %s", log);
  }
  if (const poly_status status = cuda::fail(home->api, code, "cuModuleLoadDataEx", error)) return status;
  out->reset(new cuda_module(home, handle));
  return POLY_OK;
}

cuda_module::~cuda_module() {
  const cuda::scoped_context current(home->api, home->context);
  home->api.cuModuleUnload(handle);
}

poly_status cuda_module::find(const std::string& name, cuda_kernel* out, poly_error* error) {
  POLY_CUDA_ENTER(*home, error);
  const cuda::result code = home->api.cuModuleGetFunction(&out->handle, handle, name.c_str());
  if (code == 500)
    return poly_fail(error, POLY_INVALID_ARGUMENT, code, "The module has no kernel `%s`: is it extern \"C\"?", name.c_str());
  if (const poly_status status = cuda::fail(home->api, code, "cuModuleGetFunction", error)) return status;
  if (!home->api.cuFuncGetParamInfo) return POLY_OK;
  out->knows_parameters = true;
  size_t offset = 0, bytes = 0;
  while (home->api.cuFuncGetParamInfo(out->handle, out->parameter_bytes.size(), &offset, &bytes) == cuda::kSuccess)
    out->parameter_bytes.push_back(bytes);
  return POLY_OK;
}

}  // namespace poly
