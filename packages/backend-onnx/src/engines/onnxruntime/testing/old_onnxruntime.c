/* A library that says it is an ONNX Runtime of long ago: what the engine asks of it before it refuses it. */
#include <stddef.h>
#include <stdint.h>

typedef struct api_base {
  const void* (*get_api)(uint32_t version);
  const char* (*get_version)(void);
} api_base;

static const void* get_api(uint32_t version) {
  (void)version;
  return NULL;
}

static const char* get_version(void) { return "1.17.3"; }

static const api_base base = {get_api, get_version};

__attribute__((visibility("default"))) const api_base* OrtGetApiBase(void);
const api_base* OrtGetApiBase(void) { return &base; }
