// A folder that `npm run bench -- gpu --pack` has made: work for a GPU, its kernels, models, and what has to come out.
#ifndef POLYINFER_RUNNER_GPU_PACK_H_
#define POLYINFER_RUNNER_GPU_PACK_H_
#include <polyinfer/engine.h>

#include <string>
#include <vector>

namespace poly::gpu {

/** Recorded work, and the fewest bytes that a device has to read and write for it. */
struct packed_case {
  std::string id, file, title;
  double moved_bytes = 0;
};

/**
 * A model: its first input and first output, float32, as raw files; and recorded work that makes that input of a picture, and
 * makes an answer of that output.
 */
struct packed_model {
  std::string id, file, input, output, pre, post, title;
  /** Largest difference of the output, relative to its largest number. */
  double tolerance = 0;
};

struct pack {
  std::string folder;
  std::vector<packed_case> cases;
  std::vector<packed_model> models;
};

/** Reads `pack.txt`: lines of words with tabs between. INVALID_ARGUMENT says which line is wrong. */
poly_status read_pack(const std::string& folder, pack* out, poly_error* error);

/** INVALID_ARGUMENT where it cannot be read. */
poly_status read_file(const std::string& path, std::vector<uint8_t>* out, poly_error* error);
/** Whole, or not at all. INVALID_ARGUMENT where it cannot be written. */
poly_status write_file(const std::string& path, const void* data, size_t bytes, poly_error* error);

/** Where the compiled kernels of a source are, without `-sm_80.cubin`. */
std::string image_path(const pack& of, const std::string& source);

}  // namespace poly::gpu
#endif
