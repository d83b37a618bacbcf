#include "imports.h"
#if defined(__linux__) && defined(__LP64__)
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cstddef>
#include <cstdint>

namespace imports {
namespace {

#if defined(__x86_64__)
constexpr uint64_t kGlobalData = R_X86_64_GLOB_DAT, kJumpSlot = R_X86_64_JUMP_SLOT;
#elif defined(__aarch64__)
constexpr uint64_t kGlobalData = R_AARCH64_GLOB_DAT, kJumpSlot = R_AARCH64_JUMP_SLOT;
#else
constexpr uint64_t kGlobalData = UINT64_MAX, kJumpSlot = UINT64_MAX;
#endif

struct Wanted {
  ElfW(Addr) inside;
  void (*take)(void*, const Slot&);
  void* context;
};

struct Tables {
  const ElfW(Sym)* symbols = nullptr;
  const char* names = nullptr;
  const ElfW(Rela)*jumps = nullptr, *others = nullptr;
  size_t jumps_bytes = 0, others_bytes = 0;
};

/* glibc has made the addresses absolute when it loaded the library; musl leaves them as offsets. */
template <class T>
const T* at(ElfW(Addr) base, ElfW(Addr) address) {
  return reinterpret_cast<const T*>(address < base ? base + address : address);
}

Tables tables_of(const dl_phdr_info& object) {
  Tables t;
  const ElfW(Dyn)* entry = nullptr;
  for (int i = 0; i < object.dlpi_phnum; i++)
    if (object.dlpi_phdr[i].p_type == PT_DYNAMIC)
      entry = reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + object.dlpi_phdr[i].p_vaddr);
  for (; entry && entry->d_tag != DT_NULL; entry++) switch (entry->d_tag) {
      case DT_SYMTAB: t.symbols = at<ElfW(Sym)>(object.dlpi_addr, entry->d_un.d_ptr); break;
      case DT_STRTAB: t.names = at<char>(object.dlpi_addr, entry->d_un.d_ptr); break;
      case DT_JMPREL: t.jumps = at<ElfW(Rela)>(object.dlpi_addr, entry->d_un.d_ptr); break;
      case DT_PLTRELSZ: t.jumps_bytes = entry->d_un.d_val; break;
      case DT_RELA: t.others = at<ElfW(Rela)>(object.dlpi_addr, entry->d_un.d_ptr); break;
      case DT_RELASZ: t.others_bytes = entry->d_un.d_val; break;
      default: break;
    }
  return t;
}

uintptr_t page_of(ElfW(Addr) address) { return address & ~(static_cast<uintptr_t>(sysconf(_SC_PAGESIZE)) - 1); }

bool is_in(const dl_phdr_info& object, uint32_t type, ElfW(Addr) address) {
  for (int i = 0; i < object.dlpi_phnum; i++) {
    const ElfW(Phdr)& part = object.dlpi_phdr[i];
    const ElfW(Addr) start = object.dlpi_addr + part.p_vaddr;
    /* The loader seals whole pages: what lies on the last one, with the data behind it, stays as it is. */
    const ElfW(Addr) end = type == PT_GNU_RELRO ? page_of(start + part.p_memsz) : start + part.p_memsz;
    if (part.p_type == type && address >= start && address < end) return true;
  }
  return false;
}

void visit_list(const dl_phdr_info& object, const Tables& t, const ElfW(Rela)* list, size_t bytes, const Wanted& wanted) {
  for (size_t i = 0; list && i < bytes / sizeof *list; i++) {
    const uint64_t kind = ELF64_R_TYPE(list[i].r_info);
    if (kind != kJumpSlot && kind != kGlobalData) continue;
    const ElfW(Addr) address = object.dlpi_addr + list[i].r_offset;
    wanted.take(wanted.context, {t.names + t.symbols[ELF64_R_SYM(list[i].r_info)].st_name,
                                 reinterpret_cast<void**>(address), is_in(object, PT_GNU_RELRO, address)});
  }
}

int visit(dl_phdr_info* object, size_t, void* context) {
  const Wanted& wanted = *static_cast<Wanted*>(context);
  if (!is_in(*object, PT_LOAD, wanted.inside)) return 0;
  const Tables t = tables_of(*object);
  if (!t.symbols || !t.names) return 1;
  visit_list(*object, t, t.jumps, t.jumps_bytes, wanted);
  visit_list(*object, t, t.others, t.others_bytes, wanted);
  return 1;
}

}  // namespace

void each(const void* inside, void (*take)(void*, const Slot&), void* context) {
  Wanted wanted{reinterpret_cast<ElfW(Addr)>(inside), take, context};
  dl_iterate_phdr(visit, &wanted);
}

bool replace(const Slot& slot, void* with) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* start = reinterpret_cast<void*>(page_of(reinterpret_cast<ElfW(Addr)>(slot.address)));
  if (slot.is_sealed && mprotect(start, page, PROT_READ | PROT_WRITE)) return false;
  __atomic_store_n(slot.address, with, __ATOMIC_RELEASE);
  if (slot.is_sealed) mprotect(start, page, PROT_READ);
  return true;
}

}  // namespace imports
#else

namespace imports {

void each(const void*, void (*)(void*, const Slot&), void*) {}
bool replace(const Slot&, void*) { return false; }

}  // namespace imports
#endif
