/* What TensorRT's parser sees in an ONNX file and ONNX Runtime does not tell. */
#ifndef FAKE_TENSORRT_ONNX_FILE_H_
#define FAKE_TENSORRT_ONNX_FILE_H_
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace fake {

struct OnnxNode {
  std::string name, type, domain;
  std::vector<std::string> inputs, outputs;
};

struct OnnxFile {
  bool is_readable = false;
  std::vector<OnnxNode> nodes; /* of the graph */
  std::vector<OnnxNode> inner; /* of its subgraphs */
  std::vector<std::string> inputs, outputs;
  std::set<std::string> weights;
  std::vector<std::string> external; /* files with weights */

  /* The first node that TensorRT has nothing for; null: there is none. */
  const OnnxNode* unsupported() const;
  /* Inputs whose values, not their sizes, decide about shapes. */
  std::set<std::string> shape_inputs() const;
  /* Outputs whose shapes depend on the values of others. */
  std::set<std::string> data_dependent() const;
};

OnnxFile read_onnx(const void* data, size_t bytes);

}  // namespace fake
#endif
