// Changed copies of files, the same ones for the same seed everywhere.
#ifndef POLYINFER_RUNNER_MUTATION_H_
#define POLYINFER_RUNNER_MUTATION_H_
#include <cstdint>
#include <string>

namespace poly {

/** Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014 (SplitMix64). */
class random_source {
 public:
  explicit random_source(uint64_t seed) : state_(seed) {}
  uint64_t next();
  /** 0 to end - 1; 0 for an end of 0. */
  size_t below(size_t end) { return end == 0 ? 0 : static_cast<size_t>(next() % end); }

 private:
  uint64_t state_;
};

/** One to eight small changes: bits, bytes, words that loaders trip over, pieces left out, doubled, moved or cleared, an end. */
std::string mutated(const std::string& bytes, random_source* random);

}  // namespace poly
#endif
