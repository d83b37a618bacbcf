// How often each engine has computed: a witness that does not depend on what a backend says of itself.
#ifndef POLYINFER_HOST_ENGINE_RUNS_H_
#define POLYINFER_HOST_ENGINE_RUNS_H_
#include <atomic>
#include <cstdint>
#include <map>
#include <string>

namespace poly {

/** Runs that engines have carried out since the process started, by the engine's id. Any thread may ask. */
class engine_runs {
 public:
  /** The counter of one engine. It stays for as long as the process lives. */
  static std::atomic<int64_t>& of(const std::string& engine);
  static std::map<std::string, int64_t> all();
};

}  // namespace poly
#endif
