import type { Tensor } from "@polyinfer/core";
import { buildModel, writeOnnx } from "@polyinfer/model";

/** What the smoke model is fed. */
export const SMOKE_INPUT: readonly number[] = [1, -2, 3.5, 0];
/** What comes out: every step is exact in float32. */
const SMOKE_OUTPUT: readonly number[] = [2, -4, 7, 0];

/** A model of one node, ONNX: `y = x + x`, float32 `[1,4]`. */
export function smokeModel(): Uint8Array {
	const shape = [1, 4];
	return writeOnnx(
		buildModel({
			opset: 13,
			name: "smoke",
			inputs: [{ name: "x", dtype: "float32", shape }],
			outputs: [{ name: "y", dtype: "float32", shape }],
			nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
		}),
	);
}

/** Why `y` is not what the smoke model gives; `undefined` where it is. */
export function wrongSmokeOutput(y: Tensor | undefined): string | undefined {
	const numbers = y?.toNumbers() ?? [];
	if (numbers.length === SMOKE_OUTPUT.length && numbers.every((value, i) => value === SMOKE_OUTPUT[i]))
		return undefined;
	return `the smoke model gave [${numbers}], not [${SMOKE_OUTPUT}]`;
}
