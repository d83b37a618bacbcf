// Detections out of the head of a YOLO: candidates, suppression, and the boxes of those that are kept.
#include "../../native/kernel.h"
#include "../nms-indices/collect.h"
#include "../nms-indices/suppress.h"
#include "best_class.h"
#include "exp32.h"
#include "head.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `kernel-yolo.ts`. */
enum Word {
  kAnchors,
  kClasses,
  kHasObjectness,
  kChannelStep,
  kAnchorStep,
  kIsHalf,
  kIsMultiLabel,
  kIsAgnostic,
  kFrom,
  kLeast,
  kLow,
  kCandidates,
  kDetections,
  kPerClass,
  kCapacity,
  kRoom,
  kAllowed,
  kHasGrid,
  kGrid,
};
enum Call { kOffset };
enum Array { kHead, kBoxes, kScores, kLabels, kSources };

/** Anchors that are looked at before the next class is: their scores stay in the nearest cache. */
const int kBlock = 1024;

/** Candidates as keys over `anchor * classes + class`. */
struct Candidates {
  uint64_t* keys;
  int capacity, wanted;
  int count;

  /** Makes room for `more`, by dropping what is not among the best that are wanted. */
  POLY_INLINE_MEMBER void reserve(int more) {
    if (count + more <= capacity) return;
    select_largest(keys, count, wanted);
    count = wanted;
  }
};

struct Scan {
  Head head;
  int anchors, classes, objectness; /* the last as 0 or 1 */
  float from;
  const uint8_t* allowed; /* a class */
  float* room;
  int32_t* places;
};

/** Scores times objectness, -infinity where that is under the threshold. */
POLY_INLINE void weigh(const float* scores, const float* objectness, float from, int n, float* out) {
  for (int i = 0; i < n; i++)
    out[i] = objectness[i] >= from ? scores[i] * objectness[i] : -__builtin_huge_valf();
}

/** One class an anchor, the classes' scores lying anchor by anchor. */
POLY_INLINE void best_of_blocks(const Scan& s, Candidates& to) {
  for (int first = 0; first < s.anchors; first += kBlock) {
    const int n = s.anchors - first < kBlock ? s.anchors - first : kBlock;
    float best[kBlock];
    int32_t labels[kBlock];
    for (int i = 0; i < kBlock; i++) best[i] = -__builtin_huge_valf();
    __builtin_memset(labels, 0, sizeof labels);
    const float* rows[4];
    int c = 0;
    for (; c + 4 <= s.classes; c += 4) {
      for (int k = 0; k < 4; k++) rows[k] = s.head.row(4 + s.objectness + c + k, first, n, s.room + k * kBlock);
      raise_best<4>(rows, c, n, best, labels);
    }
    for (; c < s.classes; c++) {
      rows[0] = s.head.row(4 + s.objectness + c, first, n, s.room);
      raise_best<1>(rows, c, n, best, labels);
    }
    if (s.objectness) weigh(best, s.head.row(4, first, n, s.room), s.from, n, best);
    to.reserve(kBlock);
    const int found = collect(best, kBlock, s.from, s.places);
    for (int i = 0; i < found; i++) {
      const int at = s.places[i];
      if (s.allowed[labels[at]])
        to.keys[to.count++] = key_of(best[at], (uint32_t)(first + at) * (uint32_t)s.classes + (uint32_t)labels[at]);
    }
  }
}

/** Every class that an anchor has, the same way. */
POLY_INLINE void all_of_rows(const Scan& s, Candidates& to) {
  for (int c = 0; c < s.classes; c++) {
    if (!s.allowed[c]) continue;
    for (int first = 0; first < s.anchors; first += kBlock) {
      const int n = s.anchors - first < kBlock ? s.anchors - first : kBlock;
      const float* scores = s.head.row(4 + s.objectness + c, first, n, s.room);
      if (s.objectness) {
        weigh(scores, s.head.row(4, first, n, s.room + kBlock), s.from, n, s.room + 2 * kBlock);
        scores = s.room + 2 * kBlock;
      }
      to.reserve(kBlock);
      const int found = collect(scores, n, s.from, s.places);
      for (int i = 0; i < found; i++) {
        const int at = s.places[i];
        to.keys[to.count++] = key_of(scores[at], (uint32_t)(first + at) * (uint32_t)s.classes + (uint32_t)c);
      }
    }
  }
}

