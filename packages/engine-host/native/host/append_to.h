// A sink that is a text.
#ifndef POLYINFER_HOST_APPEND_TO_H_
#define POLYINFER_HOST_APPEND_TO_H_
#include <polyinfer/engine.h>

#include <string>

namespace poly {

/** A sink that appends to the text. */
inline poly_sink append_to(std::string* text) {
  const auto append = [](void* context, const void* data, size_t bytes) -> int {
    try {
      static_cast<std::string*>(context)->append(static_cast<const char*>(data), bytes);
      return 0;
    } catch (...) {
      return 1;
    }
  };
  return {append, text};
}

}  // namespace poly
#endif
