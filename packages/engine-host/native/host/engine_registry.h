// The engine libraries of the process and the vendors' libraries they opened. Nothing is ever unloaded.
#ifndef POLYINFER_HOST_ENGINE_REGISTRY_H_
#define POLYINFER_HOST_ENGINE_REGISTRY_H_
#include <polyinfer/engine.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "log_hub.h"

namespace poly {

using text_pairs = std::vector<std::pair<std::string, std::string>>;

/** Borrows the texts. */
std::vector<poly_pair> as_poly_pairs(const text_pairs& pairs);

/** One engine library over one vendor library with one set of options. */
struct runtime {
  const poly_engine* engine = nullptr;
  poly_runtime* handle = nullptr;  // set once loaded
  log_hub log;
  std::mutex lock;  // of loading
};

class engine_registry {
 public:
  static engine_registry& get();

  /**
   * Opens the engine library at the absolute path `engine`, and through it `library` ("": none). The same three give the
   * same runtime; a failure is forgotten. `listener` (or null) is added to the runtime's log before anything is loaded,
   * and stays. Blocks: not for the event loop's thread.
   */
  poly_status load(const std::string& engine, const std::string& library, text_pairs options, log_listener* listener,
                   runtime** out, poly_error* error);

 private:
  using key = std::pair<std::pair<const poly_engine*, std::string>, text_pairs>;
  std::mutex lock_;
  std::map<key, std::unique_ptr<runtime>> runtimes_;
};

}  // namespace poly
#endif
