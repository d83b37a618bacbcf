// A picture, resampled, into a tensor: rows go from the resampler straight to their place, or through 8-bit planes in the
// cache where the target is of another kind.
#include "../resample/area_row.h"
#include "../resample/averaged_rows.h"
#include "../resample/gather_row.h"
#include "../resample/opencv_bilinear_row.h"
#include "../resample/whole_row.h"
#include "target_row.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `picture-tensor-block.ts`. */
enum Word {
  kFilter,
  kDtype,
  kNumbers,
  kIsDirect,
  kIsWhole,
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
  kKeeps,
  /* of a filter that averages */
  kMostAcross,
  kMostDown,
  kTile,
  kStrip,
  kTileWidth,
  kLineStep,
  kLines,
  kTurned,
  kRowsAtHand,
  kRoom,
  /* of one that averages by two or three, in the same place */
  kTapsAcross = kMostAcross,
  kTapsDown,
  kFirstPixel,
  kLinePixels,
  kByteStep,
  /* of means of areas */
  kAreaScale = kByteStep,
  kLineBytes,
  kResultBytes,
};
enum Filter { kCopy, kGather, kOpencvBilinear, kAntialias, kPillow, kWhole, kArea };
/** Words of the call. */
enum Call { kOffset, kRowStep, kSourcePixelStep, kSourceChannelStep, kTargetRowStep, kTargetChannelStep };

/** What gives the rows of the resampled picture, from the top to the bottom. */
struct Reader {
  const Run& run;
  Source source;
  KeptRows kept;
  /** Rows up to here follow. */
  int end;
  RowsAtHand at_hand;
};

/** The plan of a filter that averages, with `memory` for what it keeps. */
Averaging averaging(const Run& run, uint8_t* memory) {
  const int32_t* plan = run.plan;
  return {{table<int32_t>(run, kRows), table<int32_t>(run, kNextRows), table<int32_t>(run, kRowWeights), plan[kMostDown]},
          {table<int32_t>(run, kColumns), nullptr, table<int32_t>(run, kColumnWeights), plan[kMostAcross]},
          plan[kTile],
          plan[kStrip],
          plan[kTileWidth],
          plan[kLineStep],
          plan[kScratchStep],
          (int16_t*)(memory + plan[kLines]),
          (int32_t*)(memory + plan[kTurned]),
          memory + plan[kRowsAtHand],
          plan[kPlanes],
          plan[kRoom]};
}

/** Once for all receivers: a target row, as pixels of 4 bytes. */
__attribute__((noinline)) Source area_bytes(Reader& reader, int y) {
  const Run& run = reader.run;
  const int32_t* plan = run.plan;
  uint8_t *memory = (uint8_t*)reader.kept.memory, *results = memory + plan[kLineBytes];
  const AreaShrink shrink = {{table<int32_t>(run, kColumns), table<float>(run, kColumnWeights), plan[kMostAcross]},
                             {table<int32_t>(run, kRows), table<float>(run, kRowWeights), plan[kMostDown]},
                             plan[kFirstPixel],
                             plan[kLinePixels],
                             plan[kWidth],
                             plan[kPlanes],
                             real(run, kAreaScale),
                             (float*)memory,
                             (float*)results,
                             (float*)(results + plan[kResultBytes]),
                             results + 2 * (ptrdiff_t)plan[kResultBytes]};
  return {area_row(reader.source, shrink, y, &reader.at_hand.begin), 0, 4, 1, plan[kWidth], 1};
}

/** Once for all receivers: a row of bytes, from which the columns of the target are taken. */
__attribute__((noinline)) Source averaged_bytes(const Reader& reader, int row) {
  const int32_t* plan = reader.run.plan;
  const int step = line_pixel(reader.source, plan[kPlanes]);
  const WholeShrink shrink = {(WholeTaps)plan[kTapsAcross], (WholeTaps)plan[kTapsDown],     plan[kFirstPixel], plan[kLinePixels],
                              plan[kByteStep],              (uint8_t*)reader.kept.memory, plan[kPlanes]};
  return {whole_row(reader.source, shrink, row, step), 0, step, 1, plan[kLinePixels], 1};
}

template <class Sink>
POLY_INLINE void read_row(Reader& reader, int y, Sink sink) {
  const Run& run = reader.run;
  const int32_t* plan = run.plan;
  const int32_t* columns = table<int32_t>(run, kColumns);
  const int filter = plan[kFilter];
  if (filter == kArea) return copy_row(area_bytes(reader, y), 0, 0, plan[kWidth], sink);
  const int row = table<int32_t>(run, kRows)[y];
  if (filter == kWhole)
    return gather_row(averaged_bytes(reader, row), 0, columns, plan[kWidth], plan[kSafe], sink);
  if (filter == kCopy) return copy_row(reader.source, row, columns[0], plan[kWidth], sink);
  if (filter == kGather) return gather_row(reader.source, row, columns, plan[kWidth], plan[kSafe], sink);
  const int16_t* weights = table<int16_t>(run, kRowWeights) + 2 * y;
  const Pairs pairs = {columns, table<int16_t>(run, kColumnWeights), plan[kNext], plan[kWidth], plan[kSafe]};
  const Between rows = {row, table<int32_t>(run, kNextRows)[y], weights[0], weights[1]};
  opencv_bilinear_row(reader.source, rows, pairs, plan[kKeeps] != 0, reader.kept, sink);
}

