import { DTYPES, Tensor } from "@polyinfer/core";
import { buildModel, writeOnnx } from "@polyinfer/model";
import type { OfficialCase } from "../official/official-case.ts";

/** A `TensorProto` of less than 128 bytes, by its field numbers: dims 1, data_type 2, raw_data 9. */
export function tensorProto({ dtype, shape, data }: Tensor): Uint8Array {
	const { buffer, byteOffset, byteLength } = data as Float32Array;
	const dims = shape.flatMap((size) => [0x08, size]);
	return Uint8Array.of(
		...dims,
		0x10,
		DTYPES[dtype].number,
		0x4a,
		byteLength,
		...new Uint8Array(buffer, byteOffset, byteLength),
	);
}

const vector = (values: readonly number[]): Tensor =>
	new Tensor("float32", Float32Array.from(values), [values.length]) as Tensor;

/** A case of `y = a + b` that expects `y`; `values` are those of `a`, `b` and `y`. */
export function addCase(name: string, ...values: readonly [a: number[], b: number[], y: number[]]): OfficialCase {
	const [a, b, y] = values.map((numbers) => tensorProto(vector(numbers))) as [Uint8Array, Uint8Array, Uint8Array];
	const value = (of: string) => ({ name: of, dtype: "float32", shape: [values[0].length] }) as const;
	const model = buildModel({
		inputs: [value("a"), value("b")],
		outputs: [value("y")],
		nodes: [{ operator: "Add", inputs: ["a", "b"], outputs: ["y"] }],
		opset: 17,
	});
	return { name, model: writeOnnx(model), dataSets: [{ inputs: [a, b], outputs: [y] }] };
}
