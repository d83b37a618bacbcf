// The best class of every pixel. Planes are read a block of pixels at a time, so that the running best stays in the cache;
// classes that lie side by side are compared lane by lane.
#include "../../native/kernel.h"
#include "../../native/simd.h"
#include "class_order.h"

namespace POLY_ISA {
namespace {

/** Words of the plan, in the order of `argmax-kernel.ts`. */
enum Word { kElement, kPlanar, kClasses, kPixels, kBlockPixels, kIndexBytes };
enum Element { kFloat32, kFloat16 };

/** The running best of a block, as in the scratch. */
template <class Order>
struct Block {
  typename Order::Key* best;
  typename Order::Index* classes;
  int pixels;
};

/** Takes `kCount` more planes from class `c` on into account for a vector of pixels at `k`. */
template <class Order, int kCount>
POLY_INLINE void take_planes(const Block<Order>& block, const typename Order::Element* plane, ptrdiff_t step, int c, int k) {
  typedef typename Order::Keys Keys;
  typedef typename Order::Indices Indices;
  Keys best = load<Keys>(block.best + k);
  Indices index = load<Indices>(block.classes + k);
  for (int i = 0; i < kCount; i++) {
    const Keys keys = Order::keys(plane + i * step + k);
    const Indices is_above = keys > best;
    best = is_above ? keys : best;
    index = is_above ? Indices{} + (typename Order::Index)(c + i) : index;
  }
  store(block.best + k, best);
  store(block.classes + k, index);
}

/** Planes that are read next, for which memory is asked while others are compared: no stride would tell the processor. */
template <class Order>
struct Ahead {
  static const int kPlanes = 4;
  const typename Order::Element* planes[kPlanes];

