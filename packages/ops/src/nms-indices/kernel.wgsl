// Greedy non-maximum suppression: `reference.ts`, in one workgroup. Another text has what differs: `candidate_box(id)`,
// `candidate_label(id)` and `write_kept(at, key, id)`, and the search that fills `found`.
//
// Candidates are looked at by falling score, the lower id first: 1024 at a time are selected by their digits, sorted, and tested in
// blocks of 128, against what is kept by then and, by a bit matrix, against each other. It ends when enough are kept.

@group(0) @binding(0) var<storage, read> plan: array<i32>;
@group(0) @binding(1) var<uniform> call: vec4i;

struct Found {
	count: atomic<u32>,
	keys: array<vec2u>, // of score and id, see key_of; the second word of the buffer is a gap
}
@group(0) @binding(2) var<storage, read_write> found: Found;
@group(0) @binding(3) var<storage, read_write> result: array<u32>; // how many are kept, how many were found, gap, gap, then these

struct Kept {
	box: vec4f,
	area: f32,
	label: i32,
}
@group(0) @binding(4) var<storage, read_write> kept: array<Kept>;

// Words of the plan.
const ZERO = 0u;
const FROM_KEY = 1u;
const MAX_CANDIDATES = 2u;
const MAX_DETECTIONS = 3u;
const MAX_PER_CLASS = 4u;
const LEAST = 5u; // float32: LEAST_BELOW, LEAST_ABOVE and the point between LEAST and the float32 below it
const LEAST_BELOW = 6u;
const LEAST_ABOVE = 7u;
const POINT = 8u;
const POINT_EXPONENT = 9u;
const POINT_COUNTS = 10u;
const IS_PER_CLASS = 11u;
const IS_LIMITED = 12u; // at most MAX_PER_CLASS of a class

const TINY = 0x0da24260; // of 1e-30: what is above 0 is above this

// A product or sum is rounded before the next step takes it: xor with a zero that no compiler knows forbids to join them.
fn rounded(x: f32) -> f32 {
	return bitcast<f32>(bitcast<u32>(x) ^ u32(plan[ZERO]));
}

fn is_finite(bits: u32) -> bool {
	return (bits & 0x7f800000u) != 0x7f800000u;
}

fn add_found(key: u32, id: u32) {
	let at = atomicAdd(&found.count, 1u);
	found.keys[at] = vec2u(key, ~id);
}

// Whether meet / whole, both above 0, rounds to LEAST or more: meet >= POINT * whole, in integers.
fn reaches_point(meet: f32, whole: f32) -> bool {
	let s = bitcast<u32>(meet);
	let w = bitcast<u32>(whole);
	let s_digits = (s & 0x7fffffu) | 0x800000u;
	let w_digits = (w & 0x7fffffu) | 0x800000u;
	let shift = i32(s >> 23u) - i32(w >> 23u) - plan[POINT_EXPONENT];
	if (shift < 1 || shift > 31) {
		return shift > 31;
	}
	let p = u32(plan[POINT]);
	let middle = (p & 0xffffu) * (w_digits >> 16u) + (p >> 16u) * (w_digits & 0xffffu);
	let lowest = (p & 0xffffu) * (w_digits & 0xffffu);
	let low = lowest + (middle << 16u);
	let high = (p >> 16u) * (w_digits >> 16u) + (middle >> 16u) + select(0u, 1u, low < lowest);
	let s_high = s_digits >> u32(32 - shift);
	let s_low = s_digits << u32(shift);
	if (s_high != high) {
		return s_high > high;
	}
	return s_low > low || (s_low == low && plan[POINT_COUNTS] != 0);
}

fn overlaps(a: vec4f, a_area: f32, b: vec4f, b_area: f32) -> bool {
	let sides = max(min(a.zw, b.zw) - max(a.xy, b.xy), vec2f(0));
	let meet = rounded(sides.x * sides.y);
	let whole = (a_area + b_area) - meet;
	if (meet == 0) {
		return plan[LEAST] == 0 && whole != 0;
	}
	if (whole <= 0) {
		return whole == 0;
	}
	if (plan[LEAST] < TINY || meet > whole * bitcast<f32>(plan[LEAST_ABOVE])) {
		return true;
	}
	if (meet < whole * bitcast<f32>(plan[LEAST_BELOW])) {
		return false;
	}
	return reaches_point(meet, whole);
}

