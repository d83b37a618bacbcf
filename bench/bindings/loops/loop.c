#define _POSIX_C_SOURCE 200809L
#include "loop.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MIN_SAMPLES 15
#define MAX_SAMPLES 5000
#define WARM_UP_MS 250
#define WARM_UP_CALLS 3
#define ALIGNMENT 64

static clockid_t measured = CLOCK_MONOTONIC;

void stop(const char* what, const char* of) {
  fprintf(stderr, "%s %s\n", what, of);
  exit(1);
}

void* symbol(void* library, const char* name) {
  void* found = dlsym(library, name);
  if (!found) stop("the library has no", name);
  return found;
}

void* memory_of(size_t bytes) {
  void* data;
  if (posix_memalign(&data, ALIGNMENT, bytes + ALIGNMENT) != 0) stop("no memory for", "a file or a tensor");
  memset(data, 0, bytes + ALIGNMENT);
  return data;
}

void* read_file(const char* path, size_t* bytes) {
  FILE* from = fopen(path, "rb");
  if (!from || fseek(from, 0, SEEK_END)) stop("cannot read", path);
  const long size = ftell(from);
  if (size < 0) stop("cannot read", path);
  rewind(from);
  void* data = memory_of((size_t)size);
  if (fread(data, 1, (size_t)size, from) != (size_t)size) stop("cannot read", path);
  fclose(from);
  *bytes = (size_t)size;
  return data;
}

static double ms_of(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void read_shape(const char* text, loop_task* task) {
  size_t count = 1;
  char* end = (char*)text;
  do {
    if (task->rank == MAX_RANK) stop("too many sizes in", text);
    const int size = (int)strtol(*end == 'x' ? end + 1 : end, &end, 10);
    task->shape[task->rank++] = size;
    count *= (size_t)size;
  } while (*end == 'x');
  if (count * sizeof(float) != task->input_bytes) stop("the input file is not of the shape", text);
}

static double time_of(size_t calls) {
  const double start = ms_of(measured);
  for (size_t i = 0; i < calls; i++) engine_run();
  return ms_of(measured) - start;
}

static size_t warm_up(double sample_ms) {
  const double start = ms_of(CLOCK_MONOTONIC);
  size_t calls = 1;
  for (size_t done = 0; done < WARM_UP_CALLS || ms_of(CLOCK_MONOTONIC) - start < WARM_UP_MS; done += calls) {
    const double ms = time_of(calls);
    const double wanted = (double)calls * sample_ms * 1.2 / ms;
    if (ms < sample_ms) calls = wanted < (double)(calls * 2) ? (size_t)wanted + 1 : calls * 2;
  }
  return calls;
}

static void print_samples(double measure_ms, double sample_ms) {
  static double samples[MAX_SAMPLES];
  const size_t calls = warm_up(sample_ms);
  const double start = ms_of(CLOCK_MONOTONIC);
  size_t n = 0;
  while (n < MIN_SAMPLES || (ms_of(CLOCK_MONOTONIC) - start < measure_ms && n < MAX_SAMPLES))
    samples[n++] = time_of(calls) / (double)calls * 1e3;
  for (size_t i = 0; i < n; i++) printf("%s%.4f", i ? "," : "", samples[i]);
}

int main(int argument_count, char** words) {
  if (argument_count < 9) stop("too few arguments for", words[0]);
  const char* file = strcmp(words[4], "-") ? words[4] : NULL;
  loop_task task = {0};
  if (!strcmp(words[3], "processor")) measured = CLOCK_PROCESS_CPUTIME_ID;
  task.library = dlopen(words[5], RTLD_NOW | RTLD_LOCAL);
  if (!task.library) stop("dlopen:", dlerror());
  task.files = words + 8;
  task.input = read_file(words[6], &task.input_bytes);
  read_shape(words[7], &task);
  engine_open(&task);
  printf("{\"samples\":[");
  if (file) {
    engine_run();
    FILE* to = fopen(file, "wb");
    if (!to) stop("cannot write", file);
    engine_write(to);
    if (fclose(to)) stop("cannot write", file);
  } else {
    print_samples(atof(words[1]), atof(words[2]));
  }
  printf("],\"cpuMs\":%.0f,\"facts\":{\"library\":\"%s\"}", ms_of(CLOCK_PROCESS_CPUTIME_ID), engine_version());
  if (file) printf(",\"output\":\"%s\"", file);
  printf("}\n");
  fflush(stdout);
  _Exit(0); /* what the engine does at its end is not asked here */
}
