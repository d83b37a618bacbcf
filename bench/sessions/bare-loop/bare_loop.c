/* The least that a run can cost: one tensor in, one out, made once, and ONNX Runtime's Run in a loop.
 * bare_loop <library> <model> <threads> <input file> <input name> <shape> <output name> <shape> <measure ms> <sample ms>
 *           <sessions> [<output file>]
 * Shapes are written 1x3x224x224, all tensors are float32. Prints microseconds of a call, sample by sample, as JSON; of
 * several sessions, each on a thread of its own, the time of all by the number of calls. With an output file it runs once
 * and writes the output instead. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_RANK 8
#define MAX_SESSIONS 8
#define MIN_SAMPLES 15
#define MAX_SAMPLES 5000
#define WARM_UP_MS 250
#define WARM_UP_CALLS 3

/* ONNX Runtime's C API is a struct of function pointers: a function is its number in it. Null is success. */
typedef void* status;
typedef struct {
  const void* (*get_api)(uint32_t);
  const char* (*version)(void);
} api_base;
enum { API_VERSION = 23, WARNING = 2, ALL_OPTIMIZATIONS = 99, FLOAT = 1 };
typedef const char* (*get_error_message)(status);                                                            /* 2 */
typedef status (*create_env)(int, const char*, void**);                                                      /* 3 */
typedef status (*create_session)(void*, const char*, void*, void**);                                         /* 7 */
typedef status (*run)(void*, void*, const char* const*, void* const*, size_t, const char* const*, size_t, void**); /* 9 */
typedef status (*create_session_options)(void**);                                                            /* 10 */
typedef status (*set_level)(void*, int);                                                                     /* 23, 24 */
typedef status (*create_tensor)(const void*, void*, size_t, const int64_t*, size_t, int, void**);            /* 49 */
typedef status (*create_memory_info)(int, int, void**);                                                      /* 69 */
typedef status (*add_config_entry)(void*, const char*, const char*);                                         /* 130 */

typedef struct {
  int64_t sizes[MAX_RANK];
  size_t rank;
  size_t bytes;
} shape;

static void* const* api;
static void* env;
static const char* version;

static void must(status failed) {
  if (!failed) return;
  fprintf(stderr, "%s\n", ((get_error_message)api[2])(failed));
  exit(1);
}

static void stop(const char* what, const char* of) {
  fprintf(stderr, "%s %s\n", what, of);
  exit(1);
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static shape read_shape(const char* text) {
  shape s = {{0}, 0, sizeof(float)};
  char* end = (char*)text;
  do {
    if (s.rank == MAX_RANK) stop("too many sizes in", text);
    s.sizes[s.rank] = strtoll(*end == 'x' ? end + 1 : end, &end, 10);
    s.bytes *= (size_t)s.sizes[s.rank++];
  } while (*end == 'x');
  return s;
}

static void* memory_for(const shape* s) {
  void* data;
  if (posix_memalign(&data, 64, s->bytes) != 0) stop("no memory for", "a tensor");
  memset(data, 0, s->bytes);
  return data;
}

static void open_library(const char* path) {
  setenv("ORT_DISABLE_TELEMETRY", "1", 0);
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) stop("dlopen:", dlerror());
  const api_base* (*get_base)(void) = (const api_base* (*)(void))dlsym(handle, "OrtGetApiBase");
  if (!get_base) stop("no OrtGetApiBase in", path);
  api = (void* const*)get_base()->get_api(API_VERSION);
  if (!api) stop("too old:", path);
  version = get_base()->version();
  must(((create_env)api[3])(WARNING, "bare", &env));
}

static void* open_model(const char* model, int threads) {
  void *options, *session;
  must(((create_session_options)api[10])(&options));
  must(((set_level)api[23])(options, ALL_OPTIMIZATIONS));
  must(((set_level)api[24])(options, threads));
  must(((add_config_entry)api[130])(options, "session.intra_op.allow_spinning", "0"));
  must(((create_session)api[7])(env, model, options, &session));
  return session;
}

typedef struct {
  void *session, *x, *y, *memory;
  const char *input, *output;
  size_t calls; /* to do */
} loop;

