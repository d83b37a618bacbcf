/* engine.h and kit.h need nothing before them, and the layouts that every engine relies on. */
#include <polyinfer/engine.h>
#include <polyinfer/kit.h>

typedef char poly_error_is_1024_bytes[sizeof(poly_error) == 1024 ? 1 : -1];
typedef char poly_tensor_is_128_bytes[sizeof(poly_tensor) == 128 ? 1 : -1];
