/**
 * The test double and the template for engine authors: y = x + 1, with every behaviour that real engines show.
 * No vendor library.
 *
 * Options of open, all text:
 *   mode          static ([1,4], the default) | dynamic (free first axis) | owned (dynamic, memory of the engine's own)
 *                 | string (copies strings) | two (x and optional w in; y = x + 1 (+ w) and z = 2 x out)
 *   delay_ms      a run sleeps so long and looks for a cancel every millisecond
 *   spin_us       a run computes so long and looks for nothing
 *   open_ms       open sleeps so long, tells its progress and looks for a cancel
 *   fail          status number that every run ends with
 *   poison_after  runs after which the session is broken
 *   crash_after   runs after which a run ends the process by SIGSEGV
 *   deaf          1: never looks for a cancel and does not have POLY_CANCELS
 *   keeps_model   1: borrows the model's bytes; y = x + the first byte of the model
 *   log           1: writes a line at open and at every run
 * A model is one file of at least a byte, given as data or as a path.
 */
#define _POSIX_C_SOURCE 200809L
#include <polyinfer/kit.h>
#include <signal.h>
#include <time.h>

struct poly_runtime {
  poly_log log;
};

typedef enum { MODE_STATIC, MODE_DYNAMIC, MODE_OWNED, MODE_STRING, MODE_TWO } null_mode;

struct poly_session {
  poly_info info;
  poly_value inputs[2], outputs[2];
  int64_t shape[2];
  null_mode mode;
  long delay_ms, spin_us, open_ms, poison_after, crash_after, runs, fail;
  int deaf, keeps_model, log, poisoned;
  const unsigned char* model;
};

static double now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Not 0: cancelled. */
static int wait_ms(const poly_session* session, poly_call* call, long ms, const char* stage) {
  const struct timespec tick = {0, 1000000};
  const double end = now_us() + (double)ms * 1e3;
  for (long i = 0; now_us() < end; i++) {
    if (!session->deaf && call->cancelled(call)) return 1;
    if (stage && i % 10 == 0) call->progress(call, 1 - (end - now_us()) / ((double)ms * 1e3), stage);
    nanosleep(&tick, NULL);
  }
  return !session->deaf && call->cancelled(call);
}

static poly_status null_load(const poly_load* request, poly_runtime** out, poly_error* error) {
  if (request->library)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "The null engine takes no library but received %s.", request->library);
  for (size_t i = 0; i < request->option_count; i++)
    if (strcmp(request->options[i].key, "tag") != 0)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Unknown option `%s`.", request->options[i].key);
  poly_runtime* runtime = (poly_runtime*)malloc(sizeof *runtime);
  if (!runtime) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the runtime.");
  runtime->log = request->log;
  runtime->log.write(runtime->log.context, POLY_LOG_INFO, "null engine loaded");
  *out = runtime;
  return POLY_OK;
}

static poly_status null_probe(poly_runtime* runtime, poly_sink sink, poly_error* error) {
  (void)runtime;
  (void)error;
  poly_text(sink, "{\"version\":\"1\",\"formats\":[\"null\"],\"devices\":[{\"id\":\"cpu\",\"name\":");
  poly_json_string(sink, "\"quoted\" \\ and \xC3\xBC");
  poly_text(sink, "}]}");
  return POLY_OK;
}

static poly_status read_options(poly_session* s, const poly_open* request, poly_error* error) {
  static const char* const modes[] = {"static", "dynamic", "owned", "string", "two"};
  for (size_t i = 0; i < request->option_count; i++) {
    const char* key = request->options[i].key;
    const char* value = request->options[i].value;
    if (!strcmp(key, "mode")) {
      size_t mode = 0;
      while (mode < sizeof modes / sizeof *modes && strcmp(value, modes[mode]) != 0) mode++;
      if (mode == sizeof modes / sizeof *modes)
        return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Unknown mode `%s`.", value);
      s->mode = (null_mode)mode;
    } else if (!strcmp(key, "delay_ms")) {
      s->delay_ms = atol(value);
    } else if (!strcmp(key, "spin_us")) {
      s->spin_us = atol(value);
    } else if (!strcmp(key, "open_ms")) {
      s->open_ms = atol(value);
    } else if (!strcmp(key, "fail")) {
      s->fail = atol(value);
    } else if (!strcmp(key, "poison_after")) {
      s->poison_after = atol(value);
    } else if (!strcmp(key, "crash_after")) {
      s->crash_after = atol(value);
    } else if (!strcmp(key, "deaf")) {
      s->deaf = atoi(value);
    } else if (!strcmp(key, "keeps_model")) {
      s->keeps_model = atoi(value);
    } else if (!strcmp(key, "log")) {
      s->log = atoi(value);
    } else {
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Unknown option `%s`.", key);
    }
  }
  return POLY_OK;
}

static poly_status check_model(const poly_open* request, poly_error* error) {
  if (request->file_count != 1) return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected 1 file but received %zu.", request->file_count);
  const poly_file* file = &request->files[0];
  if (file->data) {
    if (file->bytes > 0) return POLY_OK;
  } else if (file->path) {
    FILE* stream = fopen(file->path, "rb");
    if (!stream) return poly_fail(error, POLY_INVALID_MODEL, 0, "Cannot read %s.", file->path);
    int first = fgetc(stream);
    fclose(stream);
    if (first != EOF) return POLY_OK;
  }
  return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a model of at least 1 byte but received 0.");
}

