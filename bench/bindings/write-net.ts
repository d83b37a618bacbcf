import { buildModel, writeOnnx, writeTflite } from "@polyinfer/model";
import type { BindingNet, NetFormat } from "./nets.ts";

const ONE = Float32Array.of(1);

/** The bytes of a net that adds one to each number of its input. */
export function writeNet({ input }: BindingNet, format: NetFormat): Uint8Array {
	const x = { ...input, dtype: "float32" } as const;
	const y = { ...x, name: "y" };
	if (format === "tflite")
		return writeTflite({
			tensors: [x, { name: "one", dtype: "float32", shape: [1], data: new Uint8Array(ONE.buffer) }, y],
			inputs: [0],
			outputs: [2],
			operators: [{ operator: "ADD", inputs: [0, 1], outputs: [2] }],
		});
	return writeOnnx(
		buildModel({
			opset: 17,
			inputs: [x],
			outputs: [y],
			nodes: [{ operator: "Add", inputs: [x.name, "one"], outputs: [y.name] }],
			weights: { one: { dtype: "float32", data: ONE, shape: [1] } },
		}),
	);
}
