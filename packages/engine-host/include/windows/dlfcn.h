/**
 * POSIX's dlfcn.h on Windows, so that an engine library opens its vendor's library by the same lines everywhere.
 * C99 and C++17. Only what engines use: dlclose is missing on purpose.
 */
#ifndef POLYINFER_WINDOWS_DLFCN_H_
#define POLYINFER_WINDOWS_DLFCN_H_

#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define RTLD_NOW 0
#define RTLD_LOCAL 0

/** GetLastError of the last call on this thread that failed; 0: none since dlerror. */
static inline DWORD* poly_last_dl_error(void) {
  static __thread DWORD code = 0;
  return &code;
}

/** path is UTF-8 and absolute. What it needs is looked for beside it, then where the system looks. */
static inline void* dlopen(const char* path, int flags) {
  wchar_t wide[32768];
  (void)flags;
  if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, (int)(sizeof wide / sizeof *wide))) {
    *poly_last_dl_error() = GetLastError();
    return NULL;
  }
  /* No window that says what is missing. */
  DWORD mode = 0;
  SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &mode);
  HMODULE library = LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
  if (!library) *poly_last_dl_error() = GetLastError();
  SetThreadErrorMode(mode, NULL);
  return (void*)library;
}

static inline void* dlsym(void* library, const char* name) {
  FARPROC found = GetProcAddress((HMODULE)library, name);
  void* symbol = NULL;
  if (!found) *poly_last_dl_error() = GetLastError();
  memcpy(&symbol, &found, sizeof symbol);
  return symbol;
}

/** Good until the next call on this thread; NULL where nothing failed since the last one. */
static inline char* dlerror(void) {
  static __thread char text[512];
  const DWORD code = *poly_last_dl_error();
  if (!code) return NULL;
  *poly_last_dl_error() = 0;
  DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, code, 0, text,
                                (DWORD)sizeof text - 32, NULL);
  while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r' || text[length - 1] == ' ')) length--;
  snprintf(text + length, sizeof text - length, "%sWindows error %lu", length ? ": " : "", (unsigned long)code);
  return text;
}

#endif
