// A picture, warped, into a picture or tensor: blocks of rows go through coordinates and 8-bit planes in the cache.
#include "../to-tensor/target_row.h"
#include "sample_block.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `warp-block.ts`. */
enum Word {
  kIsWhole,
  kIsAffine,
  kRepeats,
  kDtype,
  kChannels,
  kPlanes,
  kPixelStep,
  kAllRows,
  kMap,
  kLevel = kMap + 4,
  kScale = kLevel + 4,
  kShift = kScale + 4,
  kAround = kShift + 4,
  kAcross = kAround + 4,
  kDown,
};
/** Words of the call. */
enum Call {
  kOffset,
  kRowStep,
  kSourcePixelStep,
  kSourceChannelStep,
  kSourceWidth,
  kSourceHeight,
  kTop,
  kBottom,
  kTargetRowStep,
  kTargetChannelStep,
  kWidth,
  kHeight,
  kTargetWidth,
  kTargetHeight,
};

const int kMaxBlock = 1024, kSlack = 64, kBlockHeight = 16;

/** Memory of a thread. */
struct Room {
  Block block;
  Planes planes;
  uint8_t* pixels;
};

Room room_of(const Run& run) {
  const int step = kMaxBlock + kSlack, planes = run.plan[kPlanes];
  int32_t* coordinates = (int32_t*)run.scratch;
  uint8_t* first = run.scratch + 2 * 4 * step;
  return {{coordinates, coordinates + step, 0}, {first, step, planes}, first + planes * step};
}

void write_block(const Channels& channels, const Room& room, const Target<uint8_t>& target) {
  write_as_they_are(channels, room.planes, target);
}
void write_block(const Channels& channels, const Room& room, const Target<float>& target) {
  write_by_scale(channels, room.planes, room.pixels, target);
}

void sample(const Run& run, const Field& field, int x, int y, const Room& room) {
  const int32_t* plan = run.plan;
  double m[9];
  __builtin_memcpy(m, run.arrays[1], sizeof m);
  if (plan[kIsAffine]) affine_block(m, plan[kIsWhole], x, y, room.block);
  else perspective_block(m, plan[kIsWhole] ? 1 : 32, x, y, room.block);
  const Weights weights = {table<int16_t>(run, kAcross), table<int16_t>(run, kDown)};
  if (plan[kIsWhole]) sample_block<true>(field, room.block, weights, room.planes);
  else sample_block<false>(field, room.block, weights, room.planes);
}

template <class T>
void write_rows(const Run& run, const Field& field, int end) {
  const int32_t *plan = run.plan, *call = run.call;
  const Channels channels = {plan[kChannels], plan + kMap, plan + kScale, plan + kShift, plan + kAround};
  const int width = call[kWidth], height = call[kHeight];
  const int block_height = height < kBlockHeight ? height : kBlockHeight;
  const int block_width = kMaxBlock / block_height < width ? kMaxBlock / block_height : width;
  const ptrdiff_t channel_step = call[kTargetChannelStep], pixel_step = plan[kPixelStep];
  Room room = room_of(run);
  T* first = (T*)run.arrays[2];
  for (int y0 = run.begin; y0 < end; y0 += kBlockHeight) {
    const int y1 = y0 + kBlockHeight < end ? y0 + kBlockHeight : end;
    for (int x = 0; x < width; x += block_width)
      for (int y = y0; y < y1 && y < height; y++) {
        room.block.count = width - x < block_width ? width - x : block_width;
        sample(run, field, x, y, room);
        T* to = first + (ptrdiff_t)y * call[kTargetRowStep] + x * pixel_step;
        write_block(channels, room, Target<T>{to, channel_step, pixel_step, room.block.count});
      }
    for (int y = y0; y < y1; y++) {
      const int inside = y < height ? width : 0;
      write_around(channels, first + (ptrdiff_t)y * call[kTargetRowStep], channel_step, pixel_step, inside,
                   call[kTargetWidth] - inside);
    }
  }
}

}  // namespace

int32_t warp_picture(const Run& run);
int32_t warp_picture(const Run& run) {
  const int32_t *plan = run.plan, *call = run.call;
  const Source source = {run.arrays[0] + call[kOffset], call[kRowStep],     call[kSourcePixelStep],
                         call[kSourceChannelStep],      call[kSourceWidth], call[kSourceHeight]};
  const Field field = {source, call[kTop], call[kBottom], plan[kRepeats] != 0, plan + kLevel};
  const int end = plan[kAllRows] ? call[kTargetHeight] : run.end;
  if (plan[kDtype] == kFloat32) write_rows<float>(run, field, end);
  else write_rows<uint8_t>(run, field, end);
  return 0;
}

}  // namespace POLY_ISA