/** Once for all element types. */
__attribute__((noinline)) void read_planes(Reader& reader, int y, const Planes& planes) {
  const int filter = reader.run.plan[kFilter];
  if (filter < kAntialias || filter > kPillow) return read_row(reader, y, planes);
  const Averaging plan = averaging(reader.run, (uint8_t*)reader.kept.memory);
  if (filter == kPillow) return pillow_row(reader.source, plan, y, reader.end, &reader.at_hand, planes.first);
  antialias_row(reader.source, plan, y, reader.end, &reader.at_hand, planes.first);
}

/** A row that is copied, from pixels to pixels of three channels in the same order: no planes are needed. */
template <class T>
bool write_alike(const Run& run, const Channels& channels, const Source& source, int y, const Target<T>& target) {
  const int32_t *plan = run.plan, *map = plan + kMap;
  if (plan[kFilter] != kCopy || plan[kNumbers] != kByScale || plan[kChannels] != 3 || target.pixel_step != 3) return false;
  if (source.pixel_step != 3 || source.channel_step != 1 || map[0] != 0 || map[1] != 1 || map[2] != 2) return false;
  const uint8_t* row = source.row(table<int32_t>(run, kRows)[y]) + 3 * (ptrdiff_t)table<int32_t>(run, kColumns)[0];
  write_pixels_of(channels, row, target);
  return true;
}

template <class T>
void write_rows(const Run& run) {
  const int32_t *plan = run.plan, *call = run.call;
  const Channels channels = {plan[kChannels], plan + kMap, plan + kScale, plan + kShift, plan + kAround};
  const Source source = {run.arrays[0] + call[kOffset],  call[kRowStep],      call[kSourcePixelStep],
                         call[kSourceChannelStep],       plan[kSourceWidth],  plan[kSourceHeight]};
  const Planes planes = {run.scratch, plan[kScratchStep], plan[kPlanes]};
  uint8_t* pixels = run.scratch + (ptrdiff_t)planes.count * planes.step;
  const int end = run.end - plan[kTop] < plan[kHeight] ? run.end - plan[kTop] : plan[kHeight];
  const KeptRows kept = {(int16_t*)(pixels + 4 * (ptrdiff_t)planes.step), planes.step, planes.count, {-1, -1}};
  Reader reader = {run, source, kept, end, {}};
  const int left = plan[kLeft], width = plan[kWidth], right = left + width;
  const ptrdiff_t channel_step = call[kTargetChannelStep], pixel_step = plan[kPixelStep];
  T* first = (T*)run.arrays[1];
  if constexpr (sizeof(T) > 1)
    if (plan[kIsWhole] && source.row_step == (ptrdiff_t)width * source.pixel_step) {
      /* Rows that follow each other on both sides are one long row. */
      const Target<T> all = {first + (ptrdiff_t)run.begin * width, channel_step, pixel_step, (run.end - run.begin) * width};
      return copy_row(source, run.begin, 0, all.width, channels.planes(all));
    }
  for (int y = run.begin; y < run.end; y++) {
    T* row = first + (ptrdiff_t)y * call[kTargetRowStep];
    const int inside = y - plan[kTop];
    if (inside < 0 || inside >= plan[kHeight]) {
      write_around(channels, row, channel_step, pixel_step, 0, plan[kTensorWidth]);
      continue;
    }
    write_around(channels, row, channel_step, pixel_step, 0, left);
    write_around(channels, row, channel_step, pixel_step, right, plan[kTensorWidth] - right);
    const Target<T> target = {row + left * pixel_step, channel_step, pixel_step, width};
    if constexpr (sizeof(T) == 4 || (sizeof(T) == 2 && kHasHalf))
      if (plan[kIsDirect]) {
        read_row(reader, inside, channels.planes(target));
        continue;
      }
    if (write_alike(run, channels, source, inside, target)) continue;
    read_planes(reader, inside, planes);
    if (sizeof(T) == 1 && plan[kNumbers] == kAsTheyAre)
      write_as_they_are(channels, planes, {(uint8_t*)target.first, channel_step, pixel_step, width});
    else if (plan[kNumbers] == kByScale) write_by_scale(channels, planes, pixels, target);
    else write_by_table(channels, planes, table<T>(run, kLevels), target);
  }
}

}  // namespace

int32_t picture_to_tensor(const Run& run);
int32_t picture_to_tensor(const Run& run) {
  switch (run.plan[kDtype]) {
    case kFloat32: write_rows<float>(run); break;
    case kFloat16: write_rows<uint16_t>(run); break;
    case kUint8: write_rows<uint8_t>(run); break;
    default: write_rows<int8_t>(run);
  }
  return 0;
}

}  // namespace POLY_ISA