/** The scores of an anchor lying class by class. */
template <bool is_multi_label>
POLY_INLINE void scan_anchors(const Scan& s, Candidates& to) {
  for (int a = 0; a < s.anchors; a++) {
    float objectness = 1;
    if (s.objectness) {
      objectness = s.head.at(4, a);
      if (!(objectness >= s.from)) continue;
    }
    const float* scores = s.head.row(4 + s.objectness, a, s.classes, s.room);
    const uint32_t index = (uint32_t)a * (uint32_t)s.classes;
    if (!is_multi_label) {
      const float highest = highest_of(scores, s.classes), score = highest * objectness;
      if (!(score >= s.from)) continue;
      int label = 0;
      while (label + 1 < s.classes && scores[label] != highest) label++;
      to.reserve(1);
      if (s.allowed[label]) to.keys[to.count++] = key_of(score, index + (uint32_t)label);
      continue;
    }
    if (s.objectness) {
      for (int c = 0; c < s.classes; c++) s.room[c] = scores[c] * objectness;
      scores = s.room;
    }
    to.reserve(s.classes);
    const int found = collect(scores, s.classes, s.from, s.places);
    for (int i = 0; i < found; i++)
      if (s.allowed[s.places[i]]) to.keys[to.count++] = key_of(scores[s.places[i]], index + (uint32_t)s.places[i]);
  }
}

/** Processors make NaN of different signs. */
POLY_INLINE float one_nan(float x) { return x == x ? x : __builtin_nanf(""); }

}  // namespace

int32_t yolo_detections(const Run& run);
int32_t yolo_detections(const Run& run) {
  const int32_t* plan = run.plan;
  const bool is_half = plan[kIsHalf] != 0;
  const Head head = {run.arrays[kHead] + (ptrdiff_t)run.call[kOffset] * (is_half ? 2 : 4), is_half, plan[kChannelStep],
                     plan[kAnchorStep]};
  const int classes = plan[kClasses], capacity = plan[kCapacity];
  uint64_t* keys = (uint64_t*)run.scratch;
  float* room = (float*)(keys + capacity);
  int32_t* places = (int32_t*)(room + plan[kRoom]);
  uint8_t* kept = (uint8_t*)(places + plan[kRoom]);
  const Scan scan = {head,  plan[kAnchors], classes, plan[kHasObjectness], real(run, kFrom), table<uint8_t>(run, kAllowed),
                     room, places};
  Candidates found = {keys, capacity, plan[kCandidates], 0};
  if (plan[kAnchorStep] == 1) {
    if (plan[kIsMultiLabel]) all_of_rows(scan, found);
    else best_of_blocks(scan, found);
  } else if (plan[kIsMultiLabel]) {
    scan_anchors<true>(scan, found);
  } else {
    scan_anchors<false>(scan, found);
  }
  const float* grid = plan[kHasGrid] ? table<float>(run, kGrid) : nullptr;
  const bool is_agnostic = plan[kIsAgnostic] != 0;
  const auto read = [=](uint32_t index) -> Candidate {
    const int anchor = (int)(index / (uint32_t)classes);
    float x = head.at(0, anchor), y = head.at(1, anchor), w = head.at(2, anchor), h = head.at(3, anchor);
    if (grid) {
      const float* cell = grid + 3 * (size_t)anchor;
      x = (x + cell[0]) * cell[2];
      y = (y + cell[1]) * cell[2];
      w = exp32(w) * cell[2];
      h = exp32(h) * cell[2];
    }
    w *= 0.5f;
    h *= 0.5f;
    return {x - w, y - h, x + w, y + h, is_agnostic ? 0 : (int32_t)(index % (uint32_t)classes), 0};
  };
  float *boxes = (float*)run.arrays[kBoxes], *scores = (float*)run.arrays[kScores];
  int32_t *labels = (int32_t*)run.arrays[kLabels], *sources = (int32_t*)run.arrays[kSources];
  const auto keep = [=](int32_t at, uint64_t key, const Candidate& c) {
    const uint32_t index = index_of(key);
    boxes[4 * at] = one_nan(c.x1);
    boxes[4 * at + 1] = one_nan(c.y1);
    boxes[4 * at + 2] = one_nan(c.x2);
    boxes[4 * at + 3] = one_nan(c.y2);
    scores[at] = score_of(key);
    labels[at] = (int32_t)(index % (uint32_t)classes);
    sources[at] = (int32_t)(index / (uint32_t)classes);
  };
  const Limits limits = {plan[kCandidates], plan[kDetections], plan[kPerClass]};
  return suppress(keys, found.count, limits, KeptBoxes(kept, real(run, kLow), 0), Float32Overlap{real(run, kLeast)}, read,
                  keep);
}

}  // namespace POLY_ISA
