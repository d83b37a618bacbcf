// One call of a kernel, as the host makes it and the kernel sees it.
#ifndef POLYINFER_OPS_RUN_H_
#define POLYINFER_OPS_RUN_H_
#include <stddef.h>
#include <stdint.h>

/** The most arrays that a kernel works on. */
#define POLY_MAX_ARRAYS 8

/**
 * One call of a kernel for the rows from `begin` up to `end`. Blocks of rows run on several threads at once: a kernel writes
 * what belongs to its own rows, and `scratch`.
 */
struct Run {
  /** Made by TypeScript when the op was planned: numbers first, tables behind them. 16-byte aligned. */
  const int32_t* plan;
  /** Numbers of this run only, such as the stride of a picture. */
  const int32_t* call;
  /** The arrays of this run. */
  uint8_t* const* arrays;
  /** As many bytes as the plan asked for, this thread's own, 64-byte aligned; what they hold is whatever was there. */
  uint8_t* scratch;
  int32_t begin;
  int32_t end;
};

/** Gives a number that only ops of a single block use, such as how many results there are. */
typedef int32_t (*Kernel)(const Run&);

#endif
