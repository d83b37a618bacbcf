/* ncnn's C API in a loop: a .param and a .bin file, one input of the shape that the net sees. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include "loop.h"

#define MAX_OUTPUTS 16
#define NAME_BYTES 32

/* What is called, declared here: net, extractor, mat and option are opaque. */
typedef void* handle;
static const char* (*version)(void);
static handle (*extractor_create)(handle);
static void (*extractor_destroy)(handle);
static int (*extractor_input)(handle, const char*, handle);
static int (*extractor_extract)(handle, const char*, handle*);
static void (*mat_destroy)(handle);
static int (*mat_size[4])(handle); /* w, h, d, c */
static int (*mat_dims)(handle);
static void* (*mat_channel)(handle, int);
static void* (*mat_data)(handle);

/* Where a net is read from. The library makes it; its functions may be replaced. */
typedef struct reader {
  void* self;
  int (*scan)(struct reader*, const char* format, void* to);
  size_t (*read)(struct reader*, void* to, size_t bytes);
} reader;

static char* text; /* what is left of the .param file */
static handle net, input;
static const char* input_name;
static char output_names[MAX_OUTPUTS][NAME_BYTES];
static handle outputs[MAX_OUTPUTS];
static int output_count;

/* Function pointers and objects are told apart by ISO C, not by POSIX. */
#define LOAD(library, to, name) (*(void**)(&(to)) = symbol(library, "ncnn_" name))

static void load(void* library) {
  LOAD(library, version, "version");
  LOAD(library, extractor_create, "extractor_create");
  LOAD(library, extractor_destroy, "extractor_destroy");
  LOAD(library, extractor_input, "extractor_input");
  LOAD(library, extractor_extract, "extractor_extract");
  LOAD(library, mat_destroy, "mat_destroy");
  LOAD(library, mat_size[0], "mat_get_w");
  LOAD(library, mat_size[1], "mat_get_h");
  LOAD(library, mat_size[2], "mat_get_d");
  LOAD(library, mat_size[3], "mat_get_c");
  LOAD(library, mat_dims, "mat_get_dims");
  LOAD(library, mat_channel, "mat_get_channel_data");
  LOAD(library, mat_data, "mat_get_data");
}

/* One thread and float32: ncnn's own choice would be smaller numbers, where the processor has them. */
static handle exact_options(void* library) {
  static const char* const smaller[] = {"use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_packed",
                                        "use_bf16_storage"};
  handle (*create)(void);
  void (*set)(handle, int);
  LOAD(library, create, "option_create");
  handle option = create();
  LOAD(library, set, "option_set_num_threads");
  set(option, 1);
  for (size_t i = 0; i < sizeof smaller / sizeof *smaller; i++) {
    char name[64];
    snprintf(name, sizeof name, "ncnn_option_set_%s", smaller[i]);
    *(void**)(&set) = dlsym(library, name); /* older libraries have fewer */
    if (set) set(option, 0);
  }
  return option;
}

static handle mat_of(void* library, const loop_task* task) {
  handle (*create_1d)(int, void*);
  handle (*create_2d)(int, int, void*);
  handle (*create_3d)(int, int, int, void*);
  handle (*create_4d)(int, int, int, int, void*);
  LOAD(library, create_1d, "mat_create_1d");
  LOAD(library, create_2d, "mat_create_2d");
  LOAD(library, create_3d, "mat_create_3d");
  LOAD(library, create_4d, "mat_create_4d");
  const int* s = task->shape;
  const int rank = task->rank;
  handle mat = NULL;
  if (rank == 1) mat = create_1d(s[0], NULL);
  if (rank == 2) mat = create_2d(s[1], s[0], NULL);
  if (rank == 3) mat = create_3d(s[2], s[1], s[0], NULL);
  if (rank == 4) mat = create_4d(s[3], s[2], s[1], s[0], NULL);
  if (!mat) stop("expected 1 to 4 axes for", task->files[0]);
  if (rank < 3) {
    memcpy(mat_data(mat), task->input, task->input_bytes);
    return mat;
  }
  const size_t bytes = task->input_bytes / (size_t)s[0];
  for (int c = 0; c < s[0]; c++) memcpy(mat_channel(mat, c), (char*)task->input + (size_t)c * bytes, bytes);
  return mat;
}

/* As sscanf of one conversion; a library without standard input and output has none of its own. */
static int scan_text(reader* from, const char* format, void* to) {
  char with_end[64];
  int consumed = 0;
  (void)from;
  snprintf(with_end, sizeof with_end, "%s%%n", format);
  const int found = sscanf(text, with_end, to, &consumed);
  text += consumed;
  return consumed > 0 ? found : 0;
}

void engine_open(const loop_task* task) {
  void* library = task->library;
  handle (*create)(void);
  void (*set_option)(handle, handle);
  reader* (*make_reader)(void);
  int (*load_param)(handle, reader*);
  int (*load_model)(handle, const unsigned char*);
  const char* (*name_of)(handle, int);
  int (*count)(handle);
  size_t bytes;
  load(library);
  LOAD(library, create, "net_create");
  net = create();
  LOAD(library, set_option, "net_set_option");
  set_option(net, exact_options(library));
  LOAD(library, make_reader, "datareader_create");
  reader* words = make_reader();
  words->scan = scan_text;
  text = (char*)read_file(task->files[0], &bytes);
  LOAD(library, load_param, "net_load_param_datareader");
  if (load_param(net, words)) stop("ncnn refused", task->files[0]);
  LOAD(library, load_model, "net_load_model_memory");
  const unsigned char* weights = (const unsigned char*)read_file(task->files[1], &bytes);
  if (load_model(net, weights) != (int)bytes) stop("ncnn refused", task->files[1]);
  LOAD(library, name_of, "net_get_input_name");
  input_name = name_of(net, 0);
  LOAD(library, count, "net_get_output_count");
  output_count = count(net);
  if (output_count < 1 || output_count > MAX_OUTPUTS) stop("too few or too many outputs:", task->files[0]);
  /* As pnnx names them, in the model's order. */
  for (int i = 0; i < output_count; i++) snprintf(output_names[i], NAME_BYTES, "out%d", i);
  input = mat_of(library, task);
}

/* The outputs stay where ncnn has put them, until the next run. */
void engine_run(void) {
  handle extractor = extractor_create(net);
  if (extractor_input(extractor, input_name, input)) stop("ncnn refused the input", input_name);
  for (int i = 0; i < output_count; i++) {
    if (outputs[i]) mat_destroy(outputs[i]);
    if (extractor_extract(extractor, output_names[i], &outputs[i])) stop("ncnn could not compute", output_names[i]);
  }
  extractor_destroy(extractor);
}

/* Without the padding between channels. */
void engine_write(FILE* to) {
  for (int i = 0; i < output_count; i++) {
    handle mat = outputs[i];
    const size_t plane = (size_t)mat_size[0](mat) * (size_t)mat_size[1](mat) * (size_t)mat_size[2](mat);
    for (int c = 0; c < mat_size[3](mat); c++)
      if (fwrite(mat_dims(mat) < 3 ? mat_data(mat) : mat_channel(mat, c), sizeof(float), plane, to) != plane)
        stop("cannot write", output_names[i]);
  }
}

const char* engine_version(void) {
  static char text[64];
  snprintf(text, sizeof text, "ncnn %s", version());
  return text;
}