const CHUNK = 1024u;
const BLOCK = 128u;
const ENOUGH = 256u;

var<workgroup> sorted: array<vec2u, CHUNK>;
var<workgroup> bins: array<atomic<u32>, 256>;
var<workgroup> boxes: array<vec4f, BLOCK>;
var<workgroup> areas: array<f32, BLOCK>;
var<workgroup> labels: array<i32, BLOCK>;
var<workgroup> of_label: array<atomic<u32>, BLOCK>; // boxes kept before of the same label
var<workgroup> matrix: array<u32, 512>; // four words a box: which later ones it suppresses
var<workgroup> dead: array<atomic<u32>, 4>;
var<workgroup> chosen: array<u32, BLOCK>;
var<workgroup> chosen_count: u32;
var<workgroup> filled: atomic<u32>;
var<workgroup> total: u32;
var<workgroup> least_key: vec2u;
var<workgroup> digit: vec4u; // of the selection: key so far, its two words, how many are above, whether it ends

fn is_below(a: vec2u, b: vec2u) -> bool {
	return a.x < b.x || (a.x == b.x && a.y < b.y);
}

// The least of the up to CHUNK highest keys below `last`, at least ENOUGH of them.
fn select_keys(count: u32, last: vec2u, local: u32) -> vec2u {
	var prefix = vec2u(0u);
	var mask = vec2u(0u);
	var above = 0u;
	for (var level = 0u; level < 8u; level++) {
		let word = level / 4u;
		let shift = 24u - 8u * (level % 4u);
		atomicStore(&bins[local], 0u);
		workgroupBarrier();
		for (var i = local; i < count; i += 256u) {
			let key = found.keys[i];
			if (is_below(key, last) && all((key & mask) == prefix)) {
				atomicAdd(&bins[(key[word] >> shift) & 255u], 1u);
			}
		}
		workgroupBarrier();
		if (local == 0u) {
			var sum = above;
			var bin = 256u;
			while (bin > 0u) {
				let next = atomicLoad(&bins[bin - 1u]);
				if (sum + next > CHUNK) {
					break;
				}
				sum += next;
				bin -= 1u;
			}
			digit = vec4u(bin, sum, select(0u, 1u, sum >= ENOUGH || bin == 0u), 0u);
		}
		let state = workgroupUniformLoad(&digit);
		if (state.z != 0u) {
			prefix[word] |= state.x << shift;
			return prefix;
		}
		above = state.y;
		prefix[word] |= (state.x - 1u) << shift;
		mask[word] |= 255u << shift;
	}
	return prefix;
}

fn sort_keys(count: u32, local: u32) {
	var size = 2u;
	while (size / 2u < count) {
		var step = size / 2u;
		while (step > 0u) {
			for (var i = local; i < CHUNK / 2u; i += 256u) {
				let a = (i / step) * step * 2u + (i % step);
				let b = a + step;
				let x = sorted[a];
				let y = sorted[b];
				if (is_below(x, y) == ((a & size) == 0u)) {
					sorted[a] = y;
					sorted[b] = x;
				}
			}
			workgroupBarrier();
			step /= 2u;
		}
		size *= 2u;
	}
}

fn load_box(local: u32, key: vec2u) {
	let id = ~key.y;
	let box = candidate_box(id);
	let bits = bitcast<vec4u>(box);
	// A box with a number that is not finite overlaps nothing.
	let is_box = is_finite(bits.x) && is_finite(bits.y) && is_finite(bits.z) && is_finite(bits.w);
	boxes[local] = select(vec4f(0), box, is_box);
	areas[local] = select(0, rounded((box.z - box.x) * (box.w - box.y)), is_box);
	labels[local] = candidate_label(id);
}

fn test_kept(c: u32, part: u32, kept_count: u32) {
	var same = 0u;
	for (var k = part; k < kept_count; k += 2u) {
		let other = kept[k];
		if (other.label != labels[c]) {
			continue;
		}
		same += 1u;
		if (overlaps(boxes[c], areas[c], other.box, other.area)) {
			atomicOr(&dead[c / 32u], 1u << (c % 32u));
			break;
		}
	}
	if (plan[IS_LIMITED] != 0) {
		atomicAdd(&of_label[c], same);
	}
}

