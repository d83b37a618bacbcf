#include "nvrtc.h"

#include <dlfcn.h>
#include <polyinfer/kit.h>

#include <map>
#include <mutex>

namespace poly {

poly_status nvrtc::open(const std::string& library, const std::string& builtins, const nvrtc** out, poly_error* error) {
  static auto* const opened = new std::map<std::string, nvrtc*>;
  static std::mutex* const lock = new std::mutex;
  std::lock_guard<std::mutex> hold(*lock);
  const auto known = opened->find(library);
  if (known != opened->end()) {
    *out = known->second;
    return POLY_OK;
  }
  const char* why = nullptr;
  // Found by its name later, because it is there already.
  if (!builtins.empty() && !dlopen(builtins.c_str(), RTLD_NOW | RTLD_LOCAL)) why = dlerror();
  void* handle = why ? nullptr : dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "NVRTC does not load: %s", why ? why : dlerror());
  nvrtc made;
  bool is_complete = true;
  const auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(handle, name));
    is_complete = is_complete && function;
  };
  find(made.version_, "nvrtcVersion");
  find(made.count_, "nvrtcGetNumSupportedArchs");
  find(made.architectures_, "nvrtcGetSupportedArchs");
  find(made.create_, "nvrtcCreateProgram");
  find(made.destroy_, "nvrtcDestroyProgram");
  find(made.compile_, "nvrtcCompileProgram");
  find(made.ptx_size_, "nvrtcGetPTXSize");
  find(made.ptx_, "nvrtcGetPTX");
  find(made.cubin_size_, "nvrtcGetCUBINSize");
  find(made.cubin_, "nvrtcGetCUBIN");
  find(made.log_size_, "nvrtcGetProgramLogSize");
  find(made.log_, "nvrtcGetProgramLog");
  find(made.text_, "nvrtcGetErrorString");
  int count = 0;
  if (is_complete && made.count_(&count) == 0 && count > 0) made.architectures.resize(static_cast<size_t>(count));
  is_complete = is_complete && count > 0 && made.architectures_(made.architectures.data()) == 0;
  if (!is_complete || made.version_(&made.major, &made.minor) != 0)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "%s is no NVRTC of CUDA 11.4 or newer.", library.c_str());
  *out = (*opened)[library] = new nvrtc(made);
  return POLY_OK;
}

std::string nvrtc::read(program of, int (*size)(program, size_t*), int (*get)(program, char*)) const {
  size_t bytes = 0;
  if (size(of, &bytes) != 0 || bytes == 0) return "";
  std::string text(bytes, 0);
  return get(of, text.data()) == 0 ? text : "";
}

poly_status nvrtc::compile(const nvrtc_request& request, std::string* image, std::string* log, poly_error* error) const {
  std::vector<const char*> names, contents, options;
  for (const auto& [name, content] : request.headers) {
    names.push_back(name.c_str());
    contents.push_back(content.c_str());
  }
  for (const std::string& option : request.options) options.push_back(option.c_str());
  program made = nullptr;
  int code = create_(&made, request.source.c_str(), request.name.c_str(), static_cast<int>(names.size()), contents.data(), names.data());
  if (code != 0) return poly_fail(error, POLY_ENGINE, code, "NVRTC: %s", text_(code));
  code = compile_(made, static_cast<int>(options.size()), options.data());
  *log = read(made, log_size_, log_);
  while (!log->empty() && (log->back() == 0 || log->back() == '\n')) log->pop_back();
  if (code == 0) *image = request.is_binary ? read(made, cubin_size_, cubin_) : read(made, ptx_size_, ptx_);
  destroy_(&made);
  if (code != 0) {
    const poly_status status = code == 1 ? POLY_OUT_OF_MEMORY : code == 5 || code == 6 ? POLY_INVALID_ARGUMENT : POLY_ENGINE;
    return poly_fail(error, status, code, "NVRTC does not compile %s (%s): %s", request.name.c_str(), text_(code), log->c_str());
  }
  // Text ends in NUL, of which the image has none.
  while (!request.is_binary && !image->empty() && image->back() == 0) image->pop_back();
  return image->empty() ? poly_fail(error, POLY_ENGINE, 0, "NVRTC has compiled %s to nothing.", request.name.c_str()) : POLY_OK;
}

}  // namespace poly
