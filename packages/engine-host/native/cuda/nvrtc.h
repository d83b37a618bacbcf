// NVIDIA's run-time compiler, opened by path.
#ifndef POLYINFER_CUDA_NVRTC_H_
#define POLYINFER_CUDA_NVRTC_H_
#include <polyinfer/engine.h>

#include <string>
#include <utility>
#include <vector>

namespace poly {

struct nvrtc_request {
  std::string name, source;
  /** Contents by the names that the source includes them by. */
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> options;
  /** A cubin for one architecture; else PTX. */
  bool is_binary = true;
};

/** Never closed. Safe to call from any thread. */
class nvrtc {
 public:
  /**
   * Opens the library at an absolute path, the same one each time. `builtins`: its libnvrtc-builtins, which some versions
   * do not find by themselves; "": it does.
   */
  static poly_status open(const std::string& library, const std::string& builtins, const nvrtc** out, poly_error* error);

  /** INVALID_ARGUMENT with the compiler's log where the source or the options are wrong. */
  poly_status compile(const nvrtc_request& request, std::string* image, std::string* log, poly_error* error) const;

  int major = 0, minor = 0;
  /** Compute capabilities that it makes cubins for, 10 * major + minor, ascending. */
  std::vector<int> architectures;

 private:
  using program = void*;
  std::string read(program of, int (*size)(program, size_t*), int (*get)(program, char*)) const;

  int (*version_)(int*, int*) = nullptr;
  int (*count_)(int*) = nullptr;
  int (*architectures_)(int*) = nullptr;
  int (*create_)(program*, const char* source, const char* name, int, const char* const*, const char* const*) = nullptr;
  int (*destroy_)(program*) = nullptr;
  int (*compile_)(program, int, const char* const*) = nullptr;
  int (*ptx_size_)(program, size_t*) = nullptr;
  int (*ptx_)(program, char*) = nullptr;
  int (*cubin_size_)(program, size_t*) = nullptr;
  int (*cubin_)(program, char*) = nullptr;
  int (*log_size_)(program, size_t*) = nullptr;
  int (*log_)(program, char*) = nullptr;
  const char* (*text_)(int) = nullptr;
};

}  // namespace poly
#endif
