// A frame of YUV, its planes resampled each by itself, converted and written into a tensor, row by row in the cache.
#include "../to-tensor/target_row.h"
#include "plane_row.h"
#include "yuv_row.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `frameBlock` of `kernel-frame.ts`. */
enum Word {
  kDtype,
  kNumbers,
  kIsDirect,
  kChannels,
  kTensorWidth,
  kLeft,
  kTop,
  kWidth,
  kHeight,
  kPixelStep,
  kScratchStep,
  kPhaseX,
  kPhaseY,
  kYuvNumbers,
  kMap = kYuvNumbers + 6,
  kScale = kMap + 4,
  kShift = kScale + 4,
  kAround = kShift + 4,
  kLevels = kAround + 4,
  kLuma,
  kChroma = kLuma + kPlaneWords,
};
/** Words of the call. */
enum Call { kYOffset, kYStride, kUOffset, kUStride, kVOffset, kVStride, kChromaStep, kTargetRowStep, kTargetChannelStep };

/** Gives the rows of a resized frame, from the top to the bottom. */
class FrameReader {
 public:
  /** `memory`: of `scratchBytes` of `kernel-frame.ts`, less what is the target's. */
  FrameReader(const Run& run, uint8_t* memory)
      : run_(run),
        step_(run.plan[kScratchStep]),
        y_{memory, step_, 1},
        uv_{memory + step_, step_, run.call[kChromaStep]},
        numbers_(run.plan + kYuvNumbers),
        luma_{run, kLuma, plane(kLuma, 0, run.call[kYOffset], run.call[kYStride], 1), kept(memory, 0, 1)},
        u_{run, kChroma, plane(kChroma, 1, run.call[kUOffset], run.call[kUStride], run.call[kChromaStep]),
           kept(memory, 1, run.call[kChromaStep])},
        v_{run, kChroma, plane(kChroma, 2, run.call[kVOffset], run.call[kVStride], run.call[kChromaStep]), kept(memory, 2, 1)} {
    int32_t* terms = (int32_t*)(memory + 16 * (ptrdiff_t)step_);
    terms_ = {terms, terms + step_, terms + 2 * (ptrdiff_t)step_};
  }

  template <class Sink>
  POLY_INLINE_MEMBER void read(int y, Sink sink) {
    const uint8_t* luma = read_planes(y);
    yuv_row(luma, terms_, run_.plan[kPhaseX], run_.plan[kWidth], numbers_, sink);
  }

 private:
  Source plane(int words, int array, int offset, int stride, int step) const {
    const int32_t* plan = run_.plan + words;
    return {run_.arrays[array] + offset, stride, step, 1, plan[kPlaneWidth], plan[kPlaneHeight]};
  }
  /** Behind the rows of bytes: 4 bytes an element for each of Y, U and V. */
  KeptRows kept(uint8_t* memory, int index, int count) const {
    return {(int16_t*)(memory + (4 + 4 * index) * (ptrdiff_t)step_), step_, count, {-1, -1}};
  }

  /** Gives the row of Y; `terms_` are then those of its colours. */
  __attribute__((noinline)) const uint8_t* read_planes(int y) {
    const int down = (y + run_.plan[kPhaseY]) >> 1;
    if (down != chroma_row_) {
      chroma_row_ = down;
      read_chroma(down);
    }
    return luma_.read(y, y_).at;
  }

  void read_chroma(int y) {
    const int count = run_.plan[kChroma + kPlaneColumnCount];
    const PlaneRow u = u_.read(y, uv_);
    if (run_.call[kChromaStep] == 1) {
      const PlaneRow v = v_.read(y, {uv_.at(1), step_, 1});
      return chroma_terms(u.at, v.at, 1, count, numbers_, terms_);
    }
    /* Two planes that were interleaved, or are still. */
    chroma_terms(u.at, u.step == 1 ? uv_.at(1) : u.at + 1, u.step, count, numbers_, terms_);
  }

  const Run& run_;
  int step_;
  Planes y_, uv_;
  YuvNumbers numbers_;
  PlaneReader luma_, u_, v_;
  ChromaTerms terms_;
  int chroma_row_ = -1;
};

template <class T>
void write_rows(const Run& run) {
  const int32_t *plan = run.plan, *call = run.call;
  const Channels channels = {plan[kChannels], plan + kMap, plan + kScale, plan + kShift, plan + kAround};
  const ptrdiff_t channel_step = call[kTargetChannelStep], pixel_step = plan[kPixelStep];
  const int step = plan[kScratchStep], left = plan[kLeft], width = plan[kWidth], right = left + width;
  const Planes rgba = {run.scratch, step, 4};
  __builtin_memset(rgba.at(3), 255, (size_t)width);
  FrameReader reader(run, run.scratch + 4 * (ptrdiff_t)step);
  for (int y = run.begin; y < run.end; y++) {
    T* row = (T*)run.arrays[3] + (ptrdiff_t)y * call[kTargetRowStep];
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
        reader.read(inside, channels.planes(target));
        continue;
      }
    reader.read(inside, rgba);
    if (sizeof(T) == 1 && plan[kNumbers] == kAsTheyAre)
      write_as_they_are(channels, rgba, {(uint8_t*)target.first, channel_step, pixel_step, width});
    else if (plan[kNumbers] == kByScale) write_by_scale(channels, rgba, nullptr, target);
    else write_by_table(channels, rgba, table<T>(run, kLevels), target);
  }
}

}  // namespace

int32_t frame_to_tensor(const Run& run);
int32_t frame_to_tensor(const Run& run) {
  switch (run.plan[kDtype]) {
    case kFloat32: write_rows<float>(run); break;
    case kFloat16: write_rows<uint16_t>(run); break;
    case kUint8: write_rows<uint8_t>(run); break;
    default: write_rows<int8_t>(run);
  }
  return 0;
}

}  // namespace POLY_ISA
