// A source of whole pixels in a buffer: call[0].y the first byte, call[1] bytes from row to row, pixel to pixel, channel to channel.
@group(0) @binding(3) var<storage, read> source: array<u32>;

fn byte_at(at: i32) -> i32 {
	return i32((source[u32(at) >> 2u] >> ((u32(at) & 3u) * 8u)) & 255u);
}

fn load(plane: u32, x: i32, y: i32) -> vec4i {
	let at = call[0].y + y * call[1].x + x * call[1].y;
	var result = vec4i();
	if (call[1].z == 1) {
		// The four bytes of two words that a pixel lies in.
		let shift = (u32(at) & 3u) * 8u;
		let word = source[u32(at) >> 2u];
		let next = source[(u32(at) >> 2u) + 1u];
		let bytes = select((word >> shift) | (next << (32u - max(shift, 1u))), word, shift == 0u);
		for (var c = 0u; c < CHANNELS; c++) {
			result[c] = i32((bytes >> (u32(plan[CHANNEL + c]) * 8u)) & 255u);
		}
		return result;
	}
	for (var c = 0u; c < CHANNELS; c++) {
		result[c] = byte_at(at + plan[CHANNEL + c] * call[1].z);
	}
	return result;
}
