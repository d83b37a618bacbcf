/**
 * polyinfer/engine.h: all that the host and an engine library share. C99 and C++17.
 *
 * No globals, no STL type and no exception cross this border, and an engine never calls abort. Every function may be
 * called from any thread. Pointers handed in are borrowed until the call returns, unless said otherwise. Text and paths
 * are UTF-8. Structs that travel alone start with struct_bytes and may grow at the end; structs kept in arrays never
 * change. An engine writes nothing to stdout or stderr: it has poly_log and poly_call.log.
 */
#ifndef POLYINFER_ENGINE_H_
#define POLYINFER_ENGINE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define POLY_EXPORT __declspec(dllexport)
#else
#define POLY_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Version of this table. What stands here under one version stays for ever: structs that travel alone and the tables below
 * grow at their ends, and nothing else changes. So an engine that was compiled against an older header of the same version
 * works on every later host; one compiled against a newer header works on older hosts as far as it looks at struct_bytes
 * before it reads a member that was added later.
 */
#define POLY_ABI 1u
/** The most axes of a tensor. */
#define POLY_MAX_RANK 8
/** True if the engine's table is long enough to have the entry, and it is set. */
#define POLY_HAS(engine, entry) \
  ((engine)->struct_bytes >= offsetof(poly_engine, entry) + sizeof((engine)->entry) && (engine)->entry)

/** How a call ended: the table ERRORS of @polyinfer/core, number and name. */
#define POLY_STATUS_MAP(XX) \
  XX(0, OK)                 \
  XX(1, INVALID_ARGUMENT)   \
  XX(2, UNAVAILABLE)        \
  XX(3, INVALID_MODEL)      \
  XX(4, UNSUPPORTED)        \
  XX(5, OUT_OF_MEMORY)      \
  XX(6, DEVICE_LOST)        \
  XX(7, ABORTED)            \
  XX(8, DISPOSED)           \
  XX(9, ENGINE)             \
  XX(10, TIMEOUT)           \
  XX(11, BUSY)

/**
 * Element types: number of ONNX TensorProto.DataType, name, bits an element. Under 8 bits elements are packed, low bits
 * first, the last byte padded. STRING: int64 offsets[count + 1], then the UTF-8 bytes; offsets count from the end of the
 * offsets, the first is 0.
 */
#define POLY_DTYPE_MAP(XX)                                                                                    \
  XX(1, FLOAT32, 32) XX(2, UINT8, 8) XX(3, INT8, 8) XX(4, UINT16, 16) XX(5, INT16, 16) XX(6, INT32, 32)       \
  XX(7, INT64, 64) XX(8, STRING, 0) XX(9, BOOL, 8) XX(10, FLOAT16, 16) XX(11, FLOAT64, 64) XX(12, UINT32, 32) \
  XX(13, UINT64, 64) XX(14, COMPLEX64, 64) XX(15, COMPLEX128, 128) XX(16, BFLOAT16, 16)                       \
  XX(17, FLOAT8E4M3FN, 8) XX(18, FLOAT8E4M3FNUZ, 8) XX(19, FLOAT8E5M2, 8) XX(20, FLOAT8E5M2FNUZ, 8)           \
  XX(21, UINT4, 4) XX(22, INT4, 4) XX(23, FLOAT4E2M1, 4) XX(24, FLOAT8E8M0, 8) XX(25, UINT2, 2) XX(26, INT2, 2)

typedef int32_t poly_status;

enum {
#define XX(number, name) POLY_##name = number,
  POLY_STATUS_MAP(XX)
#undef XX
#define XX(number, name, bits) POLY_##name = number,
  POLY_DTYPE_NONE = 0, /**< an input left out, where the model allows it */
  POLY_DTYPE_MAP(XX)
#undef XX

  /* Where memory is: DLPack's device types. data is the pointer or handle that DLPack means. */
  POLY_HOST = 1,
  POLY_CUDA = 2,
  POLY_CUDA_HOST = 3,
  POLY_OPENCL = 4,
  POLY_VULKAN = 7,
  POLY_METAL = 8,
  POLY_ROCM = 10,
  POLY_ONEAPI = 14,
  POLY_WEBGPU = 15,
  POLY_DMABUF = 1000, /**< a file descriptor */

