/* What this engine uses of ONNX Runtime's C API, declared here so that it builds without ONNX Runtime.
 * The API is a struct of function pointers that only ever grows at the end: a function is its number in it. */
#ifndef POLYINFER_ONNXRUNTIME_VENDOR_H_
#define POLYINFER_ONNXRUNTIME_VENDOR_H_
#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace ort {

struct Status; /* null is success; released by ReleaseStatus */
struct Env;
struct Session;
struct SessionOptions;
struct RunOptions;
struct Value;
struct MemoryInfo;
struct Allocator;
struct TypeInfo;
struct TensorInfo;
struct IoBinding;
struct CudaOptions;     /* OrtCUDAProviderOptionsV2 */
struct TensorRtOptions; /* OrtTensorRTProviderOptionsV2 */
struct AssignedSubgraph;
struct AssignedNode;

/* param, severity (0 verbose to 4 fatal), category, log id, place in the code, message */
typedef void (*LoggingFunction)(void*, int, const char*, const char*, const char*, const char*);

/* The version of the API that holds every entry of ORT_API_MAP, and that of ORT_NEWER_API_MAP. */
constexpr uint32_t kApiVersion = 23;
constexpr uint32_t kNewerVersion = 24;

/* ORTCHAR_T: paths are UTF-16 on Windows, bytes elsewhere. */
using PathChar = std::filesystem::path::value_type;

enum ErrorCode {
  kFail = 1,
  kInvalidArgument = 2,
  kNoSuchFile = 3,
  kNoModel = 4,
  kInvalidProtobuf = 7,
  kNotImplemented = 9,
  kInvalidGraph = 10,
  kModelLoadCanceled = 12,
};
enum { kCpuAllocator = 0 /* OrtDeviceAllocator */, kMemoryTypeDefault = 0 };

