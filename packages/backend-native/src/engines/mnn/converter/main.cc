/* Runs the converter inside MNN's wheel without a Python: polyinfer-mnn-convert <_tools library> <arguments of mnnconvert>.
 * The wheel's own script is never run: it installs software and reports to its maker's servers. The converter says True also
 * where it has failed, so that the caller looks whether there is a file. */
#include <dlfcn.h>
#include <sys/resource.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>
#include "python.h"

namespace {

constexpr int kWrongUsage = 2, kNoConverter = 3;

const python::Method* find_converter(const char* library) {
  void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) {
    fprintf(stderr, "Error: %s\n", dlerror());
    return nullptr;
  }
  auto initialize = reinterpret_cast<python::Object* (*)()>(dlsym(handle, "PyInit__tools"));
  if (!initialize || !initialize() || !python::methods()) return nullptr;
  for (const python::Method* method = python::methods(); method->name; method++)
    if (!strcmp(method->name, "mnnconvert")) return method;
  return nullptr;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3 || words[1][0] != '/') {
    fputs("usage: polyinfer-mnn-convert <absolute path of the _tools library> <arguments of mnnconvert>\n", stderr);
    return kWrongUsage;
  }
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const python::Method* converter = find_converter(words[1]);
  if (!converter) {
    fprintf(stderr, "Error: %s holds no converter of MNN.\n", words[1]);
    return kNoConverter;
  }
  std::vector<python::Object*> items{python::string("mnnconvert")};
  for (int i = 2; i < count; i++) items.push_back(python::string(words[i]));
  converter->call(nullptr, python::tuple(python::list(items.data(), static_cast<long>(items.size()))));
  fflush(nullptr);
  /* The library's static destructors are not to be trusted. */
  std::_Exit(0);
}
