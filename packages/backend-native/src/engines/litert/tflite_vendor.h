/* What this engine uses of TensorFlow Lite's C API, the one before LiteRT's, declared here so that it builds without it. The
 * facts are of version 2.9 (the library in the package tfjs-tflite-node 0.0.2), and were verified by running it. */
#ifndef POLYINFER_LITERT_TFLITE_VENDOR_H_
#define POLYINFER_LITERT_TFLITE_VENDOR_H_
#include <cstdarg>
#include <cstddef>
#include <cstdint>

namespace tflite {

struct Model;
struct Options;
struct Interpreter;
struct Delegate;

/* The vendor's structure of a tensor as far as it is used: `free_sizes` has no function. Whether a library has this layout
 * is checked by what its functions say of the other fields. */
struct IntArray {
  int32_t count;
  int32_t values[1];
};
struct Tensor {
  int32_t type;
  void* data;
  const IntArray* sizes;
  float scale;
  int32_t zero_point;
  int32_t allocation_type;
  size_t bytes;
  const void* allocation;
  const char* name;
  Delegate* delegate;
  int32_t buffer_handle;
  bool is_stale, is_variable;
  int32_t quantization;
  void* quantization_parameters;
  void* sparsity;
  const IntArray* free_sizes; /* -1: free; null: as `sizes` */
};
static_assert(sizeof(void*) != 8 || sizeof(Tensor) == 112, "TensorFlow Lite's layout of tensors");

struct Quantization {
  float scale;
  int32_t zero_point;
};

/* Of any version: what newer ones have behind `flags` is off where it is 0. */
struct XnnpackOptions {
  int32_t threads;
  uint32_t flags;
  uint64_t newer[62];
};
constexpr uint32_t kQuantizedFlags = 3; /* signed and unsigned 8-bit operators, which are very slow elsewhere */

typedef void (*ErrorReporter)(void* context, const char* format, va_list arguments);

/* Exported as TfLite<name>. Status results: 0 is success. */
#define TFLITE_API_MAP(XX)                                                               \
  XX(const char*, Version, (void))                                                       \
  XX(Model*, ModelCreate, (const void*, size_t))                                         \
  XX(void, ModelDelete, (Model*))                                                        \
  XX(Options*, InterpreterOptionsCreate, (void))                                         \
  XX(void, InterpreterOptionsDelete, (Options*))                                         \
  XX(void, InterpreterOptionsSetNumThreads, (Options*, int32_t))                         \
  XX(void, InterpreterOptionsAddDelegate, (Options*, Delegate*))                         \
  XX(void, InterpreterOptionsSetErrorReporter, (Options*, ErrorReporter, void*))         \
  XX(Interpreter*, InterpreterCreate, (const Model*, const Options*))                    \
  XX(void, InterpreterDelete, (Interpreter*))                                            \
  XX(int32_t, InterpreterGetInputTensorCount, (const Interpreter*))                      \
  XX(Tensor*, InterpreterGetInputTensor, (const Interpreter*, int32_t))                  \
  XX(int, InterpreterResizeInputTensor, (Interpreter*, int32_t, const int*, int32_t))    \
  XX(int, InterpreterAllocateTensors, (Interpreter*))                                    \
  XX(int, InterpreterInvoke, (Interpreter*))                                             \
  XX(int32_t, InterpreterGetOutputTensorCount, (const Interpreter*))                     \
  XX(const Tensor*, InterpreterGetOutputTensor, (const Interpreter*, int32_t))           \
  XX(int, TensorType, (const Tensor*))                                                   \
  XX(int32_t, TensorNumDims, (const Tensor*))                                            \
  XX(int32_t, TensorDim, (const Tensor*, int32_t))                                       \
  XX(size_t, TensorByteSize, (const Tensor*))                                            \
  XX(void*, TensorData, (const Tensor*))                                                 \
  XX(const char*, TensorName, (const Tensor*))                                           \
  XX(Quantization, TensorQuantizationParams, (const Tensor*))                            \
  XX(Delegate*, XNNPackDelegateCreate, (const XnnpackOptions*))                          \
  XX(void, XNNPackDelegateDelete, (Delegate*))

struct Api {
#define XX(result, name, arguments) result(*name) arguments;
  TFLITE_API_MAP(XX)
#undef XX
};

/* What a library with a delegate exports. */
typedef Delegate* (*CreateDelegate)(const char* const* keys, const char* const* values, size_t count,
                                    void (*report)(const char*));
typedef void (*DestroyDelegate)(Delegate*);
constexpr const char* kCreateDelegate = "tflite_plugin_create_delegate";
constexpr const char* kDestroyDelegate = "tflite_plugin_destroy_delegate";

}  // namespace tflite
#endif
