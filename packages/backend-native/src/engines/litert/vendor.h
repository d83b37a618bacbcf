/* What this engine uses of LiteRT's C API, declared here so that it builds without LiteRT. The facts are of the library in
 * the packages ai-edge-litert 2.1.5, 2.1.6 and 2.3.0, and were verified by running it. */
#ifndef POLYINFER_LITERT_VENDOR_H_
#define POLYINFER_LITERT_VENDOR_H_
#include <cstddef>
#include <cstdint>

namespace litert {

struct Environment;
struct Model;
struct Signature;
struct Subgraph;
struct Op;
struct Tensor;
struct Options;
struct OpaqueOptions;
struct CompiledModel;
struct TensorBuffer;
struct Accelerator;

enum Status {
  kOk = 0,
  kInvalidArgument = 1,
  kMemory = 2,
  kRuntime = 3,
  kUnsupported = 5,
  kCancelled = 100,
  kFile = 500,
  kInvalidFlatbuffer = 501,
  kCompilation = 504,
};

struct Layout {
  uint32_t rank : 7;
  bool has_strides : 1;
  int32_t dims[8]; /* -1: free */
  uint32_t strides[8];
};

struct RankedType {
  int32_t element;
  Layout layout;
};

struct PerTensorQuantization {
  float scale;
  int64_t zero_point;
};

struct EnvironmentOption {
  int32_t tag, padding_1;
  int32_t kind, padding_2;
  union {
    int64_t number;
    const char* text;
  };
};

#ifdef _WIN32
static_assert(sizeof(Layout) == 72 && sizeof(RankedType) == 76, "LiteRT's layout of tensor types");
#else
static_assert(sizeof(Layout) == 68 && sizeof(RankedType) == 72, "LiteRT's layout of tensor types");
#endif
static_assert(sizeof(PerTensorQuantization) == 16 && sizeof(EnvironmentOption) == 24, "LiteRT's layout of structures");

enum { kDispatchLibraryDir = 1, kRuntimeLibraryDir = 22, kMinLoggerSeverity = 25 }; /* EnvironmentOption.tag */
enum { kInteger = 2, kText = 8 };                                                     /* EnvironmentOption.kind */
enum { kErrorSeverity = 3 };
enum { kCpu = 1, kGpu = 2, kNpu = 4 }; /* accelerators, as bits */
enum { kTensorQuantization = 1 };
enum { kCustomOp = 32 };
constexpr size_t kAlignmentBytes = 64; /* of memory that the library is to use as it is */

/* Element types, which are TensorFlow Lite's, and ours. */
#define LITERT_TYPE_MAP(XX)                                                                                       \
  XX(1, FLOAT32) XX(2, INT32) XX(3, UINT8) XX(4, INT64) XX(6, BOOL) XX(7, INT16) XX(8, COMPLEX64) XX(9, INT8)      \
  XX(10, FLOAT16) XX(11, FLOAT64) XX(12, COMPLEX128) XX(13, UINT64) XX(16, UINT32) XX(17, UINT16) XX(18, INT4)     \
  XX(19, BFLOAT16)

/* Exported as LiteRt<name>. */
#define LITERT_API_MAP(XX)                                                                                \
  XX(int, CreateEnvironment, (int, const EnvironmentOption*, Environment**))                              \
  XX(void, DestroyModel, (Model*))                                                                        \
  XX(int, GetNumModelSignatures, (Model*, size_t*))                                                       \
  XX(int, GetModelSignature, (Model*, size_t, Signature**))                                               \
  XX(int, GetSignatureKey, (Signature*, const char**))                                                    \
  XX(int, GetNumSignatureInputs, (Signature*, size_t*))                                                   \
  XX(int, GetNumSignatureOutputs, (Signature*, size_t*))                                                  \
  XX(int, GetSignatureInputName, (Signature*, size_t, const char**))                                      \
  XX(int, GetSignatureOutputName, (Signature*, size_t, const char**))                                     \
  XX(int, GetSignatureInputTensorByIndex, (Signature*, size_t, Tensor**))                                 \
  XX(int, GetSignatureOutputTensorByIndex, (Signature*, size_t, Tensor**))                                \
  XX(int, GetRankedTensorType, (Tensor*, RankedType*))                                                    \
  XX(int, GetQuantizationTypeId, (Tensor*, int*))                                                         \
  XX(int, GetPerTensorQuantization, (Tensor*, PerTensorQuantization*))                                    \
  XX(int, GetNumModelSubgraphs, (Model*, size_t*))                                                        \
  XX(int, GetModelSubgraph, (Model*, size_t, Subgraph**))                                                 \
  XX(int, GetNumSubgraphOps, (Subgraph*, size_t*))                                                        \
  XX(int, GetSubgraphOp, (Subgraph*, size_t, Op**))                                                       \
  XX(int, GetOpCode, (Op*, int*))                                                                         \
  XX(int, GetCustomCode, (Op*, const char**))                                                             \
  XX(int, CreateOptions, (Options**))                                                                     \
  XX(void, DestroyOptions, (Options*))                                                                    \
  XX(int, SetOptionsHardwareAccelerators, (Options*, int))                                                \
  XX(int, CreateOpaqueOptions, (const char*, void*, void (*)(void*), OpaqueOptions**))                    \
  XX(int, AddOpaqueOptions, (Options*, OpaqueOptions*))                                                   \
  XX(int, CreateCompiledModel, (Environment*, Model*, Options*, CompiledModel**))                         \
  XX(void, DestroyCompiledModel, (CompiledModel*))                                                        \
  XX(int, CompiledModelGetErrorMessages, (CompiledModel*, char**))                                        \
  XX(int, GetCompiledModelInputTensorLayout, (CompiledModel*, size_t, size_t, Layout*))                   \
  XX(int, GetCompiledModelOutputTensorLayouts, (CompiledModel*, size_t, size_t, Layout*, bool))           \
  XX(int, CompiledModelResizeInputTensor, (CompiledModel*, size_t, size_t, const int*, size_t))           \
  XX(int, CreateTensorBufferFromHostMemory, (const RankedType*, void*, size_t, void (*)(void*), TensorBuffer**)) \
  XX(void, DestroyTensorBuffer, (TensorBuffer*))                                                          \
  XX(int, RunCompiledModel, (CompiledModel*, size_t, size_t, TensorBuffer**, size_t, TensorBuffer**))     \
  XX(int, GetNumAccelerators, (Environment*, size_t*))                                                    \
  XX(int, GetAccelerator, (Environment*, size_t, Accelerator**))                                          \
  XX(int, GetAcceleratorHardwareSupport, (Accelerator*, int*))

struct Api {
#define XX(result, name, arguments) result(*name) arguments;
  LITERT_API_MAP(XX)
#undef XX
  /* The one function whose arguments changed, at 2.1.6; exactly one of the two is set. */
  int (*CreateModelFromBuffer)(Environment*, const void*, size_t, Model**);
  int (*CreateModelFromBufferOnly)(const void*, size_t, Model**);
};

/* Symbols that tell which of the two it is: the first came with 2.1.6, the second went with it. */
constexpr const char* kNewerSymbol = "LiteRtCreateModelFromFd";
constexpr const char* kOlderSymbol = "LiteRtSetEnvironmentOptionsValue";

}  // namespace litert
#endif
