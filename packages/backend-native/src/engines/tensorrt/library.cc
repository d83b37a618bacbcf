#include "library.h"
#include <dlfcn.h>
#include <unistd.h>
#include <cstring>
#include "polyinfer/kit.h"

namespace tensorrt {
namespace {

/* Of TensorRT-RTX, as major * 100 + minor: each is one more library to try, for 1.4 mixes both layouts. */
constexpr int kKnownRtx[] = {105, 106, 107};

const LibraryName* name_of(const std::string& file) {
  for (const LibraryName& name : kLibraryNames) {
    const size_t length = strlen(name.stem);
    if (!file.compare(0, length, name.stem) && (file.size() == length || file[length] == '.')) return &name;
  }
  return nullptr;
}

template <class Function>
Function* find(void* handle, const char* name) {
  return reinterpret_cast<Function*>(dlsym(handle, name));
}

int32_t ask(void* handle, const char* name) {
  GetVersion* const get = find<GetVersion>(handle, name);
  return get ? get() : -1;
}

/* The file that belongs to the same release: "libnvonnxparser.so.10" beside "libnvinfer.so.10.16.0". */
std::string parser_beside(const Library& library, const std::string& folder, const std::string& file, int32_t major) {
  const std::string same_end = folder + library.name->parser + file.substr(strlen(library.name->stem));
  const std::string by_major = folder + library.name->parser + "." + std::to_string(major);
  return access(same_end.c_str(), R_OK) ? by_major : same_end;
}

void open_parser(const std::string& path, Library* library) {
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char* const why = dlerror();
    library->parser_problem = why ? why : path + " does not load";
    return;
  }
  library->parser_number = ask(handle, kGetParserVersion);
  library->create_parser = find<CreateOnnxParser>(handle, kCreateParser);
  if (!library->create_parser || library->parser_number < 0) {
    library->create_parser = nullptr;
    library->parser_problem = path + " is no ONNX parser of " + library->name->title;
  }
}

/* The layout of a version, null where none is known for it. */
const Slots* slots_of(bool is_rtx, int32_t number, int32_t major, int32_t minor) {
  if (number != -1 && number / 10000 != major) return nullptr;
  if (is_rtx) {
    for (const int known : kKnownRtx)
      if (known == major * 100 + minor) return &kSlots11;
    return nullptr;
  }
  return major == 10 ? &kSlots10 : major == 11 ? &kSlots11 : nullptr;
}

}  // namespace

poly_status library_open(const char* path, const std::string& parser, Library* library, poly_error* error) {
  if (!path || !poly_is_absolute(path))
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected the absolute path of TensorRT's library but received `%s`.",
                     path ? path : "");
  const std::string folder(path, strrchr(path, '/') + 1), file = strrchr(path, '/') + 1;
  library->path = path;
  library->name = name_of(file);
  if (!library->name)
    return poly_fail(error, POLY_UNAVAILABLE, 0,
                     "Expected libnvinfer.so, libtensorrt_rtx.so, libnvinfer_lean.so or libnvinfer_dispatch.so but received %s.",
                     path);
  void* const handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return poly_fail(error, POLY_UNAVAILABLE, 0, "%s", dlerror());
  library->number = ask(handle, kGetLibVersion);
  library->create_runtime = find<CreateInferRuntime>(handle, kCreateRuntime);
  const int32_t major = ask(handle, kGetLibMajorVersion), minor = ask(handle, kGetLibMinorVersion);
  if (library->number < 0 || major < 0 || minor < 0 || !library->create_runtime)
    return poly_fail(error, POLY_UNAVAILABLE, 0, "Expected %s, 10.0 or newer, but %s has no %s.", library->name->title, path,
                     library->create_runtime ? "getInferLibVersion" : kCreateRuntime);
  library->version =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(ask(handle, kGetLibPatchVersion));
  library->slots = slots_of(library->name->is_rtx, library->number, major, minor);
  if (!library->slots)
    return poly_fail(error, POLY_UNAVAILABLE, library->number,
                     "%s is %s %s, whose layout is not known here. Known: TensorRT 10.x and 11.x, TensorRT-RTX 1.5 to 1.7.", path,
                     library->name->title, library->version.c_str());
  if (!library->name->parser) {
    library->parser_problem = std::string(library->name->title) + " runs plans and builds none";
    return POLY_OK;
  }
  library->create_builder = find<CreateInferBuilder>(handle, kCreateBuilder);
  if (!library->create_builder) {
    library->parser_problem = std::string(path) + " has no " + kCreateBuilder;
    return POLY_OK;
  }
  open_parser(parser.empty() ? parser_beside(*library, folder, file, major) : parser, library);
  return POLY_OK;
}

}  // namespace tensorrt