  /* poly_error.scope: how far the error reaches. */
  POLY_SCOPE_CALL = 0,
  POLY_SCOPE_SESSION = 1, /**< the session is broken: close it and open it again */
  POLY_SCOPE_RUNTIME = 2, /**< only a new process helps */

  /* poly_tensor.flags */
  POLY_SKIP = 1, /**< an output that nobody wants */

  /* poly_info.capabilities */
  POLY_CANCELS = 1,     /**< a run stops soon after the function given to on_cancel was called */
  POLY_KEEPS_MODEL = 2, /**< poly_file.data must stay as it is until close */
  POLY_STREAMS = 4,     /**< takes poly_run.stream, and tensors that are not in host memory */
  POLY_STATEFUL = 8,    /**< each lane carries state from run to run */
  POLY_WAITS = 16,      /**< a run may take long after short ones: none goes on the caller's turn */
  POLY_RELAYS = 32,     /**< another engine computes: poly_call.executed says which, once it has */

  /* levels of poly_log and poly_call.log */
  POLY_LOG_DEBUG = 0,
  POLY_LOG_INFO = 1,
  POLY_LOG_WARNING = 2,
  POLY_LOG_ERROR = 3
};

/** Written by the engine when it returns anything but POLY_OK; zeroed by the caller before. NUL-terminated. */
typedef struct poly_error {
  int32_t engine_code; /**< the vendor's own number */
  int32_t scope;       /**< POLY_SCOPE_* */
  char message[1016];
} poly_error;

typedef struct poly_pair {
  const char* key;
  const char* value;
} poly_pair;

/** One file of a model, as data or as an absolute path. */
typedef struct poly_file {
  const char* name; /**< "" for the model itself, else what the format calls the file ("bin", "weights.data") */
  const char* path;
  const void* data; /**< NULL: read the path */
  size_t bytes;
} poly_file;

/** Takes text or bytes in pieces. A result other than 0 means: stop. */
typedef struct poly_sink {
  int (*write)(void* context, const void* data, size_t bytes);
  void* context;
} poly_sink;

/** Takes lines that belong to no call. May be called from any thread, at any time after load was called, for ever. */
typedef struct poly_log {
  void (*write)(void* context, int32_t level, const char* text);
  void* context;
} poly_log;

/** Row-major and dense. data is aligned to its element. */
typedef struct poly_tensor {
  int32_t dtype, rank;
  int64_t shape[POLY_MAX_RANK];
  void* data;
  size_t bytes;          /**< of data; on entry of a run: the capacity of an output */
  size_t offset_bytes;   /**< into a handle that is no pointer */
  int32_t device_type;   /**< 0 is POLY_HOST; on entry of a run: where an output is wanted */
  int32_t device_id;
  uint64_t flags;
  void (*release)(void* owner); /**< memory of the engine's own: the holder calls it once, on any thread, even after close */
  void* owner;
} poly_tensor;

/** An input or output. Lives until close. */
typedef struct poly_value {
  const char* name;
  int32_t dtype;
  int32_t rank;         /**< -1: unknown */
  const int64_t* shape; /**< -1: free */
  /** A JSON object or NULL. The host reads "dimNames" (strings and nulls, one an axis) and "optional" (true or false). */
  const char* details;
} poly_value;

typedef struct poly_info {
  uint32_t struct_bytes;
  uint32_t max_runs; /**< lanes: runs that may be in flight at once, 1 or more */
  uint64_t capabilities;
  const poly_value* inputs;
  const poly_value* outputs;
  size_t input_count, output_count;
} poly_info;

/** What load is asked for. */
typedef struct poly_load {
  uint32_t struct_bytes, reserved;
  const char* library; /**< absolute path of the vendor's library, or NULL */
  const poly_pair* options;
  size_t option_count;
  poly_log log;
} poly_load;

/** What open is asked for. */
typedef struct poly_open {
  uint32_t struct_bytes;
  uint32_t max_runs;               /**< lanes wanted; 0: the engine decides */
  const char *format, *device;     /**< as listed by probe; format "compiled" is what save wrote; device "": the engine's default */
  const poly_file* files;          /**< the model first */
  size_t file_count;
  const poly_pair* options;        /**< of the engine; an unknown key is INVALID_ARGUMENT */
  size_t option_count;
  int32_t threads;                 /**< of one run; 0: the engine decides */
} poly_open;

