/* What a loaded library takes from others, such as printf or stderr, and where it keeps their addresses. */
#ifndef POLYINFER_NATIVE_IMPORTS_H_
#define POLYINFER_NATIVE_IMPORTS_H_

namespace imports {

/* A place where the loader has put the address of `name`. */
struct Slot {
  const char* name;
  void** address;
  /* The loader has made the memory read-only. */
  bool is_sealed;
};

/* Calls `take` for each import of the library that holds the address `inside`. Does nothing where the system is not ELF. */
void each(const void* inside, void (*take)(void* context, const Slot&), void* context);

/* Puts another address there. False where the system does not allow it. */
bool replace(const Slot&, void* with);

}  // namespace imports
#endif
