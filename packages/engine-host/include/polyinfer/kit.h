/**
 * polyinfer/kit.h: what every engine library would write again. Not part of the ABI. C99 and C++17.
 */
#ifndef POLYINFER_KIT_H_
#define POLYINFER_KIT_H_

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

#if defined(__GNUC__)
#define POLY_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define POLY_PRINTF(text, first)
#endif

/** Writes the message, cut between characters, and returns status: `return poly_fail(error, POLY_ENGINE, code, "...")`. */
POLY_PRINTF(4, 5)
static inline poly_status poly_fail(poly_error* error, poly_status status, int32_t engine_code, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  error->engine_code = engine_code;
  int length = vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof error->message) {
    size_t end = sizeof error->message - 1;
    while (end > 0 && ((unsigned char)error->message[end - 1] & 0xC0) == 0x80) end--;
    if (end > 0 && (unsigned char)error->message[end - 1] >= 0xC0) end--;
    error->message[end] = 0;
  }
  return status;
}

/** Whether a path begins at the root, by the platform's rules. */
static inline int poly_is_absolute(const char* path) {
#ifdef _WIN32
  const char drive = (char)(path[0] | 32);
  if (drive >= 'a' && drive <= 'z' && path[1] == ':') return path[2] == '\\' || path[2] == '/';
  return (path[0] == '\\' || path[0] == '/') && path[1] == path[0];
#else
  return path[0] == '/';
#endif
}

/** Bits an element; 0 for STRING, NONE and numbers that are no dtype. */
static inline int poly_bits(int32_t dtype) {
  switch (dtype) {
#define XX(number, name, bits) \
  case number:                 \
    return bits;
    POLY_DTYPE_MAP(XX)
#undef XX
    default:
      return 0;
  }
}

/** Elements; -1 if a size is negative or the product is over 2^48. */
static inline int64_t poly_count(const int64_t* shape, int32_t rank) {
  int64_t count = 1;
  for (int32_t i = 0; i < rank; i++) {
    if (shape[i] < 0 || (shape[i] > 0 && count > ((int64_t)1 << 48) / shape[i])) return -1;
    count *= shape[i];
  }
  return count;
}

/** Bytes that a tensor of this dtype and shape takes; 0 for STRING. shape must have a count. */
static inline size_t poly_bytes(const poly_tensor* tensor) {
  uint64_t count = (uint64_t)poly_count(tensor->shape, tensor->rank);
  return (size_t)((count * (uint64_t)poly_bits(tensor->dtype) + 7) / 8);
}

/**
 * The memory of one output by the rules of poly_run: what was given, else asked for. dtype, rank and shape are set
 * before; sets bytes and data. NULL: *status and the message say why.
 */
static inline void* poly_place(poly_call* call, poly_tensor* output, uint32_t index, size_t need, poly_status* status,
                               poly_error* error) {
  size_t capacity = output->bytes;
  output->bytes = need;
  if (output->data) {
    if (capacity >= need) return output->data;
    *status = poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected at least %zu bytes for output %u but received %zu.",
                        need, (unsigned)index, capacity);
    return NULL;
  }
  output->device_type = POLY_HOST;
  output->data = call->alloc(call, index, output);
  if (!output->data)
    *status = poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for output %u (%zu bytes).", (unsigned)index, need);
  return output->data;
}

/** Sends text as it is. */
static inline int poly_text(poly_sink sink, const char* text) { return sink.write(sink.context, text, strlen(text)); }

/** Sends text as a JSON string, quotes included. */
static inline int poly_json_string(poly_sink sink, const char* text) {
  char piece[8];
  int stop = poly_text(sink, "\"");
  for (; *text && !stop; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      snprintf(piece, sizeof piece, "\\%c", c);
    } else if (c < 32) {
      snprintf(piece, sizeof piece, "\\u%04x", c);
    } else {
      piece[0] = (char)c;
      piece[1] = 0;
    }
    stop = poly_text(sink, piece);
  }
  return stop ? stop : poly_text(sink, "\"");
}

#endif