static void make_tensors(loop* l, const char* file, const shape* in, const shape* out) {
  void *x = memory_for(in), *info;
  l->memory = memory_for(out);
  FILE* from = fopen(file, "rb");
  if (!from || fread(x, 1, in->bytes, from) != in->bytes) stop("cannot read", file);
  fclose(from);
  must(((create_memory_info)api[69])(0, 0, &info));
  must(((create_tensor)api[49])(info, x, in->bytes, in->sizes, in->rank, FLOAT, &l->x));
  must(((create_tensor)api[49])(info, l->memory, out->bytes, out->sizes, out->rank, FLOAT, &l->y));
}

static void* work(void* of) {
  loop* l = (loop*)of;
  const run call = (run)api[9];
  for (size_t i = 0; i < l->calls; i++)
    must(call(l->session, NULL, &l->input, (void* const*)&l->x, 1, &l->output, 1, &l->y));
  return NULL;
}

/* Milliseconds of so many calls of each loop, all loops at once. */
static double time_of(loop* loops, size_t count, size_t calls) {
  pthread_t others[MAX_SESSIONS];
  const double start = now_ms();
  for (size_t i = 0; i < count; i++) loops[i].calls = calls;
  for (size_t i = 1; i < count; i++)
    if (pthread_create(&others[i], NULL, work, &loops[i])) stop("no thread for", "a session");
  work(loops);
  for (size_t i = 1; i < count; i++) pthread_join(others[i], NULL);
  return now_ms() - start;
}

static size_t warm_up(loop* loops, size_t count, double sample_ms) {
  const double start = now_ms();
  size_t calls = 1;
  for (size_t done = 0; done < WARM_UP_CALLS || now_ms() - start < WARM_UP_MS; done += calls) {
    const double ms = time_of(loops, count, calls);
    const double wanted = (double)calls * sample_ms * 1.2 / ms;
    if (ms < sample_ms) calls = wanted < (double)(calls * 2) ? (size_t)wanted + 1 : calls * 2;
  }
  return calls;
}

static void print_samples(loop* loops, size_t count, double measure_ms, double sample_ms) {
  static double samples[MAX_SAMPLES];
  const size_t calls = warm_up(loops, count, sample_ms);
  const double start = now_ms();
  size_t n = 0;
  while (n < MIN_SAMPLES || (now_ms() - start < measure_ms && n < MAX_SAMPLES))
    samples[n++] = time_of(loops, count, calls) / (double)(calls * count) * 1e3;
  for (size_t i = 0; i < n; i++) printf("%s%.4f", i ? "," : "", samples[i]);
}

int main(int argument_count, char** words) {
  if (argument_count < 12) stop("too few arguments for", words[0]);
  const char* file = argument_count > 12 ? words[12] : NULL;
  const size_t count = (size_t)atoi(words[11]);
  const shape in = read_shape(words[6]), out = read_shape(words[8]);
  loop loops[MAX_SESSIONS] = {{0}};
  if (count < 1 || count > MAX_SESSIONS) stop("cannot open sessions:", words[11]);
  open_library(words[1]);
  for (size_t i = 0; i < count; i++) {
    loops[i].session = open_model(words[2], atoi(words[3]));
    loops[i].input = words[5];
    loops[i].output = words[7];
    make_tensors(&loops[i], words[4], &in, &out);
  }
  printf("{\"samples\":[");
  if (file) {
    time_of(loops, 1, 1);
    FILE* to = fopen(file, "wb");
    if (!to || fwrite(loops[0].memory, 1, out.bytes, to) != out.bytes || fclose(to)) stop("cannot write", file);
  } else {
    print_samples(loops, count, atof(words[9]), atof(words[10]));
  }
  printf("],\"cpuMs\":%.0f,", 1e3 * (double)clock() / CLOCKS_PER_SEC);
  printf("\"facts\":{\"library\":\"ONNX Runtime %s\",\"spinning\":\"off\"}", version);
  if (file) printf(",\"output\":\"%s\"", file);
  printf("}\n");
  return 0;
}
