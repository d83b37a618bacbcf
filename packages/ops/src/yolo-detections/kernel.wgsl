// Candidates of a YOLO's head: `reference.ts`. An id is anchor * classes + class. call.x: the first element of the picture.

override IS_HALF: bool;
override IS_MULTI_LABEL: bool;

@group(0) @binding(5) var<storage, read> head: array<u32>;

const ANCHORS = 13u;
const CHANNEL_STEP = 14u;
const ANCHOR_STEP = 15u;
const CLASSES = 16u;
const FIRST_CLASS = 17u; // its channel: 5 where there is objectness, else 4
const ALLOWED = 18u; // a bit a class
const GRID = 19u; // column, row and stride of each anchor's cell; 0 for none
const EXTRAS = 20u; // numbers behind the classes
const EXTRAS_AT = 21u; // word of `result` from which on they are

// The bits of a number of the head as float32.
fn bits_at(channel: u32, anchor: u32) -> u32 {
	let at = u32(call.x) + channel * u32(plan[CHANNEL_STEP]) + anchor * u32(plan[ANCHOR_STEP]);
	if (!IS_HALF) {
		return head[at];
	}
	return bits_of_half((head[at / 2u] >> ((at % 2u) * 16u)) & 0xffffu);
}

fn number(channel: u32, anchor: u32) -> f32 {
	return bitcast<f32>(bits_at(channel, anchor));
}

// `exp32.ts`: e to the power of x, each step rounded.
fn exp32(x: f32) -> f32 {
	if ((bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u) {
		return x; // NaN
	}
	if (!(x < 88.72284)) {
		return bitcast<f32>(0x7f800000u | u32(plan[ZERO]));
	}
	if (x < -87.33655) {
		return 0;
	}
	let turns = rounded(x * 1.44269504088896341);
	let n = i32(trunc(rounded(turns + select(0.5, -0.5, turns < 0))));
	let whole = f32(n);
	let r = rounded(rounded(x - rounded(whole * 0.693359375)) - rounded(whole * -2.1219444e-4));
	var p = 1.98756915e-4;
	p = rounded(rounded(p * r) + 1.3981999507e-3);
	p = rounded(rounded(p * r) + 8.3334519073e-3);
	p = rounded(rounded(p * r) + 4.1665795894e-2);
	p = rounded(rounded(p * r) + 1.6666665459e-1);
	p = rounded(rounded(p * r) + 5.0000001201e-1);
	let e = rounded(rounded(rounded(p * rounded(r * r)) + r) + 1);
	let half = n >> 1u;
	let first = bitcast<f32>(u32(half + 127) << 23u);
	let second = bitcast<f32>(u32(n - half + 127) << 23u);
	return rounded(rounded(e * first) * second);
}

fn candidate_box(id: u32) -> vec4f {
	let anchor = id / u32(plan[CLASSES]);
	var x = number(0u, anchor);
	var y = number(1u, anchor);
	var w = number(2u, anchor);
	var h = number(3u, anchor);
	if (plan[GRID] != 0) {
		let cell = u32(plan[GRID]) + 3u * anchor;
		let stride = bitcast<f32>(plan[cell + 2u]);
		x = rounded(rounded(x + bitcast<f32>(plan[cell])) * stride);
		y = rounded(rounded(y + bitcast<f32>(plan[cell + 1u])) * stride);
		w = rounded(exp32(w) * stride);
		h = rounded(exp32(h) * stride);
	}
	let right = rounded(w * 0.5);
	let below = rounded(h * 0.5);
	return vec4f(x - right, y - below, x + right, y + below);
}

fn candidate_label(id: u32) -> i32 {
	return select(0, i32(id % u32(plan[CLASSES])), plan[IS_PER_CLASS] != 0);
}

fn write_kept(at: u32, key: u32, id: u32) {
	let box = bitcast<vec4u>(candidate_box(id));
	let word = 4u + at * 6u;
	result[word] = box.x;
	result[word + 1u] = box.y;
	result[word + 2u] = box.z;
	result[word + 3u] = box.w;
	result[word + 4u] = bits_of_key(key);
	result[word + 5u] = id;
	let classes = u32(plan[CLASSES]);
	let extras = u32(plan[EXTRAS]);
	for (var i = 0u; i < extras; i++) {
		let channel = u32(plan[FIRST_CLASS]) + classes + i;
		result[u32(plan[EXTRAS_AT]) + at * extras + i] = bits_at(channel, id / classes);
	}
}

fn add_label(anchor: u32, label: u32, score_bits: u32, objectness: f32) {
	let from_key = u32(plan[FROM_KEY]);
	if (((u32(plan[u32(plan[ALLOWED]) + label / 32u]) >> (label % 32u)) & 1u) == 0u || key_of(score_bits) == 0u) {
		return;
	}
	var bits = score_bits;
	if (plan[FIRST_CLASS] == 5) {
		bits = bitcast<u32>(bitcast<f32>(score_bits) * objectness);
	}
	let key = key_of(bits);
	if (key >= from_key) {
		add_found(key, anchor * u32(plan[CLASSES]) + label);
	}
}

@compute @workgroup_size(64)
fn find_anchors(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
	let anchor = (group.y * groups.x + group.x) * 64u + local;
	if (anchor >= u32(plan[ANCHORS])) {
		return;
	}
	var objectness = 1.0;
	let channel = u32(plan[FIRST_CLASS]);
	let classes = u32(plan[CLASSES]);
	if (channel == 5u) {
		let bits = bits_at(4u, anchor);
		if (key_of(bits) < u32(plan[FROM_KEY])) {
			return;
		}
		objectness = bitcast<f32>(bits);
	}
	if (IS_MULTI_LABEL) {
		for (var label = 0u; label < classes; label++) {
			add_label(anchor, label, bits_at(channel + label, anchor), objectness);
		}
		return;
	}
	var best = 0u;
	var highest = 0xff800000u;
	var highest_key = key_of(highest);
	for (var label = 0u; label < classes; label++) {
		let bits = bits_at(channel + label, anchor);
		let key = key_of(bits);
		if (key > highest_key) {
			best = label;
			highest = bits;
			highest_key = key;
		}
	}
	add_label(anchor, best, highest, objectness);
}
