#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif
#include <cstring>
#include "import.h"
#include "polyinfer/kit.h"
#include "session.h"
#include "status.h"

namespace openvino {
namespace {

void add_number(std::string* text, int64_t number) { text->append(reinterpret_cast<const char*>(&number), sizeof number); }

/* All that is before the vendor's bytes. */
std::string header_of(const Values& all) {
  std::string text = kMagic;
  add_number(&text, static_cast<int64_t>(all.input_count));
  add_number(&text, static_cast<int64_t>(all.output_count));
  for (const poly_value& value : all.values) {
    add_number(&text, value.dtype);
    add_number(&text, value.rank);
    for (int32_t axis = 0; axis < value.rank; axis++) add_number(&text, value.shape[axis]);
    const std::string name = value.name;
    add_number(&text, static_cast<int64_t>(name.size()));
    text += name;
  }
  text.resize(exported_at(text.size()));
  return text;
}

poly_status nobody_takes(poly_error* error) {
  return poly_fail(error, POLY_ABORTED, 0, "Nobody takes the compiled model any more.");
}

#ifdef __linux__
/* Memory that has a path, closed by its end: the vendor exports to a path, and does not tell of a full disk. */
struct MemoryFile {
  MemoryFile() : descriptor(memfd_create("polyinfer", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor >= 0) close(descriptor);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor); }
  const int descriptor;
};

poly_status export_to(const Api& api, ConstHandle compiled, poly_sink sink, poly_error* error) {
  const MemoryFile file;
  if (file.descriptor < 0) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the compiled model.");
  OPENVINO_TRY(api, POLY_UNSUPPORTED, error, api.compiled_model_export_model(compiled, file.path().c_str()));
  const off_t size = lseek(file.descriptor, 0, SEEK_END);
  if (size <= 0) return poly_fail(error, POLY_UNSUPPORTED, 0, "OpenVINO's device exports nothing.");
  std::vector<char> piece(1 << 20);
  for (off_t at = 0; at < size;) {
    const ssize_t bytes = pread(file.descriptor, piece.data(), piece.size(), at);
    if (bytes <= 0) return poly_fail(error, POLY_ENGINE, 0, "The compiled model cannot be read back.");
    if (sink.write(sink.context, piece.data(), static_cast<size_t>(bytes))) return nobody_takes(error);
    at += bytes;
  }
  return POLY_OK;
}
#else
poly_status export_to(const Api&, ConstHandle, poly_sink, poly_error* error) {
  return poly_fail(error, POLY_UNSUPPORTED, 0, "OpenVINO's compiled models are handed out on Linux only.");
}
#endif

}  // namespace

poly_status session_save(poly_session* s, poly_sink sink, poly_error* error) try {
  /* What is spread over devices has no file of its own. */
  if (s->settings.device.find(':') != std::string::npos)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "OpenVINO exports nothing from %s.", s->settings.device.c_str());
  std::shared_ptr<Compiled> compiled;
  if (poly_status status = session_compiled(s, &compiled, error)) return status;
  const std::string header = header_of(s->values);
  if (sink.write(sink.context, header.data(), header.size())) return nobody_takes(error);
  return export_to(s->runtime->api, compiled->handle(), sink, error);
} catch (const std::bad_alloc&) {
  return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the compiled model.");
}

}  // namespace openvino
