// Numbers as bits: compared as integers, so that no shortcut of a compiler for NaN and infinity matters.

// Rises with the number; 0 for NaN, the same for 0 and -0.
fn key_of(bits: u32) -> u32 {
	if ((bits & 0x7fffffffu) > 0x7f800000u) {
		return 0u;
	}
	if ((bits << 1u) == 0u) {
		return 0x80000000u;
	}
	return select(bits | 0x80000000u, ~bits, bits >= 0x80000000u);
}

fn bits_of_key(key: u32) -> u32 {
	return select(~key, key ^ 0x80000000u, key >= 0x80000000u);
}

fn bits_of_half(half: u32) -> u32 {
	let sign = (half & 0x8000u) << 16u;
	let exponent = (half >> 10u) & 31u;
	let digits = half & 0x3ffu;
	if (exponent == 31u) {
		return sign | 0x7f800000u | (digits << 13u);
	}
	if (exponent == 0u) {
		return sign | bitcast<u32>(f32(digits) * 5.9604644775390625e-8);
	}
	return sign | ((exponent + 112u) << 23u) | (digits << 13u);
}
