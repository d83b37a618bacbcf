import type { Input } from "./input.ts";
import { random } from "./random.ts";

/** What a net for segmentation gives: a plane of float32 scores a class, without structure. */
export function scorePlanes(planes: number, pixels: number): Input {
	const file = `planes-${planes}x${pixels}.f32`;
	return {
		file,
		bytes() {
			const { normal } = random(file);
			return new Uint8Array(Float32Array.from({ length: planes * pixels }, () => normal(0, 3)).buffer);
		},
	};
}