#define ORT_API_MAP(XX)                                                                                                \
  XX(1, int, GetErrorCode, (const Status*))                                                                            \
  XX(2, const char*, GetErrorMessage, (const Status*))                                                                 \
  XX(4, Status*, CreateEnvWithCustomLogger, (LoggingFunction, void*, int, const char*, Env**))                         \
  XX(6, Status*, DisableTelemetryEvents, (const Env*))                                                                 \
  XX(7, Status*, CreateSession, (const Env*, const PathChar*, const SessionOptions*, Session**))                         \
  XX(8, Status*, CreateSessionFromArray, (const Env*, const void*, size_t, const SessionOptions*, Session**))          \
  XX(9, Status*, Run,                                                                                                  \
     (Session*, const RunOptions*, const char* const*, const Value* const*, size_t, const char* const*, size_t, Value**)) \
  XX(10, Status*, CreateSessionOptions, (SessionOptions**))                                                            \
  XX(13, Status*, SetSessionExecutionMode, (SessionOptions*, int))                                                     \
  XX(17, Status*, DisableMemPattern, (SessionOptions*))                                                                \
  XX(19, Status*, DisableCpuMemArena, (SessionOptions*))                                                               \
  XX(22, Status*, SetSessionLogSeverityLevel, (SessionOptions*, int))                                                  \
  XX(23, Status*, SetSessionGraphOptimizationLevel, (SessionOptions*, int))                                            \
  XX(24, Status*, SetIntraOpNumThreads, (SessionOptions*, int))                                                        \
  XX(25, Status*, SetInterOpNumThreads, (SessionOptions*, int))                                                        \
  XX(30, Status*, SessionGetInputCount, (const Session*, size_t*))                                                     \
  XX(31, Status*, SessionGetOutputCount, (const Session*, size_t*))                                                    \
  XX(32, Status*, SessionGetOverridableInitializerCount, (const Session*, size_t*))                                    \
  XX(33, Status*, SessionGetInputTypeInfo, (const Session*, size_t, TypeInfo**))                                       \
  XX(34, Status*, SessionGetOutputTypeInfo, (const Session*, size_t, TypeInfo**))                                      \
  XX(35, Status*, SessionGetOverridableInitializerTypeInfo, (const Session*, size_t, TypeInfo**))                      \
  XX(36, Status*, SessionGetInputName, (const Session*, size_t, Allocator*, char**))                                   \
  XX(37, Status*, SessionGetOutputName, (const Session*, size_t, Allocator*, char**))                                  \
  XX(38, Status*, SessionGetOverridableInitializerName, (const Session*, size_t, Allocator*, char**))                  \
  XX(39, Status*, CreateRunOptions, (RunOptions**))                                                                    \
  XX(46, Status*, RunOptionsSetTerminate, (RunOptions*))                                                               \
  XX(47, Status*, RunOptionsUnsetTerminate, (RunOptions*))                                                             \
  XX(48, Status*, CreateTensorAsOrtValue, (Allocator*, const int64_t*, size_t, int, Value**))                          \
  XX(49, Status*, CreateTensorWithDataAsOrtValue,                                                                      \
     (const MemoryInfo*, void*, size_t, const int64_t*, size_t, int, Value**))                                         \
  XX(51, Status*, GetTensorMutableData, (Value*, void**))                                                              \
  XX(53, Status*, GetStringTensorDataLength, (const Value*, size_t*))                                                  \
  XX(54, Status*, GetStringTensorContent, (const Value*, void*, size_t, size_t*, size_t))                              \
  XX(55, Status*, CastTypeInfoToTensorInfo, (const TypeInfo*, const TensorInfo**))                                     \
  XX(60, Status*, GetTensorElementType, (const TensorInfo*, int*))                                                     \
  XX(61, Status*, GetDimensionsCount, (const TensorInfo*, size_t*))                                                    \
  XX(62, Status*, GetDimensions, (const TensorInfo*, int64_t*, size_t))                                                \
  XX(63, Status*, GetSymbolicDimensions, (const TensorInfo*, const char**, size_t))                                    \
  XX(65, Status*, GetTensorTypeAndShape, (const Value*, TensorInfo**))                                                 \
  XX(68, Status*, CreateMemoryInfo, (const char*, int, int, int, MemoryInfo**))                                        \
  XX(69, Status*, CreateCpuMemoryInfo, (int, int, MemoryInfo**))                                                       \
  XX(76, Status*, AllocatorFree, (Allocator*, void*))                                                                  \
  XX(78, Status*, GetAllocatorWithDefaultOptions, (Allocator**))                                                       \
  XX(93, void, ReleaseStatus, (Status*))                                                                               \
  XX(94, void, ReleaseMemoryInfo, (MemoryInfo*))                                                                       \
  XX(95, void, ReleaseSession, (Session*))                                                                             \
  XX(96, void, ReleaseValue, (Value*))                                                                                 \
  XX(97, void, ReleaseRunOptions, (RunOptions*))                                                                       \
  XX(98, void, ReleaseTypeInfo, (TypeInfo*))                                                                           \
  XX(99, void, ReleaseTensorTypeAndShapeInfo, (TensorInfo*))                                                           \
  XX(100, void, ReleaseSessionOptions, (SessionOptions*))                                                              \
  XX(124, Status*, AddFreeDimensionOverrideByName, (SessionOptions*, const char*, int64_t))                            \
  XX(130, Status*, AddSessionConfigEntry, (SessionOptions*, const char*, const char*))                                 \
  XX(133, Status*, RunWithBinding, (Session*, const RunOptions*, const IoBinding*))                                    \
  XX(134, Status*, CreateIoBinding, (Session*, IoBinding**))                                                           \
  XX(135, void, ReleaseIoBinding, (IoBinding*))                                                                        \
  XX(136, Status*, BindInput, (IoBinding*, const char*, const Value*))                                                 \
  XX(137, Status*, BindOutput, (IoBinding*, const char*, const Value*))                                                \
  XX(138, Status*, BindOutputToDevice, (IoBinding*, const char*, const MemoryInfo*))                                   \
  XX(140, Status*, GetBoundOutputValues, (const IoBinding*, Allocator*, Value***, size_t*))                            \
  XX(165, Status*, AddRunConfigEntry, (RunOptions*, const char*, const char*))                                         \
  XX(170, Status*, SessionOptionsAppendExecutionProvider_TensorRT_V2, (SessionOptions*, const TensorRtOptions*))       \
  XX(171, Status*, CreateTensorRTProviderOptions, (TensorRtOptions**))                                                 \
  XX(172, Status*, UpdateTensorRTProviderOptions, (TensorRtOptions*, const char* const*, const char* const*, size_t))  \
  XX(174, void, ReleaseTensorRTProviderOptions, (TensorRtOptions*))                                                    \
  XX(204, Status*, SessionOptionsAppendExecutionProvider_CUDA_V2, (SessionOptions*, const CudaOptions*))               \
  XX(205, Status*, CreateCUDAProviderOptions, (CudaOptions**))                                                         \
  XX(206, Status*, UpdateCUDAProviderOptions, (CudaOptions*, const char* const*, const char* const*, size_t))          \
  XX(208, void, ReleaseCUDAProviderOptions, (CudaOptions*))                                                            \
  XX(252, Status*, GetResizedStringTensorElementBuffer, (Value*, size_t, size_t, char**))                              \
  XX(254, const char*, GetBuildInfoString, (void))                                                                     \
  XX(261, Status*, UpdateTensorRTProviderOptionsWithValue, (TensorRtOptions*, const char*, void*))                     \
  XX(263, Status*, UpdateCUDAProviderOptionsWithValue, (CudaOptions*, const char*, void*))                             \
  XX(266, Status*, SetUserLoggingFunction, (SessionOptions*, LoggingFunction, void*))                                  \
  XX(279, Status*, AddExternalInitializersFromFilesInMemory,                                                           \
     (SessionOptions*, const PathChar* const*, char* const*, const size_t*, size_t))                                   \
  XX(293, Status*, SessionOptionsSetLoadCancellationFlag, (SessionOptions*, bool))
/* Those of kNewerVersion. */
#define ORT_NEWER_API_MAP(XX)                                                                                          \
  XX(390, bool, TensorTypeAndShape_HasShape, (const TensorInfo*))                                                      \
  XX(407, Status*, Session_GetEpGraphAssignmentInfo, (const Session*, const AssignedSubgraph* const**, size_t*))       \
  XX(408, Status*, EpAssignedSubgraph_GetEpName, (const AssignedSubgraph*, const char**))                              \
  XX(409, Status*, EpAssignedSubgraph_GetNodes, (const AssignedSubgraph*, const AssignedNode* const**, size_t*))       \
  XX(412, Status*, EpAssignedNode_GetOperatorType, (const AssignedNode*, const char**))

struct Api {
#define XX(slot, result, name, arguments) result(*name) arguments;
  ORT_API_MAP(XX)
#undef XX
#define XX(slot, result, name, arguments) result(*name) arguments; /* null before its version */
  ORT_NEWER_API_MAP(XX)
#undef XX
};

/* What the library's one exported symbol, OrtGetApiBase, returns. */
struct ApiBase {
  const void* (*GetApi)(uint32_t version); /* null, and a line on stderr, for a version that it does not have */
  const char* (*GetVersionString)(void);
};

}  // namespace ort
#endif
