import { InferenceError } from "@polyinfer/core";
import { type ResizedAxis, sourceCoordinates } from "./coordinates.ts";

/** How ONNX's Resize interpolates. */
export interface Interpolation {
	readonly mode: "nearest" | "linear" | "cubic";
	readonly coordinates: string;
	/** `simple`: that of operator sets before 11, which name none. */
	readonly nearest: string;
	readonly cubicA: number;
	readonly excludeOutside: boolean;
	readonly antialias: boolean;
}

/** What the pixels of one axis are made of: pixel `x` is the sum over `k` of `weights[k][x]` times the input at `indices[k][x]`. */
export interface Taps {
	readonly indices: readonly Int32Array[];
	readonly weights: readonly Float32Array[];
	/** `tf_crop_and_resize`: 1 where the pixel lies inside of the input; `undefined`: all do. */
	readonly inside?: Uint8Array;
}

const ROUNDINGS: Readonly<Record<string, (x: number, shrinks: boolean) => number>> = {
	round_prefer_floor: (x) => Math.ceil(x - 0.5),
	round_prefer_ceil: (x) => Math.floor(x + 0.5),
	floor: Math.floor,
	ceil: Math.ceil,
	simple: (x, shrinks) => (shrinks ? Math.ceil(x) : Math.trunc(x)),
};

/** The taps of one axis. Throws UNSUPPORTED for unknown modes. */
export function tapsOf(axis: ResizedAxis, how: Interpolation): Taps {
	const sources = sourceCoordinates(how.coordinates, axis);
	const last = axis.inputSize - 1;
	const clamped = (index: number): number => Math.min(Math.max(index, 0), last);
	const isInside = (x: number): boolean => x >= 0 && x <= last;
	const inside =
		how.coordinates === "tf_crop_and_resize" && !sources.every(isInside)
			? { inside: Uint8Array.from(sources, (x) => (isInside(x) ? 1 : 0)) }
			: {};
	if (how.mode === "nearest") {
		const round = ROUNDINGS[how.nearest];
		if (round === undefined)
			throw new InferenceError(
				"UNSUPPORTED",
				`Expected one of ${Object.keys(ROUNDINGS).join(", ")} as nearest_mode but received ${how.nearest}.`,
			);
		const indices = Int32Array.from(sources, (x) => clamped(round(x, axis.scale < 1)));
		return { indices: [indices], weights: [new Float32Array(sources.length).fill(1)], ...inside };
	}
	const stretch = how.antialias ? Math.min(axis.scale, 1) : 1;
	const reach = Math.ceil((how.mode === "cubic" ? 2 : 1) / stretch);
	const kernel = how.mode === "cubic" ? cubic(how.cubicA) : linear;
	const count = 2 * reach;
	const indices = Array.from({ length: count }, () => new Int32Array(sources.length));
	const weights = Array.from({ length: count }, () => new Float32Array(sources.length));
	for (const [at, x] of sources.entries()) {
		const first = Math.floor(x) - reach + 1;
		const row = Array.from({ length: count }, (_, k) => {
			const outside = first + k < 0 || first + k > last;
			return how.excludeOutside && outside ? 0 : kernel((first + k - x) * stretch);
		});
		const sum = how.excludeOutside || how.antialias ? row.reduce((total, weight) => total + weight, 0) : 1;
		for (const [k, weight] of row.entries()) {
			(indices[k] as Int32Array)[at] = clamped(first + k);
			(weights[k] as Float32Array)[at] = weight / sum;
		}
	}
	return { indices, weights, ...inside };
}

const linear = (x: number): number => Math.max(0, 1 - Math.abs(x));

/** Keys' cubic convolution with the free parameter `a`. */
function cubic(a: number): (x: number) => number {
	return (signed) => {
		const x = Math.abs(signed);
		if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
		return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
	};
}
