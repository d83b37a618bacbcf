// A picture, resampled, into a tensor: rows go from the resampler through 8-bit planes in the cache to their place.
#include "../../native/kernel.h"
#include "../resample/gather_row.h"
#include "../resample/opencv_bilinear_row.h"
#include "write_row.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `picture-tensor-block.ts`. */
enum Word {
  kFilter,
  kDtype,
  kChannels,
  kPlanes,
  kSourceWidth,
  kSourceHeight,
  kTensorWidth,
  kLeft,
  kTop,
  kWidth,
  kHeight,
  kPixelStep,
  kScratchStep,
  kMap,
  kScale = kMap + 4,
  kShift = kScale + 4,
  kAround = kShift + 4,
  kLevels = kAround + 4,
  /* of the filter */
  kColumns,
  kRows,
  kSafe,
  kColumnWeights,
  kNextRows,
  kRowWeights,
  kNext,
};
enum Filter { kCopy, kGather, kOpencvBilinear };
/** Words of the call. */
enum Call { kOffset, kRowStep, kSourcePixelStep, kSourceChannelStep, kTargetRowStep, kTargetChannelStep };

const int kBytesOf[] = {4, 1, 2, 1};

void read_row(const Run& run, const Source& source, int y, const Planes& planes) {
  const int32_t* plan = run.plan;
  const int32_t* columns = table<int32_t>(run, kColumns);
  const int row = table<int32_t>(run, kRows)[y];
  if (plan[kFilter] == kCopy) return copy_row(source, row, columns[0], plan[kWidth], planes);
  if (plan[kFilter] == kGather) return gather_row(source, row, columns, plan[kWidth], plan[kSafe], planes);
  const int16_t* weights = table<int16_t>(run, kRowWeights) + 2 * y;
  const Pairs pairs = {columns, table<int16_t>(run, kColumnWeights), plan[kNext], plan[kWidth], plan[kSafe]};
  opencv_bilinear_row(source, row, table<int32_t>(run, kNextRows)[y], weights[0], weights[1], pairs, planes);
}

void write_row(const Run& run, const Planes& planes, const Target& target) {
  const int32_t* plan = run.plan;
  const int width = plan[kWidth], dtype = plan[kDtype];
  const int32_t* map = plan + kMap;
  if (dtype == kUint8 && plan[kChannels] == 3 && target.pixel_step == 3)
    return interleave_three(planes.at(map[0]), planes.at(map[1]), planes.at(map[2]), target.first, width);
  for (int c = 0; c < plan[kChannels]; c++) {
    const uint8_t* s = planes.at(map[c]);
    uint8_t* o = target.first + c * target.channel_step * kBytesOf[dtype];
    if (dtype == kFloat32)
      write_floats(s, (float*)o, target.pixel_step, real(run, kScale + c), real(run, kShift + c), width);
    else if (dtype == kFloat16)
      write_levels(s, (uint16_t*)o, target.pixel_step, table<uint16_t>(run, kLevels) + 256 * c, width);
    else if (dtype == kInt8)
      write_levels(s, o, target.pixel_step, table<uint8_t>(run, kLevels) + 256 * c, width);
    else
      write_bytes(s, o, target.pixel_step, width);
  }
}

/** `count` pixels of margin from column `x` of the row at `row` on. */
void write_around(const Run& run, uint8_t* row, ptrdiff_t channel_step, int x, int count) {
  const int32_t* plan = run.plan;
  const int bytes = kBytesOf[plan[kDtype]];
  const ptrdiff_t step = plan[kPixelStep];
  for (int c = 0; c < plan[kChannels] && count > 0; c++) {
    uint8_t* o = row + (c * channel_step + x * step) * bytes;
    const uint32_t value = (uint32_t)plan[kAround + c];
    if (bytes == 4) fill<uint32_t>(o, step, value, count);
    else if (bytes == 2) fill<uint16_t>(o, step, (uint16_t)value, count);
    else fill<uint8_t>(o, step, (uint8_t)value, count);
  }
}

}  // namespace

int32_t picture_to_tensor(const Run& run);
int32_t picture_to_tensor(const Run& run) {
  const int32_t *plan = run.plan, *call = run.call;
  const Source source = {run.arrays[0] + call[kOffset],  call[kRowStep],      call[kSourcePixelStep],
                         call[kSourceChannelStep],       plan[kSourceWidth],  plan[kSourceHeight]};
  const Planes planes = {run.scratch, plan[kScratchStep], plan[kPlanes]};
  const int bytes = kBytesOf[plan[kDtype]], left = plan[kLeft], width = plan[kWidth], right = left + width;
  const ptrdiff_t channel_step = call[kTargetChannelStep], pixel_step = plan[kPixelStep];
  for (int y = run.begin; y < run.end; y++) {
    uint8_t* row = run.arrays[1] + (ptrdiff_t)y * call[kTargetRowStep] * bytes;
    const int inside = y - plan[kTop];
    if (inside < 0 || inside >= plan[kHeight]) {
      write_around(run, row, channel_step, 0, plan[kTensorWidth]);
      continue;
    }
    write_around(run, row, channel_step, 0, left);
    write_around(run, row, channel_step, right, plan[kTensorWidth] - right);
    read_row(run, source, inside, planes);
    write_row(run, planes, {row + left * pixel_step * bytes, channel_step, pixel_step});
  }
  return 0;
}

}  // namespace POLY_ISA
