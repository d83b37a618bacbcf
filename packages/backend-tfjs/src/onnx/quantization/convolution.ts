import { stridesOf } from "../host/strides.ts";
import type { HostTensor } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";

/** Window of a convolution, an entry for each axis of space. */
export interface Window {
	readonly strides: readonly number[];
	readonly dilations: readonly number[];
	/** Before each axis. */
	readonly padsBefore: readonly number[];
	readonly outputSizes: readonly number[];
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
	{ xZero, wZero }: { readonly xZero?: HostTensor | undefined; readonly wZero?: HostTensor | undefined },
): HostTensor {
	const [batch = 1, channels = 1, ...space] = x.shape;
	const [outputs = 1, perGroup = 1, ...kernel] = w.shape;
	const { outputSizes, group } = window;
	const [spaceCount, kernelCount, outCount] = [product(space), product(kernel), product(outputSizes)];
	const taps = tapTable(space, kernel, window);
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
	return { dtype: "int32", shape: [batch, outputs, ...outputSizes], data };
}

/** For each tap of the kernel and each output place: the place in the input, -1 in the padding. */
function tapTable(space: readonly number[], kernel: readonly number[], window: Window): Int32Array {
	const { strides, dilations, padsBefore, outputSizes } = window;
	const [kernelCount, outCount] = [product(kernel), product(outputSizes)];
	const [spaceStrides, kernelStrides, outStrides] = [space, kernel, outputSizes].map(stridesOf) as [
		number[],
		number[],
		number[],
	];
	const table = new Int32Array(kernelCount * outCount);
	for (let tap = 0; tap < kernelCount; tap++)
		for (let at = 0; at < outCount; at++) {
			let place = 0;
			for (const [axis, size] of space.entries()) {
				const k = Math.floor(tap / (kernelStrides[axis] as number)) % (kernel[axis] as number);
				const o = Math.floor(at / (outStrides[axis] as number)) % (outputSizes[axis] as number);
				const i = o * (strides[axis] as number) + k * (dilations[axis] as number) - (padsBefore[axis] as number);
				if (i < 0 || i >= size) {
					place = -1;
					break;
				}
				place += i * (spaceStrides[axis] as number);
			}
			table[tap * outCount + at] = place;
		}
	return table;
}
