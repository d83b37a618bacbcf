#include "gpu.h"

#include <cstring>

namespace poly::gpu {
namespace {

double in_mib(size_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

}  // namespace

poly_status read_launches(const pack& of, const packed_case& one, recorded::Launches* out, poly_error* error) {
  std::vector<uint8_t> file;
  if (const poly_status status = read_file(of.folder + "/" + one.file, &file, error)) return status;
  try {
    *out = recorded::read_launches(file);
  } catch (const std::exception& wrong) {
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "%s: %s.", one.file.c_str(), wrong.what());
  }
  return POLY_OK;
}

poly_status device::open(int ordinal, device** out, poly_error* error) {
  const cuda::driver* driver = nullptr;
  if (const poly_status status = cuda::open_driver(nullptr, &driver, error)) return status;
  cuda::device_facts facts;
  if (const poly_status status = cuda::read_device(*driver, ordinal, &facts, error)) return status;
  auto* const opened = new device(*driver, facts, ordinal);
  *out = opened;
  cuda::context context = nullptr;
  if (const poly_status status = POLY_CUDA_CALL(*driver, error, cuDevicePrimaryCtxRetain, &context, facts.id)) return status;
  if (const poly_status status = POLY_CUDA_CALL(*driver, error, cuCtxSetCurrent, context)) return status;
  return POLY_CUDA_CALL(*driver, error, cuStreamCreate, &opened->stream, cuda::kStreamNonBlocking);
}

bool device::is_fake() const { return std::string(facts.name).find("fake") != std::string::npos; }

int device::attribute(int number) const {
  int value = 0;
  return api.cuDeviceGetAttribute(&value, number, facts.id) == cuda::kSuccess ? value : 0;
}

poly_status device::allocate(size_t bytes, cuda::pointer* out, poly_error* error) const {
  const poly_status status = POLY_CUDA_CALL(api, error, cuMemAlloc_v2, out, bytes > 0 ? bytes : 1);
  size_t free_bytes = 0, total_bytes = 0;
  if (status != POLY_OUT_OF_MEMORY || api.cuMemGetInfo_v2(&free_bytes, &total_bytes) != cuda::kSuccess) return status;
  return poly_fail(error, status, error->engine_code,
                   "The GPU has no %.1f MiB: %.1f MiB of its %.1f MiB are free. Try: end what nvidia-smi lists, or pack fewer cases by "
                   "--only.",
                   in_mib(bytes), in_mib(free_bytes), in_mib(total_bytes));
}

poly_status device::allocate_pinned(size_t bytes, uint8_t** out, poly_error* error) const {
  return POLY_CUDA_CALL(api, error, cuMemHostAlloc, reinterpret_cast<void**>(out), bytes > 0 ? bytes : 1, 0);
}

poly_status device::finish(poly_error* error) const { return POLY_CUDA_CALL(api, error, cuStreamSynchronize, stream); }

poly_status device::load(const pack& of, const std::string& source, cuda::module* out, poly_error* error) {
  const std::string path = image_path(of, source);
  std::vector<std::string> names;
  // Code for a device runs on those of the same major that came later.
  for (int minor = facts.minor; minor >= 0; minor--)
    names.push_back("-sm_" + std::to_string(facts.major * 10 + minor) + ".cubin");
  for (int own = facts.major * 10 + facts.minor; own >= 50; own--) names.push_back("-compute_" + std::to_string(own) + ".ptx");
  std::vector<uint8_t> image;
  poly_error ignored{};
  for (const std::string& name : names) {
    if (read_file(path + name, &image, &ignored)) continue;
    image.push_back(0);  // PTX is a text
    return POLY_CUDA_CALL(api, error, cuModuleLoadDataEx, out, image.data(), 0, nullptr, nullptr);
  }
  return poly_fail(error, POLY_UNAVAILABLE, 0,
                   "The pack has no kernels for compute capability %d.%d. Try: npm run bench -- gpu --pack <folder> --architectures %d%d.",
                   facts.major, facts.minor, facts.major, facts.minor);
}

poly_status device::kernel(const pack& of, const recorded::Launches::Kernel& kernel, cuda::function* out, poly_error* error) {
  auto found = modules_.find(kernel.source);
  if (found == modules_.end()) {
    cuda::module loaded = nullptr;
    if (const poly_status status = load(of, kernel.source, &loaded, error)) return status;
    found = modules_.emplace(kernel.source, loaded).first;
  }
  return POLY_CUDA_CALL(api, error, cuModuleGetFunction, out, found->second, kernel.name.c_str());
}

}  // namespace poly::gpu
