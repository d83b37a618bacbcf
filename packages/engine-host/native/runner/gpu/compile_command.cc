#include <polyinfer/kit.h>

#include <set>
#include <stdexcept>

#include "../../cuda/nvrtc.h"
#include "../../cuda/recorded_launches.h"
#include "../answers.h"
#include "commands.h"
#include "gpu.h"

namespace poly::gpu {
namespace {

/** The options of `Cuda.compile`: a product and a sum are two roundings, as in the reference. */
const std::vector<std::string> kOptions = {"--std=c++17", "--fmad=false",
                                           "-DDYN_SHARED(T,name)=extern __shared__ T name[]"};

poly_status compile(const nvrtc& compiler, const std::string& source, const std::string& path, bool is_binary, int architecture,
                    poly_error* error) {
  nvrtc_request request{"kernels.cu", source, {}, kOptions, is_binary};
  const std::string number = std::to_string(architecture);
  request.options.push_back("--gpu-architecture=" + std::string(is_binary ? "sm_" : "compute_") + number);
  std::string image, log;
  if (const poly_status status = compiler.compile(request, &image, &log, error)) return status;
  const std::string name = is_binary ? "-sm_" + number + ".cubin" : "-compute_" + number + ".ptx";
  return write_file(path + name, image.data(), image.size(), error);
}

}  // namespace


poly_status compile_pack(const std::vector<std::string>& words, poly_error* error) {
  pack kernels;
  if (const poly_status status = read_pack(words[0], &kernels, error)) return status;
  const nvrtc* compiler = nullptr;
  if (const poly_status status = nvrtc::open(words[1], words[2] == "-" ? "" : words[2], &compiler, error)) return status;
  std::set<std::string> sources;
  std::vector<packed_case> cases = kernels.cases;
  for (const packed_model& model : kernels.models)
    for (const std::string& file : {model.pre, model.post}) cases.push_back({model.id, file, model.title, 0});
  for (const packed_case& one : cases) {
    recorded::Launches launches;
    if (const poly_status status = read_launches(kernels, one, &launches, error)) return status;
    for (const auto& kernel : launches.kernels) sources.insert(kernel.source);
  }
  for (const std::string& source : sources)
    for (size_t i = 3; i < words.size(); i++) {
      const int architecture = atoi(words[i].c_str());
      const std::string path = image_path(kernels, source);
      if (i == 3)
        if (const poly_status status = compile(*compiler, source, path, false, architecture, error)) return status;
      if (const poly_status status = compile(*compiler, source, path, true, architecture, error)) return status;
    }
  return POLY_OK;
}

}  // namespace poly::gpu
