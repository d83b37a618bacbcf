#include "import.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cstring>
#include "core_of.h"
#include "polyinfer/kit.h"
#include "status.h"

namespace openvino {
namespace {

/* A file in memory, unmapped by its end. What the cache keeps is replaced as a whole, never cut. */
struct Mapped {
  explicit Mapped(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat found = {};
    if (file >= 0 && !fstat(file, &found) && found.st_size > 0) {
      void* const made = mmap(nullptr, static_cast<size_t>(found.st_size), PROT_READ, MAP_PRIVATE, file, 0);
      if (made != MAP_FAILED) {
        data = static_cast<const char*>(made);
        size = static_cast<size_t>(found.st_size);
      }
    }
    if (file >= 0) close(file);
  }
  ~Mapped() {
    if (data) munmap(const_cast<char*>(data), size);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  const char* data = nullptr;
  size_t size = 0;
};

/* Takes the file apart from its start; false once it is too short. */
class Reader {
 public:
  explicit Reader(const Mapped& file) : at_(file.data), end_(file.data + file.size) {}
  bool number(int64_t* number, int64_t least, int64_t most) {
    if (left() < sizeof *number) return false;
    memcpy(number, at_, sizeof *number);
    at_ += sizeof *number;
    return *number >= least && *number <= most;
  }
  bool text(std::string* text, size_t bytes) {
    if (left() < bytes) return false;
    text->assign(at_, bytes);
    at_ += bytes;
    return true;
  }
  size_t left() const { return static_cast<size_t>(end_ - at_); }

 private:
  const char *at_, *end_;
};

bool read_value(Reader* from, size_t index, Values* all) {
  int64_t dtype = 0, rank = 0, bytes = 0;
  if (!from->number(&dtype, POLY_FLOAT32, POLY_INT2) || !from->number(&rank, -1, POLY_MAX_RANK)) return false;
  std::vector<int64_t>& sizes = all->shapes[index];
  sizes.resize(rank < 0 ? 0 : static_cast<size_t>(rank));
  for (int64_t& size : sizes)
    if (!from->number(&size, -1, INT64_MAX)) return false;
  std::string& name = all->names[index];
  if (!from->number(&bytes, 0, kMostNameBytes) || !from->text(&name, static_cast<size_t>(bytes))) return false;
  all->values[index] = {name.c_str(), static_cast<int32_t>(dtype), static_cast<int32_t>(rank), sizes.data(), nullptr};
  return true;
}

bool read_values(Reader* from, Values* all) {
  std::string magic;
  int64_t inputs = 0, outputs = 0;
  if (!from->text(&magic, sizeof kMagic - 1) || magic != kMagic) return false;
  if (!from->number(&inputs, 0, kMostValues) || !from->number(&outputs, 0, kMostValues)) return false;
  all->input_count = static_cast<size_t>(inputs);
  all->output_count = static_cast<size_t>(outputs);
  const size_t count = all->input_count + all->output_count;
  all->values.resize(count);
  all->names.resize(count);
  all->shapes.resize(count);
  for (size_t i = 0; i < count; i++)
    if (!read_value(from, i, all)) return false;
  return true;
}

}  // namespace

poly_status import_compiled(poly_runtime* runtime, const std::string& path, const Settings& settings, Values* values,
                            uint32_t* lanes, std::shared_ptr<Compiled>* out, poly_error* error) {
  const Api& api = runtime->api;
  const auto file = std::make_shared<Mapped>(path);
  if (!file->data) return poly_fail(error, POLY_INVALID_MODEL, 0, "%s cannot be read.", path.c_str());
  Values own;
  Reader reader(*file);
  const bool is_read = read_values(&reader, values ? values : &own);
  const size_t start = exported_at(file->size - reader.left());
  if (!is_read || start >= file->size)
    return poly_fail(error, POLY_INVALID_MODEL, 0, "%s is not a model that this engine has saved.", path.c_str());
  Handle core = nullptr, compiled = nullptr;
  if (poly_status status = core_of(runtime, settings, &core, error)) return status;
  OPENVINO_TRY(api, POLY_INVALID_MODEL, error,
               api.core_import_model(core, file->data + start, file->size - start, settings.device.c_str(), &compiled));
  if (!*lanes) *lanes = best_lanes(api, compiled);
  *out = std::make_shared<Compiled>(api, compiled, *lanes, file);
  return POLY_OK;
}

}  // namespace openvino
