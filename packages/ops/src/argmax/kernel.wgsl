// The class of the highest score of every pixel: `reference.ts`. Scores are compared as integers; a NaN of class 0 is beaten by none.

override IS_HALF: bool;
override IS_BYTES: bool; // four classes a word

@group(0) @binding(0) var<storage, read> plan: array<u32>; // pixels, classes, elements from class to class, from pixel to pixel
@group(0) @binding(1) var<storage, read> scores: array<u32>;
@group(0) @binding(2) var<storage, read_write> classes: array<u32>;

fn key_at(at: u32) -> u32 {
	if (IS_HALF) {
		return key_of(bits_of_half((scores[at / 2u] >> ((at % 2u) * 16u)) & 0xffffu));
	}
	return key_of(scores[at]);
}

@compute @workgroup_size(64)
fn find_classes(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
	let word = (group.y * groups.x + group.x) * 64u + local;
	let count = select(1u, 4u, IS_BYTES);
	let first = word * count;
	if (first >= plan[0]) {
		return;
	}
	var best = vec4u();
	var found = vec4u();
	for (var i = 0u; i < count; i++) {
		let key = key_at(min(first + i, plan[0] - 1u) * plan[3]);
		best[i] = select(key, 0xffffffffu, key == 0u);
	}
	for (var c = 1u; c < plan[1]; c++) {
		for (var i = 0u; i < count; i++) {
			let key = key_at(c * plan[2] + min(first + i, plan[0] - 1u) * plan[3]);
			if (key > best[i]) {
				best[i] = key;
				found[i] = c;
			}
		}
	}
	if (!IS_BYTES) {
		classes[word] = found.x;
		return;
	}
	classes[word] = found.x | (found.y << 8u) | (found.z << 16u) | (found.w << 24u);
}
