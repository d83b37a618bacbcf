#include "mutation.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace poly {
namespace {

constexpr size_t kLongestPiece = 64;
constexpr uint32_t kOddWords[] = {0,      1,       0x7f,       0x80,       0xff,       0x7fff,
                                  0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

// Half of all changes go to the beginning or the end, where headers and tables are.
size_t somewhere(const std::string& bytes, random_source* random) {
  const size_t edge = std::min<size_t>(bytes.size(), 512);
  switch (random->below(4)) {
    case 0:
      return random->below(edge);
    case 1:
      return bytes.size() - 1 - random->below(edge);
    default:
      return random->below(bytes.size());
  }
}

void change(std::string* bytes, random_source* random) {
  if (bytes->empty()) return bytes->push_back(static_cast<char>(random->next()));
  const size_t at = somewhere(*bytes, random);
  const size_t length = std::min(1 + random->below(kLongestPiece), bytes->size() - at);
  switch (random->below(9)) {
    case 0:
    case 1:
      (*bytes)[at] = static_cast<char>((*bytes)[at] ^ (1 << random->below(8)));
      return;
    case 2:
      (*bytes)[at] = static_cast<char>(random->next());
      return;
    case 3:
    case 4: {
      const uint32_t word = kOddWords[random->below(std::size(kOddWords))];
      memcpy(&(*bytes)[at], &word, std::min(sizeof word, bytes->size() - at));
      return;
    }
    case 5:
      bytes->erase(at, length);
      return;
    case 6:
      bytes->insert(somewhere(*bytes, random), bytes->substr(at, length));
      return;
    case 7:
      bytes->replace(at, length, length, static_cast<char>(random->below(2) ? 0 : -1));
      return;
    default:
      if (random->below(8) == 0)
        bytes->resize(at);
      else
        bytes->replace(at, length, bytes->substr(somewhere(*bytes, random), length));
  }
}

}  // namespace

uint64_t random_source::next() {
  uint64_t z = state_ += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

std::string mutated(const std::string& bytes, random_source* random) {
  std::string result = bytes;
  for (size_t left = size_t{1} << random->below(4); left > 0; left--) change(&result, random);
  return result;
}

}  // namespace poly
