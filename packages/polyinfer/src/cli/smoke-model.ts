import type { ModelSource, Tensor } from "@polyinfer/core";
import { buildModel, writeOnnx, writeTflite } from "@polyinfer/model";

/** What the smoke model is fed. */
export const SMOKE_INPUT: readonly number[] = [1, -2, 3.5, 0];
/** What comes out: every step is exact in float32. */
const SMOKE_OUTPUT: readonly number[] = [2, -4, 7, 0];

/** A model of one node, in the formats that engines read or are converted to: `y = x + x`, float32 `[1,4]`. */
export function smokeModel(): ModelSource {
	const shape = [1, 4];
	const [x, y] = [{ name: "x", dtype: "float32", shape } as const, { name: "y", dtype: "float32", shape } as const];
	return {
		onnx: writeOnnx(
			buildModel({
				opset: 13,
				name: "smoke",
				inputs: [x],
				outputs: [y],
				nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
			}),
		),
		tflite: writeTflite({
			tensors: [x, y],
			inputs: [0],
			outputs: [1],
			operators: [{ operator: "ADD", inputs: [0, 0], outputs: [1] }],
		}),
	};
}

/** Why `y` is not what the smoke model gives; `undefined` where it is. */
export function wrongSmokeOutput(y: Tensor | undefined): string | undefined {
	const numbers = y?.toNumbers() ?? [];
	if (numbers.length === SMOKE_OUTPUT.length && numbers.every((value, i) => value === SMOKE_OUTPUT[i]))
		return undefined;
	return `the smoke model gave [${numbers}], not [${SMOKE_OUTPUT}]`;
}
