// A picture resized into a tensor: `reference.ts` and the resamplers, in integers. `load(plane, x, y)` of the source's text gives
// the channels of a pixel in the tensor's order, or the samples of a plane.

override FILTER: u32; // FILTERS of picture-tensor-words.ts
override CHROMA_FILTER: u32;
override IS_YUV: bool;
override IS_PLANAR: bool;
override CHANNELS: u32;
override BITS: u32; // of an element

@group(0) @binding(0) var<storage, read> plan: array<i32>;
@group(0) @binding(1) var<uniform> call: array<vec4i, 4>;
@group(0) @binding(2) var<storage, read_write> tensor: array<u32>;

// Words of the plan.
const ZERO = 0u;
const TENSOR_WIDTH = 1u;
const TENSOR_HEIGHT = 2u;
const LEFT = 3u;
const TOP = 4u;
const WIDTH = 5u;
const HEIGHT = 6u;
const PHASE_X = 7u;
const PHASE_Y = 8u;
const CHANNEL = 9u;
const AROUND = 13u;
const LEVELS = 17u;
const YUV = 18u;
const AXES = 24u; // 5 words a plane: across, its record, down, its record, area

// A product or sum is rounded before the next step takes it: xor with a zero that no compiler knows forbids to join them.
fn rounded(x: f32) -> f32 {
	return bitcast<f32>(bitcast<u32>(x) ^ u32(plan[ZERO]));
}

struct Axis {
	first: i32,
	count: i32,
	weights: u32,
}

fn axis(table: i32, record: i32, at: i32) -> Axis {
	let word = u32(table + record * at);
	return Axis(plan[word], plan[word + 1u], word + 2u);
}

fn bilinear(plane: u32, across: u32, down: u32) -> vec4i {
	// pixel, next pixel, weight, weight of the next
	let p = plan[across];
	let q = plan[across + 1u];
	let u = plan[across + 2u];
	let v = plan[across + 3u];
	let a = plan[down];
	let b = plan[down + 1u];
	let upper = (load(plane, p, a) * u + load(plane, q, a) * v) >> vec4u(4u);
	let lower = (load(plane, p, b) * u + load(plane, q, b) * v) >> vec4u(4u);
	return (((upper * plan[down + 2u]) >> vec4u(16u)) + ((lower * plan[down + 3u]) >> vec4u(16u)) + 2) >> vec4u(2u);
}

fn antialias(plane: u32, across: Axis, down: Axis) -> vec4i {
	var sum = vec4i(1 << 19u);
	for (var i = 0; i < across.count; i++) {
		var below = vec4i(1 << 7u);
		for (var k = 0; k < down.count; k++) {
			below += load(plane, across.first + i, down.first + k) * plan[down.weights + u32(k)];
		}
		sum += (below >> vec4u(8u)) * plan[across.weights + u32(i)];
	}
	return sum >> vec4u(20u);
}

fn pillow(plane: u32, across: Axis, down: Axis) -> vec4i {
	var sum = vec4i(1 << 21u);
	for (var k = 0; k < down.count; k++) {
		var along = vec4i(1 << 21u);
		for (var i = 0; i < across.count; i++) {
			along += load(plane, across.first + i, down.first + k) * plan[across.weights + u32(i)];
		}
		sum += clamp(along >> vec4u(22u), vec4i(0), vec4i(255)) * plan[down.weights + u32(k)];
	}
	return clamp(sum >> vec4u(22u), vec4i(0), vec4i(255));
}

fn whole_antialias(plane: u32, across: Axis, down: Axis) -> vec4i {
	var rows = 0;
	for (var k = 0; k < down.count; k++) {
		rows += plan[down.weights + u32(k)];
	}
	var columns = 0;
	for (var i = 0; i < across.count; i++) {
		columns += plan[across.weights + u32(i)];
	}
	let divisor = rows * columns;
	var sum = vec4i(divisor >> 1u);
	for (var k = 0; k < down.count; k++) {
		for (var i = 0; i < across.count; i++) {
			let weight = plan[down.weights + u32(k)] * plan[across.weights + u32(i)];
			sum += load(plane, across.first + i, down.first + k) * weight;
		}
	}
	return sum / divisor;
}

fn whole_area(plane: u32, across: Axis, down: Axis, area: i32) -> vec4i {
	var sum = vec4i(0);
	for (var k = 0; k < down.count; k++) {
		for (var i = 0; i < across.count; i++) {
			sum += load(plane, across.first + i, down.first + k);
		}
	}
	if (across.count == 2 && down.count == 2) {
		return (sum + 2) >> vec4u(2u);
	}
	return min(vec4i(round(vec4f(sum) * bitcast<f32>(area))), vec4i(255));
}

fn rounded4(v: vec4f) -> vec4f {
	return bitcast<vec4f>(bitcast<vec4u>(v) ^ vec4u(u32(plan[ZERO])));
}

fn area(plane: u32, across: Axis, down: Axis) -> vec4i {
	var sum = vec4f(0);
	for (var k = 0; k < down.count; k++) {
		var along = vec4f(0);
		for (var i = 0; i < across.count; i++) {
			let weight = bitcast<f32>(plan[across.weights + u32(i)]);
			along += rounded4(vec4f(load(plane, across.first + i, down.first + k)) * weight);
		}
		sum += rounded4(along * bitcast<f32>(plan[down.weights + u32(k)]));
	}
	return min(vec4i(round(sum)), vec4i(255));
}

