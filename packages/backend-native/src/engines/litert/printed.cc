#include "printed.h"
#include <cstdio>
#include <cstring>
#if defined(__linux__) && defined(__GLIBC__) && defined(__LP64__)
#define LITERT_CAN_REDIRECT
#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace litert {
namespace {

thread_local Printed* current = nullptr;

#ifdef LITERT_CAN_REDIRECT

struct Stream {
  poly_log log;
  FILE* file;
};

int32_t level_of(const std::string& line) {
  if (!line.compare(0, 5, "ERROR")) return POLY_LOG_ERROR;
  if (!line.compare(0, 7, "WARNING")) return POLY_LOG_WARNING;
  return line.compare(0, 4, "INFO") ? POLY_LOG_WARNING : POLY_LOG_INFO;
}

/* The engine's code calls printf with whole lines. */
ssize_t write_lines(void* context, const char* data, size_t bytes) {
  try {
    if (current) current->append(data, bytes);
    const poly_log& log = static_cast<Stream*>(context)->log;
    poly_call* call = current ? current->call() : nullptr;
    const std::string text(data, bytes);
    for (size_t start = 0; start < text.size();) {
      size_t end = text.find('\n', start);
      if (end == std::string::npos) end = text.size();
      const std::string line = text.substr(start, end - start);
      if (call && !line.empty()) call->log(call, level_of(line), line.c_str());
      else if (log.write && !line.empty()) log.write(log.context, level_of(line), line.c_str());
      start = end + 1;
    }
  } catch (...) {
    /* A line is lost where there is no memory for it. */
  }
  return static_cast<ssize_t>(bytes);
}

/* The place in the library where the loader has put the address of the C library's `stderr`; null where there is none. */
void** slot_of(const link_map* library, const char* name) {
  const ElfW(Rela)* entries = nullptr;
  const ElfW(Sym)* symbols = nullptr;
  const char* names = nullptr;
  size_t bytes = 0;
  for (const ElfW(Dyn)* d = library->l_ld; d->d_tag != DT_NULL; d++) {
    if (d->d_tag == DT_RELA) entries = reinterpret_cast<const ElfW(Rela)*>(d->d_un.d_ptr);
    if (d->d_tag == DT_RELASZ) bytes = d->d_un.d_val;
    if (d->d_tag == DT_SYMTAB) symbols = reinterpret_cast<const ElfW(Sym)*>(d->d_un.d_ptr);
    if (d->d_tag == DT_STRTAB) names = reinterpret_cast<const char*>(d->d_un.d_ptr);
  }
  if (!entries || !symbols || !names) return nullptr;
  for (size_t i = 0; i < bytes / sizeof *entries; i++) {
    const size_t symbol = ELF64_R_SYM(entries[i].r_info);
    if (symbol && !strcmp(names + symbols[symbol].st_name, name))
      return reinterpret_cast<void**>(library->l_addr + entries[i].r_offset);
  }
  return nullptr;
}

/* The loader may have made the place read-only; it is so again afterwards. */
bool replace(void** slot, void* value) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  void* start = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(slot) & ~(page - 1));
  if (mprotect(start, page, PROT_READ | PROT_WRITE)) return false;
  __atomic_store_n(slot, value, __ATOMIC_RELEASE);
  mprotect(start, page, PROT_READ);
  return true;
}

#endif
}  // namespace

#ifdef LITERT_CAN_REDIRECT
bool printed_redirect(void* function, const poly_log& log) {
  Dl_info found{};
  link_map* library = nullptr;
  if (!dladdr1(function, &found, reinterpret_cast<void**>(&library), RTLD_DL_LINKMAP) || !library) return false;
  void** slot = slot_of(library, "stderr");
  if (!slot || *slot != static_cast<void*>(&stderr)) return slot != nullptr; /* another runtime over it did so already */
  /* Never freed: the library may print until the process ends. */
  auto* stream = new Stream{log, nullptr};
  stream->file = fopencookie(stream, "w", {nullptr, write_lines, nullptr, nullptr});
  if (!stream->file) {
    delete stream;
    return false;
  }
  setvbuf(stream->file, nullptr, _IOLBF, BUFSIZ);
  return replace(slot, &stream->file);
}
#else
bool printed_redirect(void*, const poly_log&) { return false; }
#endif

Printed::Printed(poly_call* call) : call_(call), outer_(current) { current = this; }
Printed::~Printed() { current = outer_; }

std::string Printed::errors() const {
  std::string result;
  for (size_t start = 0; start < text_.size();) {
    size_t end = text_.find('\n', start);
    if (end == std::string::npos) end = text_.size();
    if (!text_.compare(start, 7, "ERROR: ")) {
      if (!result.empty()) result += ' ';
      result.append(text_, start + 7, end - start - 7);
    }
    start = end + 1;
  }
  return result;
}

}  // namespace litert