  /** `count` planes from `first` on, or none. */
  Ahead(const typename Order::Element* first, ptrdiff_t step, int count) {
    for (int i = 0; i < kPlanes; i++) planes[i] = count > 0 ? first + (i < count ? i : count - 1) * step : nullptr;
  }
  POLY_INLINE_MEMBER void fetch(int k) const {
    if (planes[0] == nullptr) return;
    for (int i = 0; i < kPlanes; i++) __builtin_prefetch(planes[i] + k);
  }
};

/** Pixels that are taken twice, by the last vector, stay as they are: a key is not above itself. */
template <class Order, int kCount>
__attribute__((noinline)) void take_block(const Block<Order>& block, const typename Order::Element* plane, ptrdiff_t step, int c, const Ahead<Order>& ahead) {
  const int line = 64 / (int)sizeof(typename Order::Element);
  int k = 0;
  for (; k + line <= block.pixels; k += line) {
    ahead.fetch(k);
    for (int i = k; i < k + line; i += Order::kLanes) take_planes<Order, kCount>(block, plane, step, c, i);
  }
  for (; k + Order::kLanes <= block.pixels; k += Order::kLanes) take_planes<Order, kCount>(block, plane, step, c, k);
  if (k < block.pixels) take_planes<Order, kCount>(block, plane, step, c, block.pixels - Order::kLanes);
}

/** `first`: of class 0 and of the block's first pixel. `has_next`: whether a block of as many pixels follows. */
template <class Order>
void argmax_planes(const Block<Order>& block, const typename Order::Element* first, ptrdiff_t step, int classes, bool has_next) {
  for (int k = 0; k < block.pixels; k++) block.best[k] = Order::first_key(first[k]);
  __builtin_memset(block.classes, 0, sizeof *block.classes * (size_t)block.pixels);
  int c = 1;
  if (block.pixels >= Order::kLanes) {
    const auto ahead_of = [=](int next) {
      return next < classes ? Ahead<Order>(first + next * step, step, classes - next)
                            : Ahead<Order>(first + step + block.pixels, step, has_next ? classes - 1 : 0);
    };
    for (; c + 4 <= classes; c += 4) take_block<Order, 4>(block, first + c * step, step, c, ahead_of(c + 4));
    for (; c < classes; c++) take_block<Order, 1>(block, first + c * step, step, c, ahead_of(c + 1));
    return;
  }
  for (; c < classes; c++)
    for (int k = 0; k < block.pixels; k++) {
      const typename Order::Key key = Order::key(first[c * step + k]);
      if (!(key > block.best[k])) continue;
      block.best[k] = key;
      block.classes[k] = (typename Order::Index)c;
    }
}

/** The lanes that count on from `c`. */
template <class Order>
POLY_INLINE typename Order::Indices lanes_from(int c) {
  typename Order::Indices lanes = {};
  for (int i = 0; i < Order::kLanes; i++) lanes[i] = (typename Order::Index)i;
  return lanes + (typename Order::Index)c;
}

/** The best class of one pixel whose classes, at least as many as a vector has lanes, lie side by side. */
template <class Order>
POLY_INLINE int32_t argmax_line(const typename Order::Element* line, int classes) {
  typedef typename Order::Keys Keys;
  typedef typename Order::Indices Indices;
  const typename Order::Key first = Order::first_key(line[0]);
  Keys best = Keys{} + first;
  Indices index = {};
  for (int c = 0; c < classes; c += Order::kLanes) {
    if (c + Order::kLanes > classes) c = classes - Order::kLanes;
    const Keys keys = Order::keys(line + c);
    const Indices is_above = keys > best;
    best = is_above ? keys : best;
    index = is_above ? lanes_from<Order>(c) : index;
  }
  const typename Order::Key above_all = highest(best);
  if (!(above_all > first)) return 0;
  const Indices is_best = best == Keys{} + above_all;
  return ~highest(is_best ? ~index : Indices{} + Order::kLowestIndex);
}

/** The same for few classes. */
template <class Order>
POLY_INLINE int32_t argmax_short_line(const typename Order::Element* line, int classes) {
  typename Order::Key best = Order::first_key(line[0]);
  int32_t index = 0;
  for (int c = 1; c < classes; c++) {
    const typename Order::Key key = Order::key(line[c]);
    if (!(key > best)) continue;
    best = key;
    index = c;
  }
  return index;
}

template <class Order, class Out>
void argmax_of(const Run& run) {
  typedef typename Order::Element Element;
  const int32_t* plan = run.plan;
  const ptrdiff_t pixels = plan[kPixels], classes = plan[kClasses], size = plan[kBlockPixels];
  const Element* source = (const Element*)run.arrays[0];
  Out* out = (Out*)run.arrays[1];
  for (ptrdiff_t row = run.begin; row < run.end; row++) {
    const ptrdiff_t begin = row * size, end = begin + size < pixels ? begin + size : pixels;
    if (!plan[kPlanar]) {
      for (ptrdiff_t p = begin; p < end; p++) {
        const Element* line = source + p * classes;
        out[p] = (Out)(classes < Order::kLanes ? argmax_short_line<Order>(line, (int)classes)
                                               : argmax_line<Order>(line, (int)classes));
      }
      continue;
    }
    typename Order::Key* best = (typename Order::Key*)run.scratch;
    const Block<Order> block = {best, (typename Order::Index*)(best + size), (int)(end - begin)};
    argmax_planes<Order>(block, source + begin, pixels, (int)classes, end + size <= pixels);
    for (int k = 0; k < block.pixels; k++) out[begin + k] = (Out)block.classes[k];
  }
}

}  // namespace

int32_t argmax(const Run& run);
int32_t argmax(const Run& run) {
  const bool is_byte = run.plan[kIndexBytes] == 1;
  if (run.plan[kElement] == kFloat32) is_byte ? argmax_of<FloatOrder, uint8_t>(run) : argmax_of<FloatOrder, int32_t>(run);
  else is_byte ? argmax_of<HalfOrder, uint8_t>(run) : argmax_of<HalfOrder, int32_t>(run);
  return 0;
}

}  // namespace POLY_ISA
