/* OpenVINO's libraries, opened once and never closed. */
#ifndef POLYINFER_OPENVINO_RUNTIME_H_
#define POLYINFER_OPENVINO_RUNTIME_H_
#include <map>
#include <mutex>
#include <string>
#include "element_types.h"
#include "polyinfer/engine.h"
#include "vendor.h"

struct poly_runtime {
  openvino::Api api{};
  openvino::Handle core = nullptr;
  std::string version;
  openvino::ElementTypes types;
  std::mutex cores_lock;
  std::map<std::string, openvino::Handle> cores; /* see core_of.h */
};

namespace openvino {

poly_status runtime_load(const poly_load*, poly_runtime**, poly_error*);
poly_status runtime_probe(poly_runtime*, poly_sink, poly_error*);

}  // namespace openvino
#endif
