// Pixels of a block of a target row, sampled from the source into planes: see `sample-row.ts` for the formulas.
#ifndef POLYINFER_OPS_SAMPLE_BLOCK_H_
#define POLYINFER_OPS_SAMPLE_BLOCK_H_
#include "../resample/gather_row.h"
#include "coordinates.h"

namespace POLY_ISA {

/** A source of which the rows from `top` up to `bottom` are there: `pixels` begins with the row `top`. */
struct Field {
  Source pixels;
  int top, bottom;
  bool repeats;
  /** Level of each channel outside the source, where it does not repeat its edges. */
  const int32_t* levels;
};

/** For each fraction of 32 a vector of weights: bytes (32 - a, a), and words (32 - b, b). */
struct Weights {
  const int16_t *across, *down;
};

POLY_INLINE int limited(int v, int min, int max) { return v < min ? min : v > max ? max : v; }

static int level_at(const Field& field, int c, int x, int y) {
  const Source& s = field.pixels;
  if (!field.repeats && (x < 0 || x >= s.width || y < 0 || y >= s.height)) return field.levels[c];
  const int row = limited(y, field.top, field.bottom - 1) - field.top;
  return s.row(row)[(ptrdiff_t)limited(x, 0, s.width - 1) * s.pixel_step + (ptrdiff_t)c * s.channel_step];
}

/** The formula itself, for the pixels from `begin` up to `end` of a block. */
template <bool IS_WHOLE>
static void sample_some(const Field& field, const Block& block, int begin, int end, const Planes& planes) {
  for (int i = begin; i < end; i++) {
    const int X = block.xs[i], Y = block.ys[i];
    for (int c = 0; c < planes.count; c++) {
      if (IS_WHOLE) {
        planes.at(c)[i] = (uint8_t)level_at(field, c, X, Y);
        continue;
      }
      const int x = X >> 5, y = Y >> 5, a = X & 31, b = Y & 31;
      const int upper = level_at(field, c, x, y) * (32 - a) + level_at(field, c, x + 1, y) * a;
      const int lower = level_at(field, c, x, y + 1) * (32 - a) + level_at(field, c, x + 1, y + 1) * a;
      planes.at(c)[i] = (uint8_t)((upper * (32 - b) + lower * b + 512) >> 10);
    }
  }
}

POLY_INLINE u8x16 load_pair(const uint8_t* a, const uint8_t* b) {
  uint64_t p, q;
  __builtin_memcpy(&p, a, 8);
  __builtin_memcpy(&q, b, 8);
  return (u8x16)u64x2{p, q};
}

/** a[2i] * b[2i] + a[2i+1] * b[2i+1] of bytes; every sum fits. */
#if defined(__AVX2__)
POLY_INLINE i16x16 dot_bytes(u8x32 a, i16x16 b) { return (i16x16)_mm256_maddubs_epi16((__m256i)a, (__m256i)b); }
/** What a shuffle of both is as well, which GCC sends through memory. */
template <class W, class V>
POLY_INLINE W both_of(V a, V b) {
  return (W)_mm256_inserti128_si256(_mm256_castsi128_si256((__m128i)a), (__m128i)b, 1);
}
#endif
POLY_INLINE i16x8 dot_bytes(u8x16 a, i16x8 b) {
#if defined(__SSE4_1__)
  return (i16x8)_mm_maddubs_epi16((__m128i)a, (__m128i)b);
#else
  const u16x8 p = (u16x8)a, q = (u16x8)b;
  return (i16x8)((p & 255) * (q & 255) + (p >> 8) * (q >> 8));
#endif
}

/** Two neighbours of the upper row, 8 bytes, and two of the lower: bytes of a channel side by side. */
template <int STEP>
POLY_INLINE u8x16 side_by_side(u8x16 v) {
  constexpr int S = STEP;
  return POLY_SHUFFLE(v, v, 0, S, 1, 1 + S, 2, 2 + S, 3, 3 + S, 8, 8 + S, 9, 9 + S, 10, 10 + S, 11, 11 + S);
}

/** Pixels i and i + 4 of eight, blended: four channels each, below 256. */
template <int STEP>
POLY_INLINE i32x8 blend_two(u8x16 p, u8x16 q, const Weights& weights, const int32_t* a, const int32_t* b, int i) {
  const i16x8 ap = load<i16x8>(weights.across + 8 * a[i]), aq = load<i16x8>(weights.across + 8 * a[i + 4]);
  const i16x8 bp = load<i16x8>(weights.down + 8 * b[i]), bq = load<i16x8>(weights.down + 8 * b[i + 4]);
  p = side_by_side<STEP>(p);
  q = side_by_side<STEP>(q);
#if defined(__AVX2__)
  const i16x16 v = dot_bytes(both_of<u8x32>(p, q), both_of<i16x16>(ap, aq));
  const i16x16 down = both_of<i16x16>(bp, bq);
  return (dot(POLY_SHUFFLE(v, v, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15), down) + 512) >> 10;
#else
  const i16x8 u = dot_bytes(p, ap), v = dot_bytes(q, aq);
  return join((dot(POLY_SHUFFLE(u, u, 0, 4, 1, 5, 2, 6, 3, 7), bp) + 512) >> 10,
              (dot(POLY_SHUFFLE(v, v, 0, 4, 1, 5, 2, 6, 3, 7), bq) + 512) >> 10);
#endif
}

/** Eight pixels of 3 or 4 channels, whose neighbours are all there; `at` is where each begins in the source. */
template <int STEP>
POLY_INLINE void blend_eight_pixels(const Source& s, const int32_t* at, const Weights& weights, const int32_t* a,
                                    const int32_t* b, const Planes& planes, int x) {
  const uint8_t *upper = s.data, *lower = s.data + s.row_step;
  i32x8 v[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    v[i] = blend_two<STEP>(load_pair(upper + at[i], lower + at[i]), load_pair(upper + at[i + 4], lower + at[i + 4]), weights,
                           a, b, i);
  const i32x4 p = (i32x4)pack_bytes(pack_halves(v[0], v[1])), q = (i32x4)pack_bytes(pack_halves(v[2], v[3]));
  planes.put_words(x, (u32x8)POLY_SHUFFLE(p, q, 0, 1, 4, 5, 2, 3, 6, 7));
}

/** Eight pixels of one channel. */
POLY_INLINE void blend_eight_grays(const Source& s, const int32_t* at, i32x8 a, i32x8 b, uint8_t* o) {
  uint32_t w[8];
  for (int i = 0; i < 8; i++) {
    uint16_t upper, lower;
    __builtin_memcpy(&upper, s.data + at[i], 2);
    __builtin_memcpy(&lower, s.data + s.row_step + at[i], 2);
    w[i] = upper | (uint32_t)lower << 16;
  }
  const i32x8 across = (32 - a) | (a << 8), down = (32 - b) | (b << 16);
  const i16x16 weights = (i16x16)(across | (across << 16));
  const u32x8 v = load<u32x8>(w);
  const i32x8 parts = (i32x8)v;
  const i16x16 h = join(dot_bytes((u8x16)low(parts), low(weights)), dot_bytes((u8x16)high(parts), high(weights)));
  store(o, convert<u8x8>((dot(h, (i16x16)down) + 512) >> 10));
}

/** A block into planes: eight pixels at a time where all that they need is inside, or nothing is. Writes up to 7 too many. */
template <bool IS_WHOLE>
static void sample_block(const Field& field, const Block& block, const Weights& weights, const Planes& planes) {
  const Source& s = field.pixels;
  const int step = s.pixel_step, reach = IS_WHOLE ? 0 : 1, fraction = IS_WHOLE ? 0 : 5;
  const bool is_packed = s.channel_step == 1 && (step == 3 || step == 4) && planes.count >= 3;
  const bool is_wide = is_packed || (!IS_WHOLE && step == 1 && planes.count == 1);
  const int last_x = s.width - 1 - reach, last_y = field.bottom - 1 - reach, hidden = s.height - field.bottom;
  /* More bytes are read than a pixel has: not of the last one, nor at the end of a row that no row follows in memory. */
  const bool is_falling = s.row_step >= 8;
  int i = 0;
  for (; is_wide && i < block.count; i += 8) {
    const i32x8 X = load<i32x8>(block.xs + i), Y = load<i32x8>(block.ys + i);
    const i32x8 x = X >> fraction, y = Y >> fraction;
    /* Negative where something is missing; unsigned, for what overflows is far outside, too. */
    const u32x8 right = (uint32_t)last_x - (u32x8)x, below = (uint32_t)last_y - (u32x8)y;
    u32x8 outside = (u32x8)(x | y) | right | below | ((u32x8)y - (uint32_t)field.top);
    if (is_packed) outside |= right - 1 + (is_falling ? below * 2 : u32x8{});
    if (sign_bits((i32x8)outside) == 0) {
      int32_t at[8], a[8], b[8];
      store(at, (y - field.top) * (int32_t)s.row_step + x * step);
      if (IS_WHOLE) {
        planes.put_words(i, load_words(s.data, at, 1));
        continue;
      }
      if (!is_packed) {
        blend_eight_grays(s, at, X & 31, Y & 31, planes.at(0) + i);
        continue;
      }
      store(a, X & 31);
      store(b, Y & 31);
      if (step == 3) blend_eight_pixels<3>(s, at, weights, a, b, planes, i);
      else blend_eight_pixels<4>(s, at, weights, a, b, planes, i);
      continue;
    }
    const u32x8 beyond = (u32x8)((x + reach) | (y + reach)) | (right + (uint32_t)reach) | (below + (uint32_t)(reach + hidden));
    if (!field.repeats && sign_bits((i32x8)beyond) == 255) {
      for (int c = 0; c < planes.count; c++) __builtin_memset(planes.at(c) + i, field.levels[c], 8);
      continue;
    }
    sample_some<IS_WHOLE>(field, block, i, i + 8 < block.count ? i + 8 : block.count, planes);
  }
  sample_some<IS_WHOLE>(field, block, i, block.count, planes);
}

}  // namespace POLY_ISA
#endif
