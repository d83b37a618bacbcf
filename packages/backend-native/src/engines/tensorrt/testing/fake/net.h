/* A network that ONNX Runtime's library computes, as the fake's engines have it. */
#ifndef FAKE_TENSORRT_NET_H_
#define FAKE_TENSORRT_NET_H_
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>
#include "onnx_file.h"

namespace fake {

/* An input or output. Sizes of -1 are free. */
struct Port {
  std::string name;
  int32_t type = 0;      /* TensorRT's DataType */
  int onnx_type = 0;     /* what ONNX Runtime takes: float64 is float32 outside */
  std::vector<int64_t> sizes;
  std::vector<std::string> symbols;
  bool is_shape = false; /* its values decide about shapes: it is read on the host */
  bool is_data_dependent = false;
};

/* Elements as TensorRT has them. */
struct Values {
  std::vector<int64_t> sizes;
  std::vector<char> data;
};

struct ModelBytes {
  std::vector<char> onnx;
  std::vector<std::pair<std::string, std::vector<char>>> external;
};

/* Why a network cannot be: the parser's code and text. */
struct NetError {
  int32_t code = 0;
  std::string text, node, node_operator;
};

class Net {
 public:
  /* null: error says why. */
  static std::shared_ptr<Net> open(std::shared_ptr<const ModelBytes> model, NetError& error);
  ~Net();

  const std::vector<Port>& inputs() const { return inputs_; }
  const std::vector<Port>& outputs() const { return outputs_; }
  const ModelBytes& model() const { return *model_; }

  /* Computes all outputs; false: error is ONNX Runtime's text. With `half`, floats are rounded to float16 on the way. */
  bool run(const std::vector<Values>& inputs, bool half, std::vector<Values>& outputs, std::string& error);
  /* Sizes of all outputs for these sizes of inputs, and values of those that are shapes. -1 where values decide. */
  bool shapes(const std::vector<Values>& inputs, std::vector<std::vector<int64_t>>& sizes, std::string& error);

 private:
  Net() = default;
  bool read_ports(bool is_input, NetError& error);
  bool from_symbols(const std::vector<Values>& inputs, std::vector<std::vector<int64_t>>& sizes) const;

  std::shared_ptr<const ModelBytes> model_;
  std::vector<Port> inputs_, outputs_;
  void* session_ = nullptr;
  std::mutex lock_;
  std::map<std::string, std::vector<std::vector<int64_t>>> known_;
};

/* Bytes of an element by TensorRT's DataType. */
size_t element_bytes(int32_t type);
int64_t element_count(const std::vector<int64_t>& sizes);

}  // namespace fake
#endif
