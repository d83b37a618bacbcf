/* A model's files, and the graph that the vendor reads from them. */
#ifndef POLYINFER_OPENVINO_MODEL_H_
#define POLYINFER_OPENVINO_MODEL_H_
#include <memory>
#include <string>
#include "options.h"

namespace openvino {

/*
 * Where a model is read from, as often as needed. Bytes stay the host's, until close. The vendor keeps a graph's weights
 * as long as the graph, so that the graph itself is not kept.
 */
class Source {
 public:
  Source(const poly_runtime* runtime, const poly_open* open);
  bool has_bytes() const { return bytes_ != nullptr; }
  bool has_model() const { return bytes_ || !path_.empty(); }
  /* What `save` wrote of the model, which may come behind it; "": only the model is here. */
  const std::string& compiled_path() const { return compiled_path_; }

  struct GraphDeleter {
    const Api* api;
    void operator()(void* graph) const { api->model_free(graph); }
  };
  typedef std::unique_ptr<void, GraphDeleter> Graph;

  /* INVALID_MODEL with the vendor's words; UNAVAILABLE where it reads no model of this format. */
  poly_status read(Graph* graph, poly_error* error) const;

 private:
  poly_status read_files(Graph* graph, poly_error* error) const;

  const poly_runtime* runtime_;
  bool is_onnx_;
  std::string compiled_path_, path_, weights_path_;
  const void* bytes_ = nullptr;
  size_t size_ = 0;
  const void* weights_ = nullptr;
  size_t weights_size_ = 0;
};

/* Gives inputs the sizes that were asked for. INVALID_ARGUMENT where one is not the model's, UNSUPPORTED where they do not fit. */
poly_status reshape(const poly_runtime*, void* graph, const InputSizes&, poly_error*);

/* The first name of an input or output; what the vendor calls one without a name is `otherwise`. */
std::string name_of(const Api&, ConstHandle port, const std::string& otherwise);

}  // namespace openvino
#endif