fn matrix_word(word: u32, count: u32) -> u32 {
	let c = word / 4u;
	let first = (word % 4u) * 32u;
	var bits = 0u;
	for (var i = 0u; i < 32u; i++) {
		let other = first + i;
		if (other > c && other < count && labels[other] == labels[c] && overlaps(boxes[other], areas[other], boxes[c], areas[c])) {
			bits |= 1u << i;
		}
	}
	return bits;
}

fn may_keep(c: u32, count: u32) -> bool {
	var same = atomicLoad(&of_label[c]);
	for (var i = 0u; i < count; i++) {
		same += select(0u, 1u, labels[chosen[i]] == labels[c]);
	}
	return same < u32(plan[MAX_PER_CLASS]);
}

fn choose_of_block(count: u32, most: u32) {
	var gone: array<u32, 4>;
	for (var w = 0u; w < 4u; w++) {
		gone[w] = atomicLoad(&dead[w]);
	}
	var n = 0u;
	for (var c = 0u; c < count && n < most; c++) {
		if (((gone[c / 32u] >> (c % 32u)) & 1u) != 0u) {
			continue;
		}
		if (plan[IS_LIMITED] != 0 && !may_keep(c, n)) {
			continue;
		}
		chosen[n] = c;
		n += 1u;
		for (var w = 0u; w < 4u; w++) {
			gone[w] |= matrix[c * 4u + w];
		}
	}
	chosen_count = n;
}

@compute @workgroup_size(256)
fn choose(@builtin(local_invocation_index) local: u32) {
	if (local == 0u) {
		total = atomicLoad(&found.count);
	}
	let count = workgroupUniformLoad(&total);
	let limit = min(count, u32(plan[MAX_CANDIDATES]));
	let most = u32(plan[MAX_DETECTIONS]);
	var last = vec2u(0xffffffffu);
	var taken = 0u;
	var kept_count = 0u;
	while (taken < limit && kept_count < most) {
		var least = vec2u(0u);
		if (count - taken > CHUNK) {
			least = select_keys(count, last, local);
		}
		if (local == 0u) {
			least_key = least;
			atomicStore(&filled, 0u);
		}
		for (var i = local; i < CHUNK; i += 256u) {
			sorted[i] = vec2u(0u);
		}
		least = workgroupUniformLoad(&least_key);
		for (var i = local; i < count; i += 256u) {
			let key = found.keys[i];
			if (is_below(key, last) && !is_below(key, least)) {
				sorted[atomicAdd(&filled, 1u)] = key;
			}
		}
		workgroupBarrier();
		if (local == 0u) {
			total = atomicLoad(&filled);
		}
		let chunk = workgroupUniformLoad(&total);
		sort_keys(chunk, local);
		for (var at = 0u; at < chunk && taken < limit && kept_count < most; at += BLOCK) {
			let size = min(min(BLOCK, chunk - at), limit - taken);
			if (local < 4u) {
				atomicStore(&dead[local], 0u);
			}
			if (local < size) {
				atomicStore(&of_label[local], 0u);
				load_box(local, sorted[at + local]);
			}
			workgroupBarrier();
			if (local % BLOCK < size) {
				test_kept(local % BLOCK, local / BLOCK, kept_count);
			}
			for (var word = local; word < 4u * size; word += 256u) {
				matrix[word] = matrix_word(word, size);
			}
			workgroupBarrier();
			if (local == 0u) {
				choose_of_block(size, most - kept_count);
			}
			let added = workgroupUniformLoad(&chosen_count);
			if (local < added) {
				let c = chosen[local];
				kept[kept_count + local] = Kept(boxes[c], areas[c], labels[c]);
				let key = sorted[at + c];
				write_kept(kept_count + local, key.x, ~key.y);
			}
			kept_count += added;
			taken += size;
			storageBarrier();
			workgroupBarrier();
		}
		if (local == 0u) {
			least_key = sorted[max(chunk, 1u) - 1u];
		}
		last = workgroupUniformLoad(&least_key);
	}
	if (local == 0u) {
		result[0] = kept_count;
		result[1] = count;
	}
}
