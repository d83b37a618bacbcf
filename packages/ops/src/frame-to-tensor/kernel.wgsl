// A source of YUV 4:2:0 in a buffer: first byte and bytes from row to row of Y in call[0].yz, of U in call[1].xy and V in
// call[1].zw; call[2].x from one sample of colour to the next. Plane 0 gives Y, plane 1 U and V.
@group(0) @binding(3) var<storage, read> source: array<u32>;

fn byte_at(at: i32) -> i32 {
	return i32((source[u32(at) >> 2u] >> ((u32(at) & 3u) * 8u)) & 255u);
}

fn load(plane: u32, x: i32, y: i32) -> vec4i {
	if (plane == 0u) {
		return vec4i(byte_at(call[0].y + y * call[0].z + x), 0, 0, 0);
	}
	let step = x * call[2].x;
	return vec4i(byte_at(call[1].x + y * call[1].y + step), byte_at(call[1].z + y * call[1].w + step), 0, 0);
}
