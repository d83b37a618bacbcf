import { checkSize } from "../sizes.ts";
import type { ResizedAxis } from "./coordinates.ts";

/** What ONNX's Resize is told of sizes; either `scales` or `sizes` is given, one entry for each of `axes`. */
export interface ResizeTarget {
	readonly axes: readonly number[];
	readonly scales?: readonly number[];
	readonly sizes?: readonly number[];
	/** `stretch`, `not_larger` or `not_smaller`. */
	readonly policy: string;
	/** Starts, then ends, one of each for each of `axes`. */
	readonly roi?: readonly number[];
	readonly coordinates: string;
}

/** The axes with their sizes. Axes that nothing is done to are left out. */
export function resizedAxes(shape: readonly number[], target: ResizeTarget): readonly ResizedAxis[] {
	const { axes, coordinates, roi } = target;
	const inputSizes = axes.map((axis) => shape[axis] as number);
	const crops = coordinates === "tf_crop_and_resize";
	const made = outputs(inputSizes, target);
	const sizes = new Map(axes.map((axis, i) => [axis, made[i]?.outputSize]));
	checkSize(shape.map((size, axis) => sizes.get(axis) ?? size));
	return made
		.map(({ outputSize, scale }, i): ResizedAxis => {
			const part = crops && roi ? ([roi[i] ?? 0, roi[i + axes.length] ?? 1] as const) : ([0, 1] as const);
			return { axis: axes[i] as number, inputSize: inputSizes[i] as number, outputSize, scale, roi: part };
		})
		.filter(({ inputSize, outputSize, scale, roi: [start, end] }) => {
			const isWhole = start === 0 && end === 1;
			return inputSize !== outputSize || scale !== 1 || !isWhole;
		});
}

function outputs(
	inputSizes: readonly number[],
	{ scales, sizes, policy, coordinates, roi }: ResizeTarget,
): readonly { readonly outputSize: number; readonly scale: number }[] {
	if (sizes === undefined) {
		return inputSizes.map((size, i) => {
			const scale = scales?.[i] ?? 1;
			const span = coordinates === "tf_crop_and_resize" && roi ? (roi[i + inputSizes.length] ?? 1) - (roi[i] ?? 0) : 1;
			return { outputSize: Math.floor(size * span * scale), scale };
		});
	}
	const each = sizes.map((size, i) => size / (inputSizes[i] as number));
	if (policy === "stretch") return sizes.map((outputSize, i) => ({ outputSize, scale: each[i] as number }));
	const scale = policy === "not_larger" ? Math.min(...each) : Math.max(...each);
	return inputSizes.map((size) => ({ outputSize: Math.floor(scale * size + 0.5), scale }));
}
