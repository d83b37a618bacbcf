/* What a model is opened with. */
#ifndef POLYINFER_TENSORRT_OPTIONS_H_
#define POLYINFER_TENSORRT_OPTIONS_H_
#include <map>
#include <string>
#include <vector>
#include "polyinfer/engine.h"

namespace tensorrt {

/* Sizes of an input, or the values of one that is itself a shape: at least, typically, at most. */
struct Bounds {
  std::vector<int64_t> min, opt, max;
};
typedef std::map<std::string, Bounds> BoundsByName;

/* How a network's types become kernels. */
enum class Precision {
  kTyped, /* the types that the graph has; float32 stays float32 */
  kTf32,  /* the same, float32 products in 10 bits of fraction */
  kFp16,  /* the builder may choose float16; 10.x only */
  kBf16,  /* the same of bfloat16 */
  kInt8,  /* the same of 8 bits, by the graph's own scales */
};

struct Settings {
  /* False: for a plan only. */
  bool has_device = true;
  int ordinal = 0;
  /* 1 or more. */
  uint32_t lanes = 1;
  Precision precision = Precision::kTyped;
  BoundsByName shapes, values;
  /* 0: the vendor decides. */
  size_t workspace_bytes = 0;
  /* -1: the vendor decides. */
  int32_t optimization_level = -1;
  int32_t hardware_compatibility = 0;
  bool is_version_compatible = false;
  bool uses_cuda_graph = false;
  /* Absolute path of where a new timing cache is written; "": nowhere. */
  std::string timing_cache;
};

/*
 * Reads device, lanes and options: `shape.<input>` is sizes, "1,3,8..16..32,224" (at least, typically, at most),
 * "?"
 * leaves a size to the model; `values.<input>` the same of what a shape tensor holds; `precision`, `workspaceBytes`, `optimizationLevel`, `hardwareCompatibility`,
 * `versionCompatible`, `cudaGraph`, `timingCache`. INVALID_ARGUMENT for others.
 */
poly_status settings_read(const poly_open*, Settings*, poly_error*);

}  // namespace tensorrt
#endif
