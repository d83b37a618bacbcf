// The exponential function in float64 of numbers that are 0 or below it, of minus infinity and NaN, with the bits of
// `Math.exp` in V8. Source: fdlibm, `e_exp.c`.
#ifndef POLYINFER_OPS_EXP64_CUH_
#define POLYINFER_OPS_EXP64_CUH_

/** 2 to the power of n, from -1022 on. */
__device__ __forceinline__ double power_of_two64(int n) { return __longlong_as_double((long long)(n + 1023) << 52); }

__device__ __forceinline__ double exp64(double x) {
  if (!(x >= -7.45133219101941108420e+02)) return x != x ? x : 0;
  if (x > -0x1p-28) return 1 + x;
  /* x = n * ln 2 + (high - low): 0x3fd62e43 and 0x3ff0a2b2 are the upper words of ln 2 / 2 and of 3 / 2 * ln 2 */
  const int upper = (int)((unsigned long long)__double_as_longlong(x) >> 32 & 0x7fffffffu);
  int n = 0;
  double high = 0, low = 0;
  if (upper > 0x3fd62e42) {
    n = upper < 0x3ff0a2b2 ? -1 : (int)(1.44269504088896338700e+00 * x - 0.5);
    high = x - (double)n * 6.93147180369123816490e-01;
    low = (double)n * 1.90821492927058770002e-10;
    x = high - low;
  }
  const double t = x * x;
  const double c =
      x -
      t * (1.66666666666666019037e-01 +
           t * (-2.77777777770155933842e-03 +
                t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  if (n == 0) return 1 - ((x * c) / (c - 2) - x);
  const double y = 1 - ((low - (x * c) / (2 - c)) - high);
  return n >= -1021 ? y * power_of_two64(n) : y * power_of_two64(n + 1000) * 0x1p-1000;
}

#endif
