// Candidates that are boxes in buffers: four numbers, a score and a label each. call.x: how many,
// call.y: whether labels count.

@group(0) @binding(5) var<storage, read> given_boxes: array<vec4f>;
@group(0) @binding(6) var<storage, read> given_scores: array<u32>;
@group(0) @binding(7) var<storage, read> given_labels: array<i32>;

fn candidate_box(id: u32) -> vec4f {
	return given_boxes[id];
}

fn candidate_label(id: u32) -> i32 {
	if (call.y != 0) {
		return given_labels[id];
	}
	return 0;
}

fn write_kept(at: u32, key: u32, id: u32) {
	result[4u + at] = id;
}

@compute @workgroup_size(64)
fn find_boxes(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
	let id = (group.y * groups.x + group.x) * 64u + local;
	if (id >= u32(call.x)) {
		return;
	}
	let key = key_of(given_scores[id]);
	if (key >= u32(plan[FROM_KEY])) {
		add_found(key, id);
	}
}
