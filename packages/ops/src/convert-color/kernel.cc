// Pixels of one format to another, through planes that stay in the cache.
#include "../../native/kernel.h"
#include "pixel_planes.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `kernel-color.ts`. */
enum Word {
  kWidth,
  kHeight,
  kSourceChannels,
  kTargetChannels,
  /** The plane that each channel of the target comes from. */
  kMap,
  /** The planes of red, green and blue that gray is made of, or -1. */
  kGrayOf = kMap + 4,
};
/** Words of the call. */
enum Call { kOffset, kRowStep, kPixelStep, kChannelStep, kTargetStride };

/** Pixels at a time, and the planes: up to 4 of the source, then gray, then opaque alpha. */
const int kChunk = 1024, kGrayPlane = 4, kOpaquePlane = 5;

void write_pixels(const uint8_t* const* planes, int channels, uint8_t* o, int width) {
  if (channels == 1) __builtin_memcpy(o, planes[0], (size_t)width);
  else if (channels == 3) interleave_three(planes[0], planes[1], planes[2], o, width);
  else interleave_four(planes[0], planes[1], planes[2], planes[3], o, width);
}

}  // namespace

int32_t convert_color(const Run& run);
int32_t convert_color(const Run& run) {
  const int32_t *plan = run.plan, *call = run.call;
  const Source source = {run.arrays[0] + call[kOffset], call[kRowStep], call[kPixelStep], call[kChannelStep], plan[kWidth],
                         plan[kHeight]};
  const Planes planes = {run.scratch, kChunk, plan[kSourceChannels]};
  uint8_t *gray = run.scratch + kGrayPlane * kChunk, *opaque = run.scratch + kOpaquePlane * kChunk;
  __builtin_memset(opaque, 255, kChunk);
  const int channels = plan[kTargetChannels];
  const int32_t* gray_of = plan + kGrayOf;
  const uint8_t* from[4];
  for (int c = 0; c < 4; c++) from[c] = run.scratch + plan[kMap + c] * kChunk;
  for (int y = run.begin; y < run.end; y++)
    for (int x = 0; x < plan[kWidth]; x += kChunk) {
      const int count = plan[kWidth] - x < kChunk ? plan[kWidth] - x : kChunk;
      read_pixels(source, y, x, count, planes);
      if (gray_of[0] >= 0) gray_row(planes.at(gray_of[0]), planes.at(gray_of[1]), planes.at(gray_of[2]), gray, count);
      write_pixels(from, channels, run.arrays[1] + (ptrdiff_t)y * call[kTargetStride] + x * channels, count);
    }
  return 0;
}

}  // namespace POLY_ISA
