#include "pack.h"

#include <polyinfer/kit.h>

#include <cstdio>
#include <memory>

namespace poly::gpu {
namespace {

using open_file = std::unique_ptr<FILE, int (*)(FILE*)>;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

bool read_line(const std::vector<std::string>& words, pack* out) {
  if (words[0] == "case" && words.size() == 5) {
    out->cases.push_back({words[1], words[2], words[4], strtod(words[3].c_str(), nullptr)});
    return true;
  }
  if (words[0] == "model" && words.size() == 9) {
    out->models.push_back(
        {words[1], words[2], words[3], words[4], words[5], words[6], words[8], strtod(words[7].c_str(), nullptr)});
    return true;
  }
  return words[0] == "polyinfer-gpu-pack" && words.size() == 2 && words[1] == "2";
}

}  // namespace

poly_status read_file(const std::string& path, std::vector<uint8_t>* out, poly_error* error) {
  const open_file file(fopen(path.c_str(), "rb"), fclose);
  uint8_t block[1 << 16];
  out->clear();
  while (const size_t count = file ? fread(block, 1, sizeof block, file.get()) : 0)
    out->insert(out->end(), block, block + count);
  if (!file || ferror(file.get())) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Cannot read %s.", path.c_str());
  return POLY_OK;
}

poly_status write_file(const std::string& path, const void* data, size_t bytes, poly_error* error) {
  const std::string part = path + ".part";
  FILE* const file = fopen(part.c_str(), "wb");
  const bool is_written = file && fwrite(data, 1, bytes, file) == bytes;
  if ((file && fclose(file) != 0) || !is_written || rename(part.c_str(), path.c_str()) != 0)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Cannot write %s.", path.c_str());
  return POLY_OK;
}

poly_status read_pack(const std::string& folder, pack* out, poly_error* error) {
  std::vector<uint8_t> text;
  if (const poly_status status = read_file(folder + "/pack.txt", &text, error)) return status;
  out->folder = folder;
  for (const std::string& line : split(std::string(text.begin(), text.end()), '\n'))
    if (!line.empty() && !read_line(split(line, '\t'), out))
      return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "%s/pack.txt has a line that this program does not know: %s",
                       folder.c_str(), line.c_str());
  return POLY_OK;
}

std::string image_path(const pack& of, const std::string& source) {
  uint64_t sum = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : source) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  char name[32];
  snprintf(name, sizeof name, "/kernels/%016llx", static_cast<unsigned long long>(sum));
  return of.folder + name;
}

}  // namespace poly::gpu
