/* The loop of the peers in C: a program is loop.c with one engine. It is called as
 * <program> <measure ms> <sample ms> <processor|wall> <output file, or -> <library> <input file> <shape> <model file>...
 * and answers with one line of JSON: microseconds of a call, sample by sample; or, with an output file, nothing but what
 * one call has computed, written there. Shapes are written 1x3x224x224; everything is float32. */
#ifndef POLYINFER_BENCH_LOOP_H_
#define POLYINFER_BENCH_LOOP_H_
#include <stddef.h>
#include <stdio.h>

#define MAX_RANK 8

/* What the engine is to open. */
typedef struct {
  void* library; /* of dlopen */
  char** files;
  int shape[MAX_RANK];
  int rank;
  float* input; /* aligned, and memory behind its end */
  size_t input_bytes;
} loop_task;

/* Of each engine. Whatever a caller of its API makes once is made by engine_open; engine_run is one inference. */
void engine_open(const loop_task* task);
void engine_run(void);
void engine_write(FILE* to); /* all outputs, in the model's order, dense */
const char* engine_version(void);

/* For them: both end the program with a text on stderr. */
void stop(const char* what, const char* of);
void* symbol(void* library, const char* name);

/* Memory that is never freed, with 64 bytes behind its end. */
void* memory_of(size_t bytes);
void* read_file(const char* path, size_t* bytes);

#endif
