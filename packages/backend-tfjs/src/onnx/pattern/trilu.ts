import { type HostTensor, newHostArray } from "../host-tensor.ts";

/** ONNX's Trilu: the triangle above or below the diagonal `k` of the inner two axes, zeros elsewhere. */
export function trilu(x: HostTensor, k: number, upper: boolean): HostTensor {
	const [rows, columns] = x.shape.slice(-2) as [number, number];
	const data = newHostArray(x.dtype, x.data.length);
	for (let i = 0; i < data.length; i++) {
		const diagonal = (i % columns) - (Math.floor(i / columns) % rows);
		if (upper ? diagonal >= k : diagonal <= k) data[i] = x.data[i] as never;
	}
	return { dtype: x.dtype, shape: x.shape, data };
}
