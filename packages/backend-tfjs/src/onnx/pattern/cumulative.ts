import { type HostTensor, isBig, newHostArray, roundTo } from "../host-tensor.ts";
import { spansOf } from "../indexing/spans.ts";

/** How ONNX's CumSum and CumProd go along an axis. */
export interface CumulativeOptions {
	/** 0 and above. */
	readonly axis: number;
	/** An element counts from the next one on. */
	readonly exclusive: boolean;
	/** From the end. */
	readonly reverse: boolean;
}

/** Running sums or products along an axis; floats are carried in float64. */
export function cumulative(
	x: HostTensor,
	operation: "sum" | "product",
	{ axis, exclusive, reverse }: CumulativeOptions,
): HostTensor {
	const { outer, size, inner } = spansOf(x.shape, axis);
	const data = newHostArray(x.dtype, x.data.length);
	const first = operation === "sum" ? 0 : 1;
	const start = isBig(x.dtype) ? BigInt(first) : first;
	for (let block = 0; block < outer; block++)
		for (let i = 0; i < inner; i++) {
			let total = start as number;
			for (let n = 0; n < size; n++) {
				const at = (block * size + (reverse ? size - 1 - n : n)) * inner + i;
				const before = total;
				const each = x.data[at] as number;
				total = operation === "sum" ? total + each : total * each;
				const out = exclusive ? before : total;
				data[at] = (typeof out === "bigint" ? out : roundTo(x.dtype, out)) as never;
			}
		}
	return { dtype: x.dtype, shape: x.shape, data };
}
