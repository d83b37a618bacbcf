#include "engine_runs.h"

#include <mutex>

namespace poly {
namespace {

struct table {
  std::mutex lock;
  std::map<std::string, std::atomic<int64_t>> counts;
};

// Leaked: engines' threads may count after static destructors ran.
table& the_table() {
  static table* const counted = new table;
  return *counted;
}

}  // namespace

std::atomic<int64_t>& engine_runs::of(const std::string& engine) {
  table& counted = the_table();
  std::lock_guard<std::mutex> hold(counted.lock);
  return counted.counts[engine];
}

std::map<std::string, int64_t> engine_runs::all() {
  table& counted = the_table();
  std::lock_guard<std::mutex> hold(counted.lock);
  return {counted.counts.begin(), counted.counts.end()};
}

}  // namespace poly
