import { InferenceError } from "@polyinfer/core";
import type { HostTensor } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { broadcastShapes, checkSize } from "../sizes.ts";

/** Integer matrices with the offset of each row (`a`) or column (`b`), already taken off. */
export interface IntegerMatrices {
	readonly a: HostTensor;
	readonly aZero?: HostTensor | undefined;
	readonly b: HostTensor;
	readonly bZero?: HostTensor | undefined;
}

/** NumPy's matmul of small integers, in int32. Zero points are single, of each row of `a`, or of each column of `b`. */
export function integerMatmul({ a, aZero, b, bZero }: IntegerMatrices): HostTensor {
	const left = withoutOffset(a, aZero, "rows");
	const right = withoutOffset(b, bZero, "columns");
	const [aShape, bShape] = [
		a.shape.length === 1 ? [1, ...a.shape] : a.shape,
		b.shape.length === 1 ? [...b.shape, 1] : b.shape,
	];
	const [m, k, n] = [aShape.at(-2) as number, aShape.at(-1) as number, bShape.at(-1) as number];
	if (bShape.at(-2) !== k)
		throw new InferenceError("INVALID_ARGUMENT", `Matrices of shapes [${a.shape}] and [${b.shape}] do not multiply.`);
	const batch = broadcastShapes(aShape.slice(0, -2), bShape.slice(0, -2));
	const data = new Int32Array(product(checkSize([...batch, m, n])));
	for (let i = 0; i < product(batch); i++) {
		const [from, by] = [batchPlace(i, batch, aShape) * m * k, batchPlace(i, batch, bShape) * k * n];
		for (let row = 0; row < m; row++)
			for (let each = 0; each < k; each++) {
				const factor = left[from + row * k + each] as number;
				if (factor === 0) continue;
				const [to, other] = [(i * m + row) * n, by + each * n];
				for (let column = 0; column < n; column++)
					data[to + column] = (data[to + column] as number) + factor * (right[other + column] as number);
			}
	}
	const shape = [...batch, ...(a.shape.length === 1 ? [] : [m]), ...(b.shape.length === 1 ? [] : [n])];
	return { dtype: "int32", shape, data };
}

/** Which matrix of a batch the `i`-th of the broadcast batch is. */
function batchPlace(i: number, batch: readonly number[], shape: readonly number[]): number {
	let [rest, place, stride] = [i, 0, 1];
	for (let axis = batch.length - 1; axis >= 0; axis--) {
		const size = batch[axis] as number;
		const own = shape[shape.length - 2 - batch.length + axis] ?? 1;
		if (own !== 1) place += (rest % size) * stride;
		stride *= own;
		rest = Math.floor(rest / size);
	}
	return place;
}

function withoutOffset(x: HostTensor, zero: HostTensor | undefined, of: "rows" | "columns"): Int32Array {
	const columns = x.shape.at(-1) ?? 1;
	const many = zero === undefined ? 1 : zero.data.length;
	const data = new Int32Array(x.data.length);
	for (let i = 0; i < data.length; i++) {
		const at = many === 1 ? 0 : (of === "columns" ? i : Math.floor(i / columns)) % many;
		data[i] = Number(x.data[i]) - (zero === undefined ? 0 : Number(zero.data[at]));
	}
	return data;
}