fn resampled(plane: u32, kind: u32, x: i32, y: i32) -> vec4i {
	let words = AXES + 5u * plane;
	let across = plan[words];
	let across_record = plan[words + 1u];
	let down = plan[words + 2u];
	let down_record = plan[words + 3u];
	if (kind == 0u) {
		return load(plane, plan[u32(across + x)], plan[u32(down + y)]);
	}
	if (kind == 1u) {
		return bilinear(plane, u32(across + 4 * x), u32(down + 4 * y));
	}
	let columns = axis(across, across_record, x);
	let rows = axis(down, down_record, y);
	if (kind == 2u) {
		return antialias(plane, columns, rows);
	}
	if (kind == 3u) {
		return pillow(plane, columns, rows);
	}
	if (kind == 4u) {
		return whole_area(plane, columns, rows, plan[words + 4u]);
	}
	if (kind == 5u) {
		return area(plane, columns, rows);
	}
	return whole_antialias(plane, columns, rows);
}

// Levels of a pixel inside the picture, in the tensor's order of channels.
fn levels(x: i32, y: i32) -> vec4i {
	let first = resampled(0u, FILTER, x, y);
	if (!IS_YUV) {
		return first;
	}
	let chroma = resampled(1u, CHROMA_FILTER, (x + plan[PHASE_X]) >> 1u, (y + plan[PHASE_Y]) >> 1u).xy - 128;
	let luma = max(first.x - plan[YUV], 0) * plan[YUV + 1u] + (1 << 19u);
	let rgb = vec3i(
		luma + plan[YUV + 2u] * chroma.y,
		luma + plan[YUV + 3u] * chroma.y + plan[YUV + 4u] * chroma.x,
		luma + plan[YUV + 5u] * chroma.x,
	);
	let level = clamp(rgb >> vec3u(20u), vec3i(0), vec3i(255));
	return vec4i(level[plan[CHANNEL]], level[plan[CHANNEL + 1u]], level[plan[CHANNEL + 2u]], 0);
}

// Elements of pixel (x, y) of the tensor.
fn elements(x: i32, y: i32) -> vec4u {
	let inner = vec2i(x - plan[LEFT], y - plan[TOP]);
	if (inner.x < 0 || inner.y < 0 || inner.x >= plan[WIDTH] || inner.y >= plan[HEIGHT]) {
		return vec4u(u32(plan[AROUND]), u32(plan[AROUND + 1u]), u32(plan[AROUND + 2u]), u32(plan[AROUND + 3u]));
	}
	let level = levels(inner.x, inner.y);
	var result = vec4u();
	for (var c = 0u; c < CHANNELS; c++) {
		result[c] = u32(plan[u32(plan[LEVELS] + level[c]) + 256u * c]);
	}
	return result;
}

fn elements_at(pixel: u32) -> vec4u {
	let width = u32(plan[TENSOR_WIDTH]);
	return elements(i32(pixel % width), i32(pixel / width));
}

// Each invocation has as many pixels as elements fit into a word, and writes whole words.
@compute @workgroup_size(64)
fn write_pixels(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
	let count = 32u / BITS;
	let pixels = u32(plan[TENSOR_WIDTH] * plan[TENSOR_HEIGHT]);
	let pixel = ((group.y * groups.x + group.x) * 64u + local) * count;
	if (pixel >= pixels) {
		return;
	}
	let base = u32(call[0].x) / count;
	var words = vec4u();
	for (var i = 0u; i < count; i++) {
		let element = elements_at(pixel + i);
		for (var c = 0u; c < CHANNELS; c++) {
			let at = select(i * CHANNELS + c, c * count + i, IS_PLANAR);
			words[at / count] |= element[c] << ((at % count) * BITS);
		}
	}
	for (var c = 0u; c < CHANNELS; c++) {
		let at = select((pixel / count) * CHANNELS + c, (pixel + c * pixels) / count, IS_PLANAR);
		tensor[base + at] = words[c];
	}
}

// The same for tensors whose planes or pictures do not begin at a word: each invocation has a word, and keeps what is not its own.
@compute @workgroup_size(64)
fn write_words(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
	let count = 32u / BITS;
	let pixels = u32(plan[TENSOR_WIDTH] * plan[TENSOR_HEIGHT]);
	let base = u32(call[0].x);
	let word = (group.y * groups.x + group.x) * 64u + local + base / count;
	if (word * count >= base + pixels * CHANNELS) {
		return;
	}
	var bits = 0u;
	var mask = 0u;
	for (var i = 0u; i < count; i++) {
		let at = word * count + i;
		if (at < base || at - base >= pixels * CHANNELS) {
			continue;
		}
		let c = select((at - base) % CHANNELS, (at - base) / pixels, IS_PLANAR);
		let pixel = select((at - base) / CHANNELS, (at - base) % pixels, IS_PLANAR);
		bits |= elements_at(pixel)[c] << (i * BITS);
		mask |= (0xffffffffu >> (32u - BITS)) << (i * BITS);
	}
	if (mask == 0xffffffffu) {
		tensor[word] = bits;
	} else {
		tensor[word] = (tensor[word] & ~mask) | bits;
	}
}
