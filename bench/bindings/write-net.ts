import { buildModel, type ModelSpec, writeOnnx, writeTflite } from "@polyinfer/model";
import type { BindingNet, NetFormat } from "./nets.ts";

interface Value {
	readonly name: string;
	readonly dtype: "float32";
	readonly shape: readonly number[];
}

const ONE = Float32Array.of(1);

/** The bytes of a net that is not fetched. Throws for one that is not written in this format. */
export function writeNet({ id, input, files }: BindingNet, format: NetFormat): Uint8Array {
	const x = { ...input, dtype: "float32" } as const;
	if (files[format] === "plus-one") return format === "tflite" ? tflitePlusOne(x) : onnxPlusOne(x);
	if (files[format] === "first-channel" && format === "onnx") return onnxFirstChannel(x);
	throw new Error(`Expected a net that is written as ${format} but received ${id}.`);
}

function tflitePlusOne(x: Value): Uint8Array {
	return writeTflite({
		tensors: [x, { name: "one", dtype: "float32", shape: [1], data: new Uint8Array(ONE.buffer) }, { ...x, name: "y" }],
		inputs: [0],
		outputs: [2],
		operators: [{ operator: "ADD", inputs: [0, 1], outputs: [2] }],
	});
}

function onnxPlusOne(x: Value): Uint8Array {
	const spec: ModelSpec = {
		opset: 17,
		inputs: [x],
		outputs: [{ ...x, name: "y" }],
		nodes: [{ operator: "Add", inputs: [x.name, "one"], outputs: ["y"] }],
		weights: { one: { dtype: "float32", data: ONE, shape: [1] } },
	};
	return writeOnnx(buildModel(spec));
}

function onnxFirstChannel(x: Value): Uint8Array {
	const whole = (value: number) => ({ dtype: "int64" as const, data: BigInt64Array.of(BigInt(value)), shape: [1] });
	const spec: ModelSpec = {
		opset: 17,
		inputs: [x],
		outputs: [{ ...x, name: "y", shape: x.shape.with(1, 1) }],
		nodes: [{ operator: "Slice", inputs: [x.name, "begin", "end", "axis"], outputs: ["y"] }],
		weights: { begin: whole(0), end: whole(1), axis: whole(1) },
	};
	return writeOnnx(buildModel(spec));
}
