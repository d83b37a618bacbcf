/* A delegate of TensorFlow Lite that takes no operator. It fails to be made where option `fail` holds a text: with that. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct delegate {
  void* data;
  int (*prepare)(void* context, struct delegate*);
  int (*copy_from)(void*, struct delegate*, int, void*);
  int (*copy_to)(void*, struct delegate*, int, void*);
  void (*free_handle)(void*, struct delegate*, int*);
  int64_t flags;
  void* newer[4];
} delegate;

static int prepare(void* context, delegate* self) {
  (void)context;
  (void)self;
  return 0;
}

#define EXPORT __attribute__((visibility("default")))
EXPORT delegate* tflite_plugin_create_delegate(const char* const*, const char* const*, size_t, void (*)(const char*));
EXPORT void tflite_plugin_destroy_delegate(delegate*);

delegate* tflite_plugin_create_delegate(const char* const* keys, const char* const* values, size_t count,
                                        void (*report)(const char*)) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(keys[i], "fail")) {
      report(values[i]);
      return NULL;
    }
  delegate* made = calloc(1, sizeof(delegate));
  if (made) made->prepare = prepare;
  return made;
}

void tflite_plugin_destroy_delegate(delegate* made) { free(made); }
