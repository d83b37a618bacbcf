import type { TensorData } from "@polyinfer/core";
import type { PixelView } from "../picture/pixel-view.ts";
import { Coordinates } from "./coordinates.ts";
import { sampleRow } from "./sample-row.ts";
import type { Warp, WarpArea, WarpSpec } from "./warp-spec.ts";

/**
 * Definition: each target pixel inside the warped part is sampled where `Coordinates` says, by `sampleRow`, and goes through
 * the table of levels of its channel to its place; the rest of the target is `around`.
 */
export function reference(spec: WarpSpec): Warp {
	const run = (view: PixelView, matrix: Float64Array, data: TensorData, area: WarpArea): void => {
		const { format } = spec;
		const { width, height, rowStep, channelStep } = area;
		const pixelStep = format.layout === "nchw" ? 1 : format.channels.length;
		const coordinates = new Coordinates(spec.geometry, spec.filter === "opencv4-nearest" ? 1 : 32, width, height);
		const out = data as Float32Array;
		const row = new Uint8Array(width);
		for (let y = 0; y < area.targetHeight; y++) {
			if (y < height) coordinates.row(matrix, y);
			for (const [c, channel] of format.channels.entries()) {
				const levels = format.levels[c] as Float32Array;
				const start = y * rowStep + c * channelStep;
				const inside = y < height ? width : 0;
				if (inside > 0) sampleRow(spec, view, channel, coordinates.xs, coordinates.ys, row);
				for (let x = 0; x < inside; x++) out[start + x * pixelStep] = levels[row[x] as number] as number;
				for (let x = inside; x < area.targetWidth; x++) out[start + x * pixelStep] = spec.around[c] as number;
			}
		}
	};
	return { implementation: "reference", run };
}