/**
 * One run. The host has checked inputs against poly_info: count, dtype, rank, fixed sizes, bytes. An engine checks what
 * only it knows. Outputs come in one of three ways, each on its own: data given: it is written in place (too small:
 * INVALID_ARGUMENT with the shape that is needed). data NULL: the engine calls poly_call.alloc once the shape is known,
 * or hands out memory of its own with release set.
 */
typedef struct poly_run {
  uint32_t struct_bytes;
  uint32_t lane; /**< under max_runs; never two calls on one lane at once, but not always on the same thread */
  const poly_tensor* inputs;
  poly_tensor* outputs; /**< the engine sets dtype, rank, shape, data and bytes */
  void* stream;         /**< NULL: done on return. Else (CUstream, ...) ordered in it, and all tensors are on its device */
  const poly_pair* options;
  size_t option_count;
} poly_run;

/** The host's side of one open or run, gone when that returns; callable from any thread until then. No member is NULL. */
typedef struct poly_call poly_call;
struct poly_call {
  uint32_t struct_bytes, reserved;
  /** Not 0 once the caller wants the call to end. */
  int (*cancelled)(poly_call*);
  /**
   * From now on a cancel calls stop(argument) once, on another thread; stop is quick and calls nothing of the host.
   * stop NULL ends that; it is owed before the call returns, and no stop runs any more when it has returned. The result
   * is not 0 if the call was cancelled: at the start that means ABORTED, at the end that the vendor's flag must be cleared.
   */
  int (*on_cancel)(poly_call*, void (*stop)(void* argument), void* argument);
  /** How far a long call is: 0 to 1, and what it is doing. */
  void (*progress)(poly_call*, double fraction, const char* stage);
  /** A line for whoever made the call. level: POLY_LOG_*. */
  void (*log)(poly_call*, int32_t level, const char* text);
  /**
   * Memory for an output: type->bytes where type->device_type says, which is the host (64-byte aligned and padded), or, in a
   * run with a stream, where the output is wanted: ordered in that stream. A later call replaces an earlier one. NULL: give up.
   */
  void* (*alloc)(poly_call*, uint32_t output, const poly_tensor* type);
  /** Of an engine with POLY_RELAYS: the engine with this id has computed the run. */
  void (*executed)(poly_call*, const char* engine);
};

/** A vendor's library, opened. Never closed. */
typedef struct poly_runtime poly_runtime;
/** A model, open. */
typedef struct poly_session poly_session;

/** The engine's side: static, constant, never freed. */
typedef struct poly_engine {
  uint32_t struct_bytes, abi;
  const char *id, *version;
  /** Opens the vendor's library. May block; called on a thread of the host. UNAVAILABLE says why not and what to do. */
  poly_status (*load)(const poly_load*, poly_runtime**, poly_error*);
  /** JSON: {"version", "formats": [...], "devices": [{"id", "name", ...}], ...}. */
  poly_status (*probe)(poly_runtime*, poly_sink, poly_error*);
  poly_status (*open)(poly_runtime*, const poly_open*, poly_call*, poly_session**, poly_error*);
  const poly_info* (*info)(const poly_session*);
  poly_status (*run)(poly_session*, const poly_run*, poly_call*, poly_error*);
  /** No run is in flight. */
  void (*close)(poly_session*);
  /* Optional: NULL, or beyond struct_bytes. */
  /** JSON: "report", "profile", ... */
  poly_status (*describe)(poly_session*, const char* what, poly_sink, poly_error*);
  /** The compiled model. */
  poly_status (*save)(poly_session*, poly_sink, poly_error*);
  /** In: device_type, device_id, bytes. Out: data, release. */
  poly_status (*tensor_alloc)(poly_runtime*, poly_tensor*, poly_error*);
  poly_status (*tensor_copy)(poly_runtime*, const poly_tensor* from, poly_tensor* to, void* stream, poly_error*);
} poly_engine;

/** The one exported symbol. NULL: the engine does not speak this ABI. */
typedef const poly_engine* (*polyinfer_engine_get_fn)(uint32_t abi);
POLY_EXPORT const poly_engine* polyinfer_engine_get(uint32_t abi);

#ifdef __cplusplus
}
#endif
#endif
