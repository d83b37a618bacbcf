/* What this engine uses of MNN's C++ interface, declared here so that it builds without MNN: the functions by their mangled
 * names, and the layouts that they share. Strings are the one type whose layout hangs on the ABI that the library was built
 * with, so none is ever made here. */
#ifndef POLYINFER_MNN_VENDOR_H_
#define POLYINFER_MNN_VENDOR_H_
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace mnn {

struct Interpreter;
struct Session;
struct OperatorInfo;

constexpr int kFirstMajor = 3;

/* halide_type_t, by value */
struct Type {
  uint32_t code; /* kInt, kUint or kFloat */
  uint8_t bits;
  uint16_t lanes;
};
static_assert(sizeof(Type) == 8, "halide_type_t");
enum { kInt = 0, kUint = 1, kFloat = 2 };

struct Axis {
  int32_t min, extent, stride;
  uint32_t flags;
};

/* What a tensor begins with: halide_buffer_t */
struct Tensor {
  uint64_t device;
  const void* device_interface;
  uint8_t* host;
  uint64_t flags;
  Type type;
  int32_t dimensions;
  Axis* axes;
  void* padding;
};
static_assert(sizeof(Tensor) == 64, "halide_buffer_t");

/* A std::vector that stays empty, whatever it is of. */
struct EmptyVector {
  void *first = nullptr, *last = nullptr, *end = nullptr;
};
static_assert(sizeof(EmptyVector) == sizeof(std::vector<int>), "libstdc++'s std::vector");

struct BackendConfig {
  int memory = 0, power = 0, precision = 1;
  void* user = nullptr;
};

struct ScheduleConfig {
  EmptyVector saved_tensors;
  int type = 0;
  int threads = 4; /* of a GPU: its mode */
  struct {
    EmptyVector inputs, outputs;
    int mode = 0;
  } path;
  int backup_type = 0;
  BackendConfig* backend = nullptr;
};
static_assert(sizeof(ScheduleConfig) == 104, "MNN::ScheduleConfig");

enum ErrorCode { kOutOfMemory = 1, kNotSupported = 2, kSizeError = 3, kNoExecution = 4, kStopped = 11 };
enum DimensionType { kNhwc = 0, kNchw = 1 };
enum SessionMode { kResizeDefer = 7 };
enum SessionInfo { kBackends = 2, kResizeStatus = 3 };

typedef std::vector<int> Ints;
typedef std::function<bool(const std::vector<Tensor*>&, const OperatorInfo*)> Callback;

#define MNN_API_MAP(XX)                                                                                                    \
  XX(const char*, version, (), "_ZN3MNN10getVersionEv")                                                                    \
  XX(const void*, runtime_creator, (int type), "_ZN3MNN25MNNGetExtraRuntimeCreatorE14MNNForwardType")                      \
  XX(Interpreter*, create, (const void*, size_t), "_ZN3MNN11Interpreter16createFromBufferEPKvm")                           \
  XX(void, destroy, (Interpreter*), "_ZN3MNN11Interpreter7destroyEPS0_")                                                   \
  XX(void, set_mode, (Interpreter*, int), "_ZN3MNN11Interpreter14setSessionModeENS0_11SessionModeE")                       \
  XX(void, set_hint, (Interpreter*, int, int), "_ZN3MNN11Interpreter14setSessionHintENS0_8HintModeEi")                     \
  XX(Session*, create_session, (Interpreter*, const ScheduleConfig&),                                                      \
     "_ZN3MNN11Interpreter13createSessionERKNS_14ScheduleConfigE")                                                         \
  XX(bool, session_info, (Interpreter*, const Session*, int, void*),                                                       \
     "_ZN3MNN11Interpreter14getSessionInfoEPKNS_7SessionENS0_15SessionInfoCodeEPv")                                        \
  XX(void, resize_tensor, (Interpreter*, Tensor*, const Ints&),                                                            \
     "_ZN3MNN11Interpreter12resizeTensorEPNS_6TensorERKSt6vectorIiSaIiEE")                                                 \
  XX(void, resize_session, (Interpreter*, Session*), "_ZN3MNN11Interpreter13resizeSessionEPNS_7SessionE")                  \
  XX(int, run, (const Interpreter*, const Session*, const Callback& before, const Callback& after, bool sync),             \
     "_ZNK3MNN11Interpreter26runSessionWithCallBackInfoEPKNS_7SessionERKSt8functionIFbRKSt6vectorIPNS_6TensorESaIS7_EEPKNS" \
     "_12OperatorInfoEEESI_b")                                                                                             \
  XX(Tensor*, tensor_create, (const Ints&, Type, void*, int),                                                              \
     "_ZN3MNN6Tensor6createERKSt6vectorIiSaIiEE13halide_type_tPvNS0_13DimensionTypeE")                                     \
  XX(void, tensor_destroy, (Tensor*), "_ZN3MNN6Tensor7destroyEPS0_")                                                       \
  XX(bool, copy_from_host, (Tensor*, const Tensor*), "_ZN3MNN6Tensor18copyFromHostTensorEPKS0_")                           \
  XX(bool, copy_to_host, (const Tensor*, Tensor*), "_ZNK3MNN6Tensor16copyToHostTensorEPS0_")                               \
  XX(int, dimension_type, (const Tensor*), "_ZNK3MNN6Tensor16getDimensionTypeEv")

/* std::map<std::string, Tensor*> of inputs and outputs: the name says which ABI its strings have. */
constexpr const char* kInputsOldStrings = "_ZNK3MNN11Interpreter18getSessionInputAllEPKNS_7SessionE";
constexpr const char* kInputsNewStrings = "_ZNK3MNN11Interpreter18getSessionInputAllB5cxx11EPKNS_7SessionE";
constexpr const char* kOutputsOldStrings = "_ZNK3MNN11Interpreter19getSessionOutputAllEPKNS_7SessionE";
constexpr const char* kOutputsNewStrings = "_ZNK3MNN11Interpreter19getSessionOutputAllB5cxx11EPKNS_7SessionE";
typedef const void* (*MapOf)(const Interpreter*, const Session*);

struct Api {
#define XX(result, name, arguments, symbol) result(*name) arguments;
  MNN_API_MAP(XX)
#undef XX
  MapOf inputs, outputs;
  bool has_new_strings;
};

/* Where things lie in libstdc++'s map and its nodes. Both strings begin with the pointer to their text. */
constexpr size_t kMapHeader = 8, kNodeKey = 32, kNodeValueOldStrings = 40, kNodeValueNewStrings = 64;

}  // namespace mnn
#endif
