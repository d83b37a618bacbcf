/** The list of kernels that a library of emulated ones exports: `EMU_KERNEL(name)` once for each, after its definition. */
#ifndef POLYINFER_CUDA_EMU_KERNELS_H_
#define POLYINFER_CUDA_EMU_KERNELS_H_
#include <type_traits>
#include <utility>

#include "cuda_emu_table.h"

namespace emu {

inline const emu_kernel* kernels = nullptr;

template <class... A, size_t... I>
void call(void (*function)(A...), void** arguments, std::index_sequence<I...>) {
  function(*static_cast<std::remove_cv_t<std::remove_reference_t<A>>*>(arguments[I])...);
  (void)arguments;
}

template <class... A>
struct registered : emu_kernel {
  registered(const char* name, void (*function)(A...)) {
    static const uint32_t bytes[] = {static_cast<uint32_t>(sizeof(A))..., 0};
    const auto launch = [](const emu_kernel* self, const uint32_t d[6], size_t shared_bytes, void** arguments, uint32_t order) {
      const auto kernel = reinterpret_cast<void (*)(A...)>(self->function);
      emu::order = order;
      emu::launch({d[0], d[1], d[2]}, {d[3], d[4], d[5]}, shared_bytes,
                  [&] { call(kernel, arguments, std::index_sequence_for<A...>()); });
    };
    static_cast<emu_kernel&>(*this) = {name, sizeof...(A), bytes, launch, reinterpret_cast<void (*)()>(function), kernels};
    kernels = this;
  }
};

}  // namespace emu

#define EMU_KERNEL(name) static const emu::registered emu_registered_##name(#name, name);

/** The first of the library's kernels; the others follow by `next`. */
extern "C" __attribute__((visibility("default"))) inline __attribute__((used)) const emu_kernel* polyinfer_emulated_kernels() {
  return emu::kernels;
}
#endif
