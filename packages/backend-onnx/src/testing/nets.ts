import { createHash } from "node:crypto";
import type { BackendContext, DType, LoadedModel } from "@polyinfer/core";
import { buildModel, type ModelSpec, writeOnnx } from "@polyinfer/model";

/** A context that nobody listens to. */
export const context: BackendContext = { stage() {}, progress() {}, log() {} };

/** These bytes as a model that the loader has passed. */
export function loadedModel(bytes: Uint8Array, metadata?: LoadedModel["metadata"]): LoadedModel {
	return {
		format: "onnx",
		files: [{ name: "", bytes }],
		sha256: createHash("sha256").update(bytes).digest("hex"),
		findings: [],
		...(metadata === undefined ? {} : { metadata }),
	};
}

/** A small ONNX model, operator set 17. */
export function onnx(spec: Omit<ModelSpec, "opset">): LoadedModel {
	const values = (specs: ModelSpec["inputs"]) =>
		specs.map(({ name, dtype, shape }) => ({
			name,
			dtype,
			shape: shape?.map((dim) => (typeof dim === "number" ? dim : null)) ?? null,
			...(shape ? { dimNames: shape.map((dim) => (typeof dim === "string" ? dim : null)) } : {}),
		}));
	return loadedModel(writeOnnx(buildModel({ ...spec, opset: 17 })), {
		inputs: values(spec.inputs),
		outputs: values(spec.outputs),
		opsets: { "": 17 },
		operators: {},
		parameters: { count: 0, bytes: 0 },
		properties: {},
	});
}

/** One input `x` that comes out as `y`. */
export function identityNet(dtype: DType, shape: ModelSpec["inputs"][number]["shape"]): LoadedModel {
	const sizes = shape === undefined ? {} : { shape };
	return onnx({
		inputs: [{ name: "x", dtype, ...sizes }],
		outputs: [{ name: "y", dtype, ...sizes }],
		nodes: [{ operator: "Identity", inputs: ["x"], outputs: ["y"] }],
	});
}

/** Multiplies a square matrix `x` by itself `times` times: about 2 n^3 operations each. */
export function heavyNet(times: number): LoadedModel {
	const names = ["x", ...Array.from({ length: times - 1 }, (_, i) => `x${i}`), "y"];
	return onnx({
		inputs: [{ name: "x", dtype: "float32", shape: ["n", "n"] }],
		outputs: [{ name: "y", dtype: "float32", shape: ["n", "n"] }],
		nodes: Array.from({ length: times }, (_, i) => ({
			operator: "MatMul",
			inputs: [names[i] as string, "x"],
			outputs: [names[i + 1] as string],
		})),
	});
}

/** y = x + w, the two numbers of w (3 and 4) in a second file: fields of ModelProto, written by hand. */
export function externalNet(): LoadedModel {
	const bytes = (...parts: (number[] | string)[]): number[] =>
		parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part)] : part));
	const field = (number: number, value: number[] | string): number[] => {
		const content = bytes(value);
		return [(number << 3) | 2, content.length, ...content];
	};
	const int = (number: number, value: number): number[] => [number << 3, value];
	const entry = (key: string, value: string): number[] => field(13, [...field(1, key), ...field(2, value)]);
	const weight = [...int(1, 2), ...int(2, 1), ...field(8, "w"), ...entry("location", "w.bin"), ...int(14, 1)];
	const shape = field(2, field(1, int(1, 2)));
	const value = (name: string): number[] => [...field(1, name), ...field(2, field(1, [...int(1, 1), ...shape]))];
	const node = [...field(1, "x"), ...field(1, "w"), ...field(2, "y"), ...field(4, "Add")];
	const graph = [
		...field(1, node),
		...field(2, "g"),
		...field(5, weight),
		...field(11, value("x")),
		...field(12, value("y")),
	];
	const opset = [...field(1, ""), ...int(2, 17)];
	const model = [...int(1, 8), ...field(7, graph), ...field(8, opset)];
	const bytesOfModel = Uint8Array.from(model);
	return {
		...loadedModel(bytesOfModel),
		files: [
			{ name: "", bytes: bytesOfModel },
			{ name: "w.bin", bytes: new Uint8Array(Float32Array.of(3, 4).buffer) },
		],
	};
}
