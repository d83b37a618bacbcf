#include "printing.h"
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mnn {
namespace {

constexpr size_t kMostComplaint = 600;

/* What one thread has printed of a line that has no end yet, and who listens. */
struct Line {
  std::string text, complaint;
  poly_call* call = nullptr;
  Listening* listening = nullptr;
};
thread_local Line line;

/* printf takes no context: one place for all copies of the library in this process. Set before the first of them prints. */
poly_log silent_log{};

bool is_complaint(const std::string& text) {
  for (const char* word : {"rror", "Can't", "can't", "on't support", "ot support", "nvalid", "ail", "aution"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

void end_line() {
  std::string text;
  text.swap(line.text);
  if (text.empty()) return;
  const bool complains = is_complaint(text);
  const int32_t level = complains ? POLY_LOG_WARNING : POLY_LOG_DEBUG;
  if (line.call) {
    if (complains && line.complaint.size() + text.size() < kMostComplaint)
      line.complaint += (line.complaint.empty() ? "" : "; ") + text;
    line.call->log(line.call, level, text.c_str());
  } else if (silent_log.write) {
    silent_log.write(silent_log.context, level, text.c_str());
  }
}

/* Nothing may be thrown into a printf's caller. */
void take(const char* text, size_t length) noexcept try {
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '\n') end_line();
    else if (line.text.size() < kMostComplaint) line.text += text[i];
  }
} catch (...) {
}

__attribute__((format(printf, 1, 2))) int print_format(const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  take(text, strnlen(text, sizeof text));
  return length;
}

__attribute__((format(printf, 2, 3))) int print_checked_format(int, const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  take(text, strnlen(text, sizeof text));
  return length;
}

int print_line(const char* text) {
  take(text, strlen(text));
  take("\n", 1);
  return 0;
}

int print_character(int character) {
  const char c = static_cast<char>(character);
  take(&c, 1);
  return character;
}

struct Replacement {
  const char* name;
  void* with;
};
const Replacement kReplacements[] = {
    {"printf", reinterpret_cast<void*>(print_format)},
    {"__printf_chk", reinterpret_cast<void*>(print_checked_format)},
    {"puts", reinterpret_cast<void*>(print_line)},
    {"putchar", reinterpret_cast<void*>(print_character)},
};

#if defined(__x86_64__)
constexpr uint64_t kGlobalData = R_X86_64_GLOB_DAT, kJumpSlot = R_X86_64_JUMP_SLOT;
#elif defined(__aarch64__)
constexpr uint64_t kGlobalData = R_AARCH64_GLOB_DAT, kJumpSlot = R_AARCH64_JUMP_SLOT;
#else
constexpr uint64_t kGlobalData = UINT64_MAX, kJumpSlot = UINT64_MAX;
#endif

/* A library that was linked to bind all at once keeps its slots in memory that is read-only by now. */
bool write_slot(void** slot, void* value) {
  const uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  void* start = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(slot) & ~(page - 1));
  if (mprotect(start, page, PROT_READ | PROT_WRITE)) return false;
  *slot = value;
  return true;
}

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

void replace(const dl_phdr_info& object, const Tables& t, const ElfW(Rela)* list, size_t bytes) {
  for (size_t i = 0; list && i < bytes / sizeof *list; i++) {
    const uint64_t kind = ELF64_R_TYPE(list[i].r_info);
    if (kind != kJumpSlot && kind != kGlobalData) continue;
    const char* name = t.names + t.symbols[ELF64_R_SYM(list[i].r_info)].st_name;
    for (const Replacement& replacement : kReplacements)
      if (!strcmp(name, replacement.name))
        write_slot(reinterpret_cast<void**>(object.dlpi_addr + list[i].r_offset), replacement.with);
  }
}

int visit(dl_phdr_info* object, size_t, void* symbol) {
  const auto wanted = reinterpret_cast<ElfW(Addr)>(symbol);
  bool is_inside = false;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr)& part = object->dlpi_phdr[i];
    const ElfW(Addr) start = object->dlpi_addr + part.p_vaddr;
    is_inside |= part.p_type == PT_LOAD && wanted >= start && wanted < start + part.p_memsz;
  }
  if (!is_inside) return 0;
  const Tables t = tables_of(*object);
  if (!t.symbols || !t.names) return 1;
  replace(*object, t, t.jumps, t.jumps_bytes);
  replace(*object, t, t.others, t.others_bytes);
  return 1;
}

}  // namespace

void printing_redirect(const void* symbol, const poly_log& log) {
  if (!silent_log.write) silent_log = log;
  dl_iterate_phdr(visit, const_cast<void*>(symbol));
}

Listening::Listening(poly_call* call) : outer_(line.listening) {
  line.call = call;
  line.listening = this;
  line.complaint.clear();
}

Listening::~Listening() {
  line.listening = outer_;
  if (!outer_) line.call = nullptr;
}

std::string Listening::complaint() const { return line.complaint.empty() ? "" : " MNN says: " + line.complaint; }

}  // namespace mnn
