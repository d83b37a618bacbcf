/* LiteRT's C API in a loop: a .tflite file with one input, on the processor, with XNNPACK as it comes. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "loop.h"

#define MAX_OUTPUTS 16

/* What is called, declared here as of LiteRT 2.3. Status results: 0 is success. */
typedef void* handle;
typedef struct {
  unsigned rank : 7, has_strides : 1;
  int32_t dims[MAX_RANK];
  uint32_t strides[MAX_RANK];
} layout;
typedef struct {
  int32_t element;
  layout shape;
} tensor_type;
typedef struct {
  int32_t tag, padding_1;
  int32_t kind, padding_2;
  int64_t number;
} environment_option;
enum { LOG_SEVERITY = 25, INTEGER = 2, ERRORS = 3, CPU = 1 };

static int (*run_model)(handle, size_t, size_t, handle*, size_t, handle*);
static handle model, input, outputs[MAX_OUTPUTS];
static void* memory[MAX_OUTPUTS];
static size_t sizes[MAX_OUTPUTS], output_count;

/* Function pointers and objects are told apart by ISO C, not by POSIX. */
#define LOAD(library, to, name) (*(void**)(&(to)) = symbol(library, "LiteRt" name))

static void must(int status, const char* what) {
  if (status) stop("LiteRT failed:", what);
}

static void not_freed(void* data) { (void)data; }

static handle open_environment(void* library) {
  int (*create)(int, const environment_option*, handle*);
  const environment_option quiet = {LOG_SEVERITY, 0, INTEGER, 0, ERRORS};
  handle environment;
  LOAD(library, create, "CreateEnvironment");
  must(create(1, &quiet, &environment), "CreateEnvironment");
  return environment;
}

static handle one_thread(void* library) {
  int (*create)(handle*);
  int (*accelerate)(handle, int);
  int (*opaque)(const char*, void*, void (*)(void*), handle*);
  int (*add)(handle, handle);
  handle options, xnnpack;
  static char text[] = "num_threads = 1\n";
  LOAD(library, create, "CreateOptions");
  must(create(&options), "CreateOptions");
  LOAD(library, accelerate, "SetOptionsHardwareAccelerators");
  must(accelerate(options, CPU), "SetOptionsHardwareAccelerators");
  LOAD(library, opaque, "CreateOpaqueOptions");
  must(opaque("xnnpack", text, not_freed, &xnnpack), "CreateOpaqueOptions");
  LOAD(library, add, "AddOpaqueOptions");
  must(add(options, xnnpack), "AddOpaqueOptions");
  return options;
}

static handle buffer_of(void* library, const tensor_type* type, void* data, size_t bytes) {
  int (*create)(const tensor_type*, void*, size_t, void (*)(void*), handle*);
  handle buffer;
  LOAD(library, create, "CreateTensorBufferFromHostMemory");
  must(create(type, data, bytes, not_freed, &buffer), "CreateTensorBufferFromHostMemory");
  return buffer;
}

static tensor_type type_of(void* library, handle signature, const char* of, size_t index) {
  int (*tensor_at)(handle, size_t, handle*);
  int (*ranked)(handle, tensor_type*);
  tensor_type type;
  handle tensor;
  memset(&type, 0, sizeof type);
  *(void**)(&tensor_at) = symbol(library, of);
  must(tensor_at(signature, index, &tensor), of);
  LOAD(library, ranked, "GetRankedTensorType");
  must(ranked(tensor, &type), "GetRankedTensorType");
  return type;
}

static void make_outputs(void* library, handle signature) {
  int (*layouts_of)(handle, size_t, size_t, layout*, bool);
  layout layouts[MAX_OUTPUTS];
  memset(layouts, 0, sizeof layouts);
  LOAD(library, layouts_of, "GetCompiledModelOutputTensorLayouts");
  must(layouts_of(model, 0, output_count, layouts, true), "GetCompiledModelOutputTensorLayouts");
  for (size_t i = 0; i < output_count; i++) {
    tensor_type type = type_of(library, signature, "LiteRtGetSignatureOutputTensorByIndex", i);
    type.shape = layouts[i];
    sizes[i] = sizeof(float);
    for (unsigned d = 0; d < type.shape.rank; d++) sizes[i] *= (size_t)type.shape.dims[d];
    memory[i] = memory_of(sizes[i]);
    outputs[i] = buffer_of(library, &type, memory[i], sizes[i]);
  }
}

void engine_open(const loop_task* task) {
  void* library = task->library;
  int (*read)(handle, const void*, size_t, handle*);
  int (*signature_at)(handle, size_t, handle*);
  int (*compile)(handle, handle, handle, handle*);
  int (*count)(handle, size_t*);
  handle file, signature, environment = open_environment(library);
  size_t bytes;
  void* data = read_file(task->files[0], &bytes);
  symbol(library, "LiteRtCreateModelFromFd"); /* came when the next function got its first argument */
  LOAD(library, read, "CreateModelFromBuffer");
  must(read(environment, data, bytes, &file), task->files[0]);
  LOAD(library, compile, "CreateCompiledModel");
  must(compile(environment, file, one_thread(library), &model), "CreateCompiledModel");
  LOAD(library, signature_at, "GetModelSignature");
  must(signature_at(file, 0, &signature), "GetModelSignature");
  LOAD(library, count, "GetNumSignatureOutputs");
  must(count(signature, &output_count), "GetNumSignatureOutputs");
  if (output_count < 1 || output_count > MAX_OUTPUTS) stop("too few or too many outputs:", task->files[0]);
  tensor_type type = type_of(library, signature, "LiteRtGetSignatureInputTensorByIndex", 0);
  type.shape.rank = (unsigned)task->rank & 0x7f;
  memcpy(type.shape.dims, task->shape, sizeof type.shape.dims);
  input = buffer_of(library, &type, task->input, task->input_bytes);
  make_outputs(library, signature);
  LOAD(library, run_model, "RunCompiledModel");
}

void engine_run(void) { must(run_model(model, 0, 1, &input, output_count, outputs), "RunCompiledModel"); }

void engine_write(FILE* to) {
  for (size_t i = 0; i < output_count; i++)
    if (fwrite(memory[i], 1, sizes[i], to) != sizes[i]) stop("cannot write", "an output");
}

/* The library does not tell. */
const char* engine_version(void) { return "LiteRT"; }
