import type { Call } from "../call.ts";
import type { Window } from "./convolution.ts";

/** The window that a convolution's attributes describe, for `x` [n, c, ...space] and `w` [m, c / group, ...kernel]. */
export function windowOf(call: Call, x: readonly number[], w: readonly number[]): Window {
	const [space, kernel] = [x.slice(2), w.slice(2)];
	const strides = call.ints(
		"strides",
		space.map(() => 1),
	);
	const dilations = call.ints(
		"dilations",
		space.map(() => 1),
	);
	const autoPad = call.text("auto_pad", "NOTSET");
	const pads = call.ints(
		"pads",
		[...space, ...space].map(() => 0),
	);
	const reach = kernel.map((size, i) => (size - 1) * (dilations[i] as number) + 1);
	const isSame = autoPad.startsWith("SAME");
	const axes = space.map((size, i) => {
		const [stride, width] = [strides[i] as number, reach[i] as number];
		if (isSame) {
			const outputSize = Math.ceil(size / stride);
			const missing = Math.max((outputSize - 1) * stride + width - size, 0);
			return { outputSize, before: autoPad === "SAME_LOWER" ? Math.ceil(missing / 2) : Math.floor(missing / 2) };
		}
		const before = autoPad === "VALID" ? 0 : (pads[i] as number);
		const after = autoPad === "VALID" ? 0 : (pads[i + space.length] as number);
		return { outputSize: Math.floor((size + before + after - width) / stride) + 1, before };
	});
	return {
		strides,
		dilations,
		padsBefore: axes.map(({ before }) => before),
		outputSizes: axes.map(({ outputSize }) => outputSize),
		group: call.int("group", 1),
	};
}
