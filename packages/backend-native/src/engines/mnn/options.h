/* What a caller may ask of a session. */
#ifndef POLYINFER_MNN_OPTIONS_H_
#define POLYINFER_MNN_OPTIONS_H_
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>
#include "polyinfer/engine.h"
#include "vendor.h"

namespace mnn {

struct Options {
  BackendConfig backend;
  int gpu_mode = 4;
  std::vector<std::pair<int, int>> hints; /* MNN's number of the hint, value */
  std::map<std::string, std::vector<int64_t>> shapes; /* of inputs, by name; -1: free */
  std::set<std::string> declared; /* of these: names that the model may lack */
};

/* precision, memory, power, gpuMode, hint.<NAME or number>, shape.<input> ("1,3,-1,-1"), and declared.<input>, the same for
 * an input that the converter may have dropped.
 * INVALID_ARGUMENT for any other key and for values that are none. */
poly_status options_read(const poly_open*, Options*, poly_error*);

}  // namespace mnn
#endif
