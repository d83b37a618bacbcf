import type { Box } from "../picture/box.ts";

/** Something that a detector found, in pixels of the picture that it was given, fractions kept. */
export interface Detection {
	readonly box: Box;
	/** 0 to 1 where the detector gives probabilities. */
	readonly score: number;
	/** Index of its class. */
	readonly class: number;
	/** Points of it, in the model's order; none where the model gives none. */
	readonly keypoints: readonly (readonly [x: number, y: number])[];
}
