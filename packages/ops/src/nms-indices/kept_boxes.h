// The boxes kept so far, class by class, eight in a block, and the question whether one more overlaps any of its class.
#ifndef POLYINFER_OPS_KEPT_BOXES_H_
#define POLYINFER_OPS_KEPT_BOXES_H_
#include "float_lanes.h"

namespace POLY_ISA {
namespace {

struct Candidate {
  float x1, y1, x2, y2;
  int32_t label;
  int32_t source; /* what the exact test reads again */
};

struct KeptBlock {
  float x1[8], y1[8], x2[8], y2[8], area[8];
  int32_t source[8];
  int32_t older;  /* block of the same chain, or -1 */
  int32_t label;
  int32_t count;  /* of its eight places */
  int32_t before; /* boxes of this label in older blocks */
  int32_t unused[4];
};

const int kChains = 1024;
/** Behind them a block for each box: there may be as many classes. */
constexpr size_t kKeptHeadBytes = kChains * sizeof(int32_t);

/** Intersections and unions of a candidate with the eight boxes of a block. */
struct Overlaps {
  f32x8 shared, whole;
};

/** Overlap as torchvision computes it: float32 throughout, one division. */
struct Float32Overlap {
  float least; /* the smallest float32 that is too much */
  static POLY_INLINE_MEMBER float area(float rounded) { return rounded; }
  POLY_INLINE_MEMBER bool is_any(const Candidate&, const KeptBlock& block, const Overlaps& o, uint32_t) const {
    const uint32_t bits = from_bits(o.shared / o.whole, f32x8{} + least);
    return (bits & ((1u << block.count) - 1)) != 0;
  }
};

class KeptBoxes {
 public:
  KeptBoxes(uint8_t* memory, float low, float slack)
      : heads_((int32_t*)memory), blocks_((KeptBlock*)(memory + kKeptHeadBytes)), low_(low), slack_(slack) {
    __builtin_memset(heads_, 0xff, kKeptHeadBytes);
  }

  /**
   * Keeps the candidate unless `exact` finds that it overlaps one of its class or its class has `most` already. Blocks
   * where `shared < low * whole - slack` everywhere are passed over: `exact` must agree.
   */
  template <class Exact>
  POLY_INLINE_MEMBER bool add(const Candidate& c, const Exact& exact, int most) {
    int32_t* head = heads_ + (c.label & (kChains - 1));
    KeptBlock* newest = nullptr;
    const float area = Exact::area((c.x2 - c.x1) * (c.y2 - c.y1));
    const f32x8 x1 = f32x8{} + c.x1, y1 = f32x8{} + c.y1, x2 = f32x8{} + c.x2, y2 = f32x8{} + c.y2;
    const f32x8 zero = {}, own = zero + area, low = zero + low_, slack = zero + slack_;
    for (int32_t at = *head; at >= 0;) {
      KeptBlock& b = blocks_[at];
      at = b.older;
      if (b.label != c.label) continue;
      if (newest == nullptr) {
        newest = &b;
        if (b.before + b.count >= most) return false;
      }
      const f32x8 w = minimum(x2, load<f32x8>(b.x2)) - maximum(x1, load<f32x8>(b.x1));
      const f32x8 h = minimum(y2, load<f32x8>(b.y2)) - maximum(y1, load<f32x8>(b.y1));
      const f32x8 shared = maximum(w, zero) * maximum(h, zero);
      const f32x8 whole = (own + load<f32x8>(b.area)) - shared;
      const uint32_t may = ~less_bits(shared + slack, low * whole) & 0xff;
      if (__builtin_expect(may != 0, 0) && exact.is_any(c, b, {shared, whole}, may)) return false;
    }
    if (most <= 0) return false;
    if (newest == nullptr || newest->count == 8) newest = start_block(head, c.label, newest);
    const int place = newest->count++;
    newest->x1[place] = c.x1;
    newest->y1[place] = c.y1;
    newest->x2[place] = c.x2;
    newest->y2[place] = c.y2;
    newest->area[place] = area;
    newest->source[place] = c.source;
    return true;
  }

 private:
  KeptBlock* start_block(int32_t* head, int32_t label, const KeptBlock* full) {
    KeptBlock& b = blocks_[block_count_];
    /* empty places share nothing with any box */
    for (int i = 0; i < 8; i++) {
      b.x1[i] = b.y1[i] = 3e38f;
      b.x2[i] = b.y2[i] = -3e38f;
      b.area[i] = 0;
    }
    b.older = *head;
    b.label = label;
    b.count = 0;
    b.before = full == nullptr ? 0 : full->before + 8;
    *head = block_count_++;
    return &b;
  }

  int32_t* heads_;
  KeptBlock* blocks_;
  int32_t block_count_ = 0;
  float low_, slack_;
};

}  // namespace
}  // namespace POLY_ISA
#endif
