import { windowPlaces } from "../host/window-places.ts";
import type { HostTensor } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import type { Window } from "../operators/window.ts";

/** What goes with the tensors of a convolution. */
export interface IntegerConvolution {
	readonly xZero?: HostTensor | undefined;
	readonly wZero?: HostTensor | undefined;
	readonly group: number;
}

/**
 * A convolution of small integers in int32: `x` [n, c, ...space], `w` [m, c / group, ...kernel]. `xZero` is single, `wZero`
 * single or of each output channel.
 */
export function integerConvolution(
	x: HostTensor,
	w: HostTensor,
	window: Window,
	{ xZero, wZero, group }: IntegerConvolution,
): HostTensor {
	const [batch = 1, channels = 1, ...space] = x.shape;
	const [outputs = 1, perGroup = 1, ...kernel] = w.shape;
	const [spaceCount, kernelCount, outCount] = [product(space), product(kernel), product(window.output)];
	const taps = windowPlaces(space, window);
	const xOffset = Number(xZero?.data[0] ?? 0);
	const data = new Int32Array(batch * outputs * outCount);
	for (let n = 0; n < batch; n++)
		for (let m = 0; m < outputs; m++) {
			const wOffset = Number(wZero === undefined ? 0 : wZero.data[wZero.data.length === 1 ? 0 : m]);
			const firstChannel = Math.floor(m / (outputs / group)) * perGroup;
			const to = (n * outputs + m) * outCount;
			for (let c = 0; c < perGroup; c++) {
				const [from, by] = [(n * channels + firstChannel + c) * spaceCount, (m * perGroup + c) * kernelCount];
				for (let tap = 0; tap < kernelCount; tap++) {
					const factor = Number(w.data[by + tap]) - wOffset;
					for (let at = 0; at < outCount; at++) {
						const place = taps[tap * outCount + at] as number;
						if (place >= 0)
							data[to + at] = (data[to + at] as number) + factor * (Number(x.data[from + place]) - xOffset);
					}
				}
			}
		}
	return { dtype: "int32", shape: [batch, outputs, ...window.output], data };
}
