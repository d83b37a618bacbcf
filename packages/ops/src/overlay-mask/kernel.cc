// Pixels blended with the colour of their mask's value.
#include "../../native/kernel.h"
#include "../../native/simd.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `blend-kernel.ts`. Tables hold four channels for each of 256 values. */
enum Word { kChannels, kIsZeroClear, kWeights, kAdditions };
enum Call { kWidth, kHeight, kRowStep, kMaskStep };

struct Tables {
  const uint16_t *weights, *additions;
};

POLY_INLINE uint64_t read_eight(const void* from) {
  uint64_t v;
  __builtin_memcpy(&v, from, 8);
  return v;
}
POLY_INLINE uint64_t read_four(const void* from) {
  uint32_t v;
  __builtin_memcpy(&v, from, 4);
  return v;
}

POLY_INLINE u16x8 two(const uint16_t* values, const uint8_t* mask) {
  return (u16x8)u64x2{read_eight(values + 4 * mask[0]), read_eight(values + 4 * mask[1])};
}

/** Two neighbouring pixels of 4 channels, or of 3, of which the byte behind them is read. */
template <int kCount>
POLY_INLINE void blend_two(uint8_t* pixels, const uint8_t* mask, const Tables& tables) {
  const uint64_t bytes = kCount == 4 ? read_eight(pixels) : read_four(pixels) | read_four(pixels + 3) << 32;
  const u16x8 sums = convert<u16x8>((u8x8)bytes) * two(tables.weights, mask) + two(tables.additions, mask);
  const uint64_t blended = (uint64_t)convert<u8x8>(sums >> 8);
  if (kCount == 4) {
    __builtin_memcpy(pixels, &blended, 8);
    return;
  }
  /* No byte more: the next two pixels are read before a store that reaches into them is done. */
  const uint64_t six = (blended & 0xffffff) | (blended >> 32) << 24;
  const uint32_t first = (uint32_t)six;
  const uint16_t rest = (uint16_t)(six >> 32);
  __builtin_memcpy(pixels, &first, 4);
  __builtin_memcpy(pixels + 4, &rest, 2);
}

template <int kCount>
void blend_row(uint8_t* pixels, const uint8_t* mask, int width, const Tables& tables, bool is_zero_clear) {
  int x = 0;
  while (x + 2 < width) {
    if (is_zero_clear && x + 8 <= width && read_eight(mask + x) == 0) {
      x += 8;
      continue;
    }
    blend_two<kCount>(pixels + kCount * x, mask + x, tables);
    x += 2;
  }
  for (; x < width; x++)
    for (int c = 0; c < kCount; c++) {
      uint8_t& level = pixels[kCount * x + c];
      level = (uint8_t)((level * tables.weights[4 * mask[x] + c] + tables.additions[4 * mask[x] + c]) >> 8);
    }
}

}  // namespace

int32_t blend_colors(const Run& run);
int32_t blend_colors(const Run& run) {
  const int32_t* call = run.call;
  const Tables tables = {table<uint16_t>(run, kWeights), table<uint16_t>(run, kAdditions)};
  const bool is_zero_clear = run.plan[kIsZeroClear] != 0;
  for (int y = run.begin; y < run.end && y < call[kHeight]; y++) {
    uint8_t* pixels = run.arrays[0] + (ptrdiff_t)y * call[kRowStep];
    const uint8_t* mask = run.arrays[1] + (ptrdiff_t)y * call[kMaskStep];
    if (run.plan[kChannels] == 4) blend_row<4>(pixels, mask, call[kWidth], tables, is_zero_clear);
    else blend_row<3>(pixels, mask, call[kWidth], tables, is_zero_clear);
  }
  return 0;
}

}  // namespace POLY_ISA
