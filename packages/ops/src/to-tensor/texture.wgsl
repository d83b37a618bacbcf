// A source in a texture of 8 bits a channel.
@group(0) @binding(3) var source: texture_2d<f32>;

fn load(plane: u32, x: i32, y: i32) -> vec4i {
	let pixel = vec4i(textureLoad(source, vec2i(x, y), 0) * 255 + 0.5);
	var result = vec4i();
	for (var c = 0u; c < CHANNELS; c++) {
		result[c] = pixel[plan[CHANNEL + c]];
	}
	return result;
}
