// Numbers of 16 bits, as IEEE 754 binary16, without the toolkit's own header.
#pragma once

/** Rounds to the nearest, ties to even. */
__device__ inline unsigned short half_bits(float number) {
#ifdef CUDA_EMU
	const _Float16 half = static_cast<_Float16>(number);
	unsigned short bits;
	memcpy(&bits, &half, sizeof bits);
#else
	unsigned short bits;
	asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(number));
#endif
	return bits;
}

/** Exact: every half is a float. */
__device__ inline float from_half_bits(unsigned short bits) {
	float number;
#ifdef CUDA_EMU
	_Float16 half;
	memcpy(&half, &bits, sizeof bits);
	number = static_cast<float>(half);
#else
	asm("cvt.f32.f16 %0, %1;" : "=f"(number) : "h"(bits));
#endif
	return number;
}
