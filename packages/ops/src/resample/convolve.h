// Sums of products of bytes or words and weights, exact in 32 bits: see AntialiasResampler and PillowResampler.
#ifndef POLYINFER_OPS_CONVOLVE_H_
#define POLYINFER_OPS_CONVOLVE_H_
#include "source.h"
#include "turn.h"

namespace POLY_ISA {

/**
 * How sums become results. Weights are 16 bits wide in one part; wider ones are `high << kLowBits | low`, in two parts, the
 * sums of which are put together at the end.
 */
template <int PARTS, int SHIFT>
struct Sums {
  static constexpr int kParts = PARTS;
  static constexpr int kLowBits = 11;

  static POLY_INLINE_MEMBER Longs begin(int part) { return part == 0 && PARTS == 2 ? Longs{} : Longs{} + (1 << (SHIFT - 1)); }
  /** The sum fits; the parts of it need not, and wrap around. */
  static POLY_INLINE_MEMBER Longs end(const Longs* parts) {
    if (PARTS == 1) return parts[0] >> SHIFT;
    return (Longs)(((UnsignedLongs)parts[0] << kLowBits) + (UnsignedLongs)parts[1]) >> SHIFT;
  }
};
/** Down to numbers of 6 bits behind the point, and across from those. */
typedef Sums<1, 8> AntialiasDown;
typedef Sums<1, 20> AntialiasAcross;
typedef Sums<2, 22> PillowSums;

/** Sums of lanes that stand for no pixel may be anything, and wrap around too. */
POLY_INLINE void add_to(Longs* sum, Longs more) { *sum = (Longs)((UnsignedLongs)*sum + (UnsignedLongs)more); }

/** Weights of one axis: `first` is a source pixel down and a pair of pixels across, of 16 bits each in `weights`. */
struct Axis {
  const int32_t* first;
  /** How many pairs each target pixel has; across `most` of them, where it is null. */
  const int32_t* count;
  const int32_t* weights;
  int most;
};

/** Vectors of words from rows `row(0)`, `row(1)`... at `x`; `N` of them. */
template <class S, int N, class Rows>
POLY_INLINE void sum_down(const Rows& row, const int32_t* weights, int pairs, ptrdiff_t x, Words* out) {
  Longs low[N][S::kParts], high[N][S::kParts];
  for (int n = 0; n < N; n++)
    for (int part = 0; part < S::kParts; part++) low[n][part] = high[n][part] = S::begin(part);
  for (int k = 0; k < pairs; k++) {
    const uint8_t *p = row(2 * k) + x, *q = row(2 * k + 1) + x;
    for (int n = 0; n < N; n++) {
      const Bytes a = (Bytes)widen(p + n * kWords), b = (Bytes)widen(q + n * kWords);
      const Words l = (Words)zip_low_16(a, b), h = (Words)zip_high_16(a, b);
      for (int part = 0; part < S::kParts; part++) {
        const Words w = (Words)(Longs{} + weights[k * S::kParts + part]);
        add_to(&low[n][part], dot(l, w));
        add_to(&high[n][part], dot(h, w));
      }
    }
  }
  for (int n = 0; n < N; n++) out[n] = pack_words(S::end(low[n]), S::end(high[n]));
}

POLY_INLINE void put_words(int16_t* o, Words v) { store(o, v); }
POLY_INLINE void put_words(uint8_t* o, Words v) {
#if defined(__AVX2__)
  store(o, (u8x16)_mm_packus_epi16((__m128i)low(v), (__m128i)high(v)));
#else
  store(o, low(pack_unsigned(v, v)));
#endif
}

/** Columns 0 to `count` of a target row; gives how many it has done: all, or none where there are few. */
template <class S, class Rows, class T>
POLY_INLINE int convolve_down(const Rows& row, const int32_t* weights, int pairs, int count, T* out) {
  constexpr int kAtOnce = 4 / S::kParts;
  Words sums[kAtOnce];
  if (count < kWords) return 0;
  int x = 0;
  for (; x + kAtOnce * kWords <= count; x += kAtOnce * kWords) {
    sum_down<S, kAtOnce>(row, weights, pairs, x, sums);
    for (int n = 0; n < kAtOnce; n++) put_words(out + x + n * kWords, sums[n]);
  }
  for (; x < count; x += kWords) {
    const int at = x + kWords <= count ? x : count - kWords;
    sum_down<S, 1>(row, weights, pairs, at, sums);
    put_words(out + at, sums[0]);
  }
  return count;
}

template <class S, int STEP, int PAIRS>
POLY_INLINE void sum_across(const int32_t* turned, const int32_t* weights, int most, Words* out) {
  const int pairs = PAIRS > 0 ? PAIRS : most;
  Longs sums[kColumnVectors][S::kParts];
  for (int v = 0; v < kColumnVectors; v++)
    for (int part = 0; part < S::kParts; part++) sums[v][part] = S::begin(part);
  for (int k = 0; k < pairs; k++)
    for (int v = 0; v < kColumnVectors; v++) {
      const Words column = load<Words>(turned + k * STEP * kBlock + v * kLongs);
      for (int part = 0; part < S::kParts; part++)
        add_to(&sums[v][part], dot(column, (Words)(Longs{} + weights[k * S::kParts + part])));
    }
  for (int h = 0; h < kColumnVectors / 2; h++) out[h] = pack_words(S::end(sums[2 * h]), S::end(sums[2 * h + 1]));
}

/**
 * Target columns from `begin` up to `end`, a multiple of 16, of a turned block whose first column is pair `origin`, as rows of
 * planes.
 */
template <class S, int STEP, int PAIRS>
static void convolve_across(const int32_t* turned, const Axis& axis, int origin, int begin, int end, int channels,
                            uint8_t* const* rows, ptrdiff_t plane_step) {
  const int pairs = PAIRS > 0 ? PAIRS : axis.most;
  for (int x = begin; x < end; x += kBlock)
    for (int c = 0; c < channels; c++) {
      Words columns[kBlock][kColumnVectors / 2];
      for (int i = 0; i < kBlock; i++) {
        const ptrdiff_t column = (ptrdiff_t)(axis.first[x + i] - origin) * STEP + c;
        sum_across<S, STEP, PAIRS>(turned + column * kBlock, axis.weights + (ptrdiff_t)(x + i) * pairs * S::kParts, pairs,
                                   columns[i]);
      }
      store_rows(columns, rows, c * plane_step + x);
    }
}

}  // namespace POLY_ISA
#endif