static void describe_values(poly_session* s, uint32_t max_runs) {
  const int is_static = s->mode == MODE_STATIC || s->mode == MODE_TWO;
  s->shape[0] = is_static ? 1 : -1;
  s->shape[1] = 4;
  const poly_value value = {"x", s->mode == MODE_STRING ? POLY_STRING : POLY_FLOAT32, is_static ? 2 : 1, s->shape,
                            is_static ? NULL : "{\"dimNames\":[\"n\"]}"};
  s->inputs[0] = s->inputs[1] = s->outputs[0] = s->outputs[1] = value;
  s->inputs[1].name = "w";
  s->inputs[1].details = "{\"optional\":true}";
  s->outputs[0].name = "y";
  s->outputs[1].name = "z";
  const size_t count = s->mode == MODE_TWO ? 2 : 1;
  const uint64_t capabilities = (s->deaf ? 0u : (uint64_t)POLY_CANCELS) | (s->keeps_model ? (uint64_t)POLY_KEEPS_MODEL : 0u);
  const poly_info info = {sizeof info, max_runs ? max_runs : 1, capabilities, s->inputs, s->outputs, count, count};
  s->info = info;
}

static poly_status null_open(poly_runtime* runtime, const poly_open* request, poly_call* call, poly_session** out,
                             poly_error* error) {
  (void)runtime;
  poly_status status = check_model(request, error);
  if (status) return status;
  poly_session* s = (poly_session*)calloc(1, sizeof *s);
  if (!s) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
  status = read_options(s, request, error);
  if (!status && s->keeps_model && !request->files[0].data)
    status = poly_fail(error, POLY_INVALID_ARGUMENT, 0, "keeps_model needs the model as data.");
  if (!status && wait_ms(s, call, s->open_ms, "compile")) status = poly_fail(error, POLY_ABORTED, 0, "Opening was aborted.");
  if (status) {
    free(s);
    return status;
  }
  if (s->log) call->log(call, POLY_LOG_INFO, "opened");
  s->model = (const unsigned char*)request->files[0].data;
  describe_values(s, request->max_runs);
  *out = s;
  return POLY_OK;
}

static const poly_info* null_info(const poly_session* session) { return &session->info; }

/* Memory of one output in the shape of x; NULL: *status says why. */
static float* place(poly_session* s, const poly_tensor* x, poly_tensor* y, uint32_t index, poly_call* call,
                    poly_status* status, poly_error* error) {
  y->dtype = x->dtype;
  y->rank = x->rank;
  memcpy(y->shape, x->shape, sizeof y->shape);
  if (s->mode != MODE_OWNED || y->data) return (float*)poly_place(call, y, index, x->bytes, status, error);
  y->bytes = x->bytes;
  y->owner = y->data = malloc(x->bytes ? x->bytes : 1);
  y->release = free;
  if (!y->data) *status = poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for output %u.", (unsigned)index);
  return (float*)y->data;
}

static poly_status compute(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) {
  const poly_tensor* x = &run->inputs[0];
  const float* a = (const float*)x->data;
  const float* w = s->mode == MODE_TWO && run->inputs[1].dtype ? (const float*)run->inputs[1].data : NULL;
  const float add = s->keeps_model ? (float)s->model[0] : 1;
  poly_status status = POLY_OK;
  for (uint32_t i = 0; i < s->info.output_count; i++) {
    if (run->outputs[i].flags & POLY_SKIP) continue;
    float* b = place(s, x, &run->outputs[i], i, call, &status, error);
    if (!b) return status;
    if (s->mode == MODE_STRING) {
      memcpy(b, a, x->bytes);
      continue;
    }
    for (size_t k = 0; k < x->bytes / sizeof *a; k++) b[k] = i == 1 ? 2 * a[k] : a[k] + add + (w ? w[k] : 0);
  }
  return POLY_OK;
}

static poly_status null_run(poly_session* s, const poly_run* run, poly_call* call, poly_error* error) {
  const long runs = __atomic_add_fetch(&s->runs, 1, __ATOMIC_RELAXED);
  if (s->log) call->log(call, POLY_LOG_DEBUG, "run");
  if (s->poison_after && runs > s->poison_after) {
    error->scope = POLY_SCOPE_SESSION;
    return poly_fail(error, POLY_ENGINE, 42, "Poisoned: close this session and open it again.");
  }
  if (wait_ms(s, call, s->delay_ms, NULL)) return poly_fail(error, POLY_ABORTED, 0, "The run was aborted.");
  if (s->spin_us) {
    const double end = now_us() + (double)s->spin_us;
    while (now_us() < end) {
    }
  }
  if (s->crash_after && runs > s->crash_after) raise(SIGSEGV);
  if (s->fail) return poly_fail(error, (poly_status)s->fail, 7, "Failed as asked.");
  return compute(s, run, call, error);
}

static void null_close(poly_session* session) { free(session); }

static const poly_engine engine = {sizeof(poly_engine), POLY_ABI, "null",    "0.1.0",    null_load, null_probe, null_open,
                                   null_info,           null_run, null_close, NULL,      NULL,      NULL,       NULL};

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &engine : NULL; }
