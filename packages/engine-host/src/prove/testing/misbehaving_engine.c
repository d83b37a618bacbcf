/**
 * An engine that misbehaves where and how its load options say: `at` is load, probe, open, run or close, `does` is abort,
 * segv, loop, exit, flood, starve or child; `at` broken is an open of a model that does not begin with 'w'. Compiled with
 * AT_ONCE it crashes when its library is opened. Takes models of any bytes.
 */
#define _POSIX_C_SOURCE 200809L
#include <polyinfer/kit.h>
#include <signal.h>
#include <unistd.h>

struct poly_runtime {
  char at[16], does[16];
};
struct poly_session {
  poly_runtime* runtime;
  poly_info info;
  poly_value value;
  int64_t shape[1];
};

#ifdef AT_ONCE
__attribute__((constructor)) static void crash(void) { raise(SIGSEGV); }
#endif

static void misbehave(const poly_runtime* runtime, const char* at) {
  const char* does = runtime->does;
  if (strcmp(runtime->at, at) != 0) return;
  fprintf(stderr, "about to %s\n", does);
  if (!strcmp(does, "abort")) abort();
  if (!strcmp(does, "segv")) raise(SIGSEGV);
  if (!strcmp(does, "exit")) exit(0);
  while (!strcmp(does, "loop")) sleep(1);
  if (!strcmp(does, "flood"))
    for (int i = 0; i < 200000; i++) printf("{\"step\":\"done\"} %d\n", i);
  /* Touches what it takes, as engines do. */
  for (size_t i = 0; !strcmp(does, "starve"); i++) {
    char* memory = (char*)malloc(1 << 20);
    if (!memory) abort();
    memset(memory, 1, 1 << 20);
  }
  if (!strcmp(does, "child") && fork() == 0) sleep(60);
}

static poly_status load(const poly_load* request, poly_runtime** out, poly_error* error) {
  poly_runtime* runtime = (poly_runtime*)calloc(1, sizeof *runtime);
  if (!runtime) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory.");
  for (size_t i = 0; i < request->option_count; i++) {
    const char* key = request->options[i].key;
    if (strcmp(key, "at") != 0 && strcmp(key, "does") != 0)
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Unknown option `%s`.", key);
    snprintf(key[0] == 'a' ? runtime->at : runtime->does, sizeof runtime->at, "%s", request->options[i].value);
  }
  misbehave(runtime, "load");
  if (!strcmp(runtime->does, "refuse") && !strcmp(runtime->at, "load"))
    return poly_fail(error, POLY_ENGINE, 42, "The vendor's library is of another year.");
  *out = runtime;
  return POLY_OK;
}

static poly_status probe(poly_runtime* runtime, poly_sink sink, poly_error* error) {
  (void)error;
  misbehave(runtime, "probe");
  poly_text(sink, "{\"version\":\"1\",\n\"formats\":[\"any\"]}");
  return POLY_OK;
}

/* Any option of open makes it tell what it was asked for. */
static poly_status open_model(poly_runtime* runtime, const poly_open* request, poly_call* call, poly_session** out,
                              poly_error* error) {
  (void)call;
  misbehave(runtime, "open");
  const char* first = (const char*)request->files[0].data;
  if (first && (request->files[0].bytes == 0 || *first != 'w')) misbehave(runtime, "broken");
  poly_session* session = (poly_session*)calloc(1, sizeof *session);
  if (!session) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory.");
  session->shape[0] = 4;
  size_t bytes = 0;
  for (size_t i = 0; i < request->file_count; i++)
    if (request->files[i].data) bytes += request->files[i].bytes;
  if (request->option_count > 0) {
    free(session);
    return poly_fail(error, POLY_UNSUPPORTED, 7, "%s=%s for %s on %s, %zu files, %zu bytes in memory, the last is %s.",
                     request->options[0].key, request->options[0].value, request->format, request->device,
                     request->file_count, bytes, request->files[request->file_count - 1].name);
  }
  session->runtime = runtime;
  session->value.name = "x";
  session->value.dtype = POLY_UINT8;
  session->value.rank = 1;
  session->value.shape = session->shape;
  session->info.struct_bytes = sizeof session->info;
  session->info.max_runs = 1;
  session->info.inputs = &session->value;
  session->info.input_count = 1;
  *out = session;
  return POLY_OK;
}

static const poly_info* info(const poly_session* session) { return &session->info; }

static poly_status run(poly_session* session, const poly_run* request, poly_call* call, poly_error* error) {
  (void)request;
  (void)call;
  misbehave(session->runtime, "run");
  return poly_fail(error, POLY_ENGINE, 0, "This engine runs nothing.");
}

static void close_model(poly_session* session) {
  misbehave(session->runtime, "close");
  free(session);
}

static const poly_engine ENGINE = {
    sizeof(poly_engine), POLY_ABI, "misbehaving", "1", load, probe, open_model, info, run, close_model, NULL, NULL, NULL, NULL};

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &ENGINE : NULL; }
