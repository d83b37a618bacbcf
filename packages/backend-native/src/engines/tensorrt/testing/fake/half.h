/* float16, to the nearest even. */
#ifndef FAKE_TENSORRT_HALF_H_
#define FAKE_TENSORRT_HALF_H_
#include <cmath>

namespace fake {

/* The float16 that is nearest, as a float: 11 bits of mantissa, exponents from -24 to 15. */
inline float round_to_half(float value) {
  if (value == 0 || std::isnan(value) || std::isinf(value)) return value;
  int exponent = 0;
  std::frexp(value, &exponent);
  const float step = std::ldexp(1.0f, (exponent - 1 < -14 ? -14 : exponent - 1) - 10);
  const float rounded = std::nearbyint(value / step) * step;
  return std::fabs(rounded) > 65504.0f ? std::copysign(INFINITY, value) : rounded;
}

}  // namespace fake
#endif
