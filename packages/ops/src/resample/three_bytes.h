// Sixteen pixels of 3 bytes, channel by channel. Nothing is read beyond their 48 bytes.
#ifndef POLYINFER_OPS_THREE_BYTES_H_
#define POLYINFER_OPS_THREE_BYTES_H_
#include "../../native/simd.h"

namespace POLY_ISA {

/** Splits 16 pixels of 3 bytes. */
POLY_INLINE void split_three(const uint8_t* s, u8x16* r, u8x16* g, u8x16* b) {
  const u8x16 x = load<u8x16>(s), y = load<u8x16>(s + 16), w = load<u8x16>(s + 32);
  constexpr uint8_t N = 128;
  *r = swizzle(x, u8x16{0, 3, 6, 9, 12, 15, N, N, N, N, N, N, N, N, N, N}) |
       swizzle(y, u8x16{N, N, N, N, N, N, 2, 5, 8, 11, 14, N, N, N, N, N}) |
       swizzle(w, u8x16{N, N, N, N, N, N, N, N, N, N, N, 1, 4, 7, 10, 13});
  *g = swizzle(x, u8x16{1, 4, 7, 10, 13, N, N, N, N, N, N, N, N, N, N, N}) |
       swizzle(y, u8x16{N, N, N, N, N, 0, 3, 6, 9, 12, 15, N, N, N, N, N}) |
       swizzle(w, u8x16{N, N, N, N, N, N, N, N, N, N, N, 2, 5, 8, 11, 14});
  *b = swizzle(x, u8x16{2, 5, 8, 11, 14, N, N, N, N, N, N, N, N, N, N, N}) |
       swizzle(y, u8x16{N, N, N, N, N, 1, 4, 7, 10, 13, N, N, N, N, N, N}) |
       swizzle(w, u8x16{N, N, N, N, N, N, N, N, N, N, 0, 3, 6, 9, 12, 15});
}

/** Eight pixels: four from the first byte of `a` on, and four from byte `kSecond` of `b` on. */
template <int kSecond>
struct EightPixels {
  u8x16 a, b;

  POLY_INLINE_MEMBER i32x8 channel(int c) const {
    constexpr uint8_t N = 128, K = kSecond;
    const u8x16 first = {0, N, N, N, 3, N, N, N, 6, N, N, N, 9, N, N, N};
    const u8x16 second = {K, N, N, N, K + 3, N, N, N, K + 6, N, N, N, K + 9, N, N, N};
    return swizzle_words(a, b, first + (uint8_t)c, second + (uint8_t)c);
  }
};

struct SixteenPixels {
  EightPixels<0> first;
  EightPixels<4> last;

  explicit POLY_INLINE_MEMBER SixteenPixels(const uint8_t* s)
      : first{load<u8x16>(s), load<u8x16>(s + 12)}, last{load<u8x16>(s + 24), load<u8x16>(s + 32)} {}
};

}  // namespace POLY_ISA
#endif
