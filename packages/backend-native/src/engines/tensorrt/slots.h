/*
 * Where the functions of TensorRT's classes lie, as data. A public class I* is {vptr, V* impl}; what it can do is in the
 * table of impl, whose functions take impl first. Destructors, the parser and its errors have their functions in their
 * own table. The two layouts were compared with NVIDIA's headers 10.0 to 10.16 and 11.0 to 11.1; TensorRT-RTX 1.5 to 1.7
 * have that of 11. Nothing is included but <cstdint>, so that a library of the same layout can be built from it.
 */
#ifndef POLYINFER_TENSORRT_SLOTS_H_
#define POLYINFER_TENSORRT_SLOTS_H_
#include <cstdint>

namespace tensorrt {

/*
 * name, slot in 10.x, slot in 11.x and RTX; -1: it is not there. The arguments and the result stand at the call, in
 * vendor.h. Slots 0 and 1 of every V* are destructors, 2 is getPImpl, but for host memory and timing caches.
 */
#define TENSORRT_IMPL_SLOT_MAP(XX)                                                                          \
  XX(builder_create_builder_config, 7, 5)                                                                   \
  XX(builder_create_network, 8, 6)                                                                          \
  XX(builder_create_optimization_profile, 9, 7)                                                             \
  XX(builder_build_serialized_network, 14, 11)                                                              \
  XX(config_set_flags, 8, 6)                                                                                \
  XX(config_get_flags, 9, 7)                                                                                \
  XX(config_clear_flag, 10, 8)                                                                              \
  XX(config_set_flag, 11, 9)                                                                                \
  XX(config_add_optimization_profile, 25, 23)                                                               \
  XX(config_create_timing_cache, 40, 29)                                                                    \
  XX(config_set_timing_cache, 41, 30)                                                                       \
  XX(config_get_timing_cache, 42, 31)                                                                       \
  XX(config_set_memory_pool_limit, 43, 32)                                                                  \
  XX(config_set_builder_optimization_level, 47, 36)                                                         \
  XX(config_set_hardware_compatibility_level, 49, 38)                                                       \
  XX(config_set_progress_monitor, 56, 45)                                                                   \
  XX(profile_set_dimensions, 2, 2)                                                                          \
  XX(profile_set_shape_values, 4, -1)    /* 32-bit values: before 10.11 */                                  \
  XX(profile_set_shape_values_v2, 10, 8) /* 64-bit values: from 10.11 */                                    \
  XX(timing_cache_serialize, 2, 2)                                                                          \
  XX(timing_cache_combine, 3, 3)                                                                            \
  XX(network_get_nb_inputs, 14, 14)                                                                         \
  XX(network_get_input, 15, 15)                                                                             \
  XX(network_get_nb_outputs, 16, 16)                                                                        \
  XX(network_get_output, 17, 17)                                                                            \
  XX(tensor_get_name, 3, 3)                                                                                 \
  XX(tensor_set_dimensions, 4, 4)                                                                           \
  XX(tensor_get_dimensions, 5, 5)                                                                           \
  XX(tensor_get_type, 7, 6)                                                                                 \
  XX(host_memory_data, 2, 2)                                                                                \
  XX(host_memory_size, 3, 3)                                                                                \
  XX(runtime_deserialize_cuda_engine, 3, 3)                                                                 \
  XX(engine_serialize, 4, 4)                                                                                \
  XX(engine_create_execution_context, 5, 5)                                                                 \
  XX(engine_get_nb_optimization_profiles, 10, 8)                                                            \
  XX(engine_get_tensor_shape, 19, 15)                                                                       \
  XX(engine_get_tensor_data_type, 20, 16)                                                                   \
  XX(engine_get_tensor_location, 21, 17)                                                                    \
  XX(engine_is_shape_inference_io, 22, 18)                                                                  \
  XX(engine_get_tensor_io_mode, 23, 19)                                                                     \
  XX(engine_get_tensor_format, 26, 22)                                                                      \
  XX(engine_get_profile_shape, 29, 25)                                                                      \
  XX(engine_get_nb_io_tensors, 30, 26)                                                                      \
  XX(engine_get_io_tensor_name, 31, 27)                                                                     \
  XX(engine_get_device_memory_size_v2, 52, 44) /* from 10.1 */                                              \
  XX(context_set_optimization_profile_async, 17, 16)                                                        \
  XX(context_set_input_shape, 21, 20)                                                                       \
  XX(context_get_tensor_shape, 22, 21)                                                                      \
  XX(context_set_tensor_address, 24, 23)                                                                    \
  XX(context_set_input_tensor_address, 26, 25)                                                              \
  XX(context_infer_shapes, 28, 27)                                                                          \
  XX(context_set_output_allocator, 32, 31)                                                                  \
  XX(context_get_max_output_size, 34, 33)                                                                   \
  XX(context_enqueue_v3, 37, 36)

/* The same of the parser and its errors, whose functions take the object itself. */
#define TENSORRT_DIRECT_SLOT_MAP(XX) \
  XX(parser_parse, 0, 0)             \
  XX(parser_parse_from_file, 1, 1)   \
  XX(parser_get_nb_errors, 5, 3)     \
  XX(parser_get_error, 6, 4)         \
  XX(parser_delete, 9, 7)            \
  XX(parser_error_code, 0, 0)        \
  XX(parser_error_desc, 1, 1)        \
  XX(parser_error_node, 5, 5)        \
  XX(parser_error_node_name, 6, 6)   \
  XX(parser_error_node_operator, 7, 7)

/* `delete` of any other I*, in its own table. Tensors and profiles belong to their network and builder. */
constexpr int kDeleteSlot = 1;

struct Slots {
#define XX(name, slot10, slot11) int name;
  TENSORRT_IMPL_SLOT_MAP(XX)
  TENSORRT_DIRECT_SLOT_MAP(XX)
#undef XX
};

inline constexpr Slots kSlots10 = {
#define XX(name, slot10, slot11) slot10,
    TENSORRT_IMPL_SLOT_MAP(XX) TENSORRT_DIRECT_SLOT_MAP(XX)
#undef XX
};

inline constexpr Slots kSlots11 = {
#define XX(name, slot10, slot11) slot11,
    TENSORRT_IMPL_SLOT_MAP(XX) TENSORRT_DIRECT_SLOT_MAP(XX)
#undef XX
};

/* A public object. */
struct Object {
  void* const* table;
  void* impl;
};

/* Sizes, handed back through a hidden pointer. count -1: the rank is unknown; a size of -1 is free. */
struct Dims {
  int32_t count;
  int64_t sizes[8];
};

enum DataType : int32_t {
  kFloat = 0,
  kHalf = 1,
  kInt8 = 2,
  kInt32 = 3,
  kBool = 4,
  kUint8 = 5,
  kFp8 = 6,
  kBf16 = 7,
  kInt64 = 8,
  kInt4 = 9,
  kFp4 = 10,
  kE8m0 = 11,
};

enum Severity : int32_t { kInternalError = 0, kError = 1, kWarning = 2, kInfo = 3, kVerbose = 4 };
enum Selector : int32_t { kMin = 0, kOpt = 1, kMax = 2 };
enum IoMode : int32_t { kNone = 0, kInput = 1, kOutput = 2 };
enum Location : int32_t { kDevice = 0, kHost = 1 };
enum HardwareCompatibility : int32_t { kSameDevice = 0, kAmperePlus = 1, kSameComputeCapability = 2 };
constexpr int32_t kLinearFormat = 0;
constexpr int32_t kWorkspacePool = 0;

/* Of createNetworkV2 in 10.x. 11.x and RTX want 0 and are always strongly typed. */
constexpr uint32_t kStronglyTyped = 1u << 1;

/* Numbers of builder flags. Those of 10.x alone are not there in 11.x, whose higher numbers have moved. */
constexpr int32_t kFlagFp16In10 = 0, kFlagInt8In10 = 1, kFlagBf16In10 = 17;
constexpr int32_t kFlagTf32 = 6;
constexpr int32_t kFlagVersionCompatibleIn10 = 13, kFlagVersionCompatibleIn11 = 12;

/* What a parser's error is about. */
enum ParserCode : int32_t {
  kParserSuccess = 0,
  kParserInternal = 1,
  kParserNoMemory = 2,
  kParserNotReadable = 3,
  kParserInvalidValue = 4,
  kParserInvalidGraph = 5,
  kParserInvalidNode = 6,
  kParserUnsupportedGraph = 7,
  kParserUnsupportedNode = 8,
};

/* Below this no pointer is one: libraries without a driver have answered 0x228. */
constexpr uintptr_t kLeastPointer = 4096;

/*
 * The exported functions. `version` is what getInferLibVersion, or getNvOnnxParserVersion, answers. RTX and the full
 * libraries have a builder, lean and dispatch have none; the parser is a library of its own.
 */
typedef int32_t GetVersion();
typedef void* CreateInferRuntime(void* logger, int32_t version);
typedef void* CreateInferBuilder(void* logger, int32_t version);
typedef void* CreateOnnxParser(void* network, void* logger, int32_t version);
constexpr char kGetLibVersion[] = "getInferLibVersion"; /* major * 10000 + minor * 100 + patch */
constexpr char kGetLibMajorVersion[] = "getInferLibMajorVersion";
constexpr char kGetLibMinorVersion[] = "getInferLibMinorVersion";
constexpr char kGetLibPatchVersion[] = "getInferLibPatchVersion";
constexpr char kGetLibBuildVersion[] = "getInferLibBuildVersion";
constexpr char kCreateRuntime[] = "createInferRuntime_INTERNAL";
constexpr char kCreateBuilder[] = "createInferBuilder_INTERNAL";
constexpr char kCreateParser[] = "createNvOnnxParser_INTERNAL";
constexpr char kGetParserVersion[] = "getNvOnnxParserVersion";

/* What a library is, by the name of its file: the numbers alone do not tell RTX 1 from a TensorRT 1. */
struct LibraryName {
  const char* stem;   /* "libnvinfer.so": a number follows */
  const char* title;  /* for texts */
  const char* parser; /* stem of its parser, or null: it runs plans and builds none */
  bool is_rtx;
};
constexpr LibraryName kLibraryNames[] = {
    {"libnvinfer.so", "TensorRT", "libnvonnxparser.so", false},
    {"libtensorrt_rtx.so", "TensorRT-RTX", "libtensorrt_onnxparser_rtx.so", true},
    {"libnvinfer_lean.so", "TensorRT's lean runtime", nullptr, false},
    {"libnvinfer_dispatch.so", "TensorRT's dispatch runtime", nullptr, false},
};

}  // namespace tensorrt
#endif
