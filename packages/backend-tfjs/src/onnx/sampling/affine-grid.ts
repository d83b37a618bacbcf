import { stridesOf } from "../host/strides.ts";
import { type HostTensor, newHostArray, roundTo } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { checkSize } from "../sizes.ts";

/** ONNX's AffineGrid: where each pixel of [n, channels, ...space] comes from by `theta` [n, axes, axes + 1], from -1 to 1. */
export function affineGrid(theta: HostTensor, size: readonly number[], alignCorners: boolean): HostTensor {
	const [batch = 1, , ...space] = size;
	const axes = space.length;
	const places = product(checkSize(space));
	const strides = stridesOf(space);
	const data = newHostArray(theta.dtype, batch * places * axes) as Float32Array;
	const coordinate = (at: number, length: number): number =>
		alignCorners ? (length === 1 ? -1 : (2 * at) / (length - 1) - 1) : (2 * at + 1) / length - 1;
	for (let place = 0; place < places; place++) {
		// The last axis of space comes first, as in theta.
		const from = space
			.map((length, i) => coordinate(Math.floor(place / (strides[i] as number)) % length, length))
			.reverse();
		for (let n = 0; n < batch; n++)
			for (let row = 0; row < axes; row++) {
				const first = (n * axes + row) * (axes + 1);
				const offset = Number(theta.data[first + axes]);
				const sum = from.reduce((all, each, i) => all + each * Number(theta.data[first + i]), offset);
				data[(n * places + place) * axes + row] = roundTo(theta.dtype, sum);
			}
	}
	return { dtype: theta.dtype, shape: [batch, ...space, axes], data };
}
