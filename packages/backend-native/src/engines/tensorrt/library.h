/* NVIDIA's libraries, opened once and never closed: TensorRT 10.x, 11.x or RTX, and its ONNX parser. */
#ifndef POLYINFER_TENSORRT_LIBRARY_H_
#define POLYINFER_TENSORRT_LIBRARY_H_
#include <string>
#include "polyinfer/engine.h"
#include "vendor.h"

namespace tensorrt {

struct Library {
  const LibraryName* name = nullptr;
  const Slots* slots = nullptr;
  std::string path;
  /* What getInferLibVersion answers, and the same for people: "10.16.0". */
  int32_t number = 0;
  std::string version;
  CreateInferRuntime* create_runtime = nullptr;
  /* Null: it builds nothing. */
  CreateInferBuilder* create_builder = nullptr;
  /* Null: `parser_problem` says why. */
  CreateOnnxParser* create_parser = nullptr;
  int32_t parser_number = 0;
  std::string parser_problem;

  bool is_10() const { return slots == &kSlots10; }
};

/*
 * Opens the library, and its parser: `parser`, or where that is empty the one beside it. UNAVAILABLE, with what was
 * expected, for libraries of other names and for versions whose layout is not known; a missing parser is told later.
 */
poly_status library_open(const char* path, const std::string& parser, Library*, poly_error*);

}  // namespace tensorrt
#endif
