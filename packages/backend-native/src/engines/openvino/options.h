/* What a model is opened with. */
#ifndef POLYINFER_OPENVINO_OPTIONS_H_
#define POLYINFER_OPENVINO_OPTIONS_H_
#include <map>
#include <string>
#include <vector>
#include "runtime.h"

namespace openvino {

/* Sizes asked for one input, by its name: free where min is 0 and max is -1. */
typedef std::map<std::string, std::vector<Dimension>> InputSizes;

struct Settings {
  std::string device;
  /* By the vendor's names. */
  std::map<std::string, std::string> properties;
  InputSizes sizes;
  /* Take float64, which the vendor's processor code computes in float32. */
  bool accepts_float64 = false;
  /* Lanes that the caller wants; 0: the engine decides. */
  uint32_t lanes = 0;
};

/*
 * Reads device, threads, lanes and options. A key `shape.<input>` is sizes, "1,3,?,8..64"; `accept.float64` is "true" or
 * "false"; all others are properties of the vendor's. INVALID_ARGUMENT for a property that the device lacks, UNAVAILABLE for a device that is not here.
 */
poly_status settings_read(const poly_runtime*, const poly_open*, Settings*, poly_error*);

}  // namespace openvino
#endif
