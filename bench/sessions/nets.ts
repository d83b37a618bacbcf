import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { heavyNet, loadNet, slowNet } from "@polyinfer/conformance";
import { buildModel, type ModelSpec, writeOnnx } from "@polyinfer/model";

/** A model of the suite: one float32 input and one float32 output, of fixed shapes. */
export interface BenchNet {
	readonly id: string;
	readonly input: { readonly name: string; readonly shape: readonly number[] };
	readonly output: { readonly name: string; readonly shape: readonly number[] };
}

const steps = 400;
const heavyLayers = 64;

/** Four numbers, each plus one: nothing but the cost of a call. */
export const tiny: BenchNet = {
	id: "tiny",
	input: { name: "x", shape: [1, 4] },
	output: { name: "y", shape: [1, 4] },
};

/** A detector's tensors, 4.9 MB in and 2.8 MB out, and hardly any arithmetic: the first numbers of the input. */
export const wide: BenchNet = {
	id: "wide",
	input: { name: "x", shape: [1, 3, 640, 640] },
	output: { name: "y", shape: [1, 84, 8400] },
};

/** EfficientNet-lite0's input and output without the net between: what a call costs around a real one. */
export const hollow: BenchNet = {
	id: "hollow",
	input: { name: "x", shape: [1, 3, 224, 224] },
	output: { name: "y", shape: [1, 1000] },
};

/** Fetched, not written here. */
export const efficientnet: BenchNet = {
	id: "efficientnet-lite0",
	input: { name: "images", shape: [1, 3, 224, 224] },
	output: { name: "logits", shape: [1, 1000] },
};

/** About 150 ms of matrix products on one thread. */
export const slow: BenchNet = {
	id: "slow",
	input: { name: "x", shape: [256, 256] },
	output: { name: "y", shape: [256, 256] },
};

/** 64 MiB of weights: slow to open, quick to run. */
export const heavy: BenchNet = {
	id: "heavy",
	input: { name: "x", shape: [1, 512] },
	output: { name: "y", shape: [1, 512] },
};

/** Every net of the suite. */
export const NETS: readonly BenchNet[] = [tiny, wide, hollow, efficientnet, slow, heavy];

/** Where the model of a net is. */
export const modelFile = (folder: string, net: BenchNet): string => join(folder, `${net.id}.onnx`);

/** Where the input of a net is: raw float32. */
export const inputFile = (folder: string, net: BenchNet): string => join(folder, `${net.id}.input.f32`);

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Writes the models that are not fetched, and an input for each net. */
export async function writeNets(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	const write = (net: BenchNet, bytes: Uint8Array) => writeFile(modelFile(folder, net), bytes);
	await write(tiny, writeOnnx(buildModel(addOne(tiny))));
	await write(wide, writeOnnx(buildModel(firstNumbers(wide))));
	await write(hollow, writeOnnx(buildModel(firstNumbers(hollow))));
	for (const [net, of] of [
		[slow, slowNet(steps)],
		[heavy, heavyNet(heavyLayers)],
	] as const)
		await write(net, (await loadNet(of)).files[0]?.bytes ?? new Uint8Array());
	for (const net of NETS)
		await writeFile(inputFile(folder, net), new Uint8Array(numbers(sizeOf(net.input.shape)).buffer));
}

function addOne({ input, output }: BenchNet): ModelSpec {
	return {
		opset: 17,
		inputs: [{ ...input, dtype: "float32" }],
		outputs: [{ ...output, dtype: "float32" }],
		nodes: [{ operator: "Add", inputs: [input.name, "one"], outputs: [output.name] }],
		weights: { one: { dtype: "float32", data: Float32Array.of(1), shape: [1] } },
	};
}

function firstNumbers({ input, output }: BenchNet): ModelSpec {
	const whole = (...values: number[]) => ({
		dtype: "int64" as const,
		data: BigInt64Array.from(values, BigInt),
		shape: [values.length],
	});
	return {
		opset: 17,
		inputs: [{ ...input, dtype: "float32" }],
		outputs: [{ ...output, dtype: "float32" }],
		nodes: [
			{ operator: "Reshape", inputs: [input.name, "flat"], outputs: ["all"] },
			{ operator: "Slice", inputs: ["all", "begin", "end"], outputs: ["some"] },
			{ operator: "Reshape", inputs: ["some", "shape"], outputs: [output.name] },
		],
		weights: {
			flat: whole(-1),
			begin: whole(0),
			end: whole(sizeOf(output.shape)),
			shape: whole(...output.shape),
		},
	};
}

/** Numbers in [0, 1), the same on every machine. */
function numbers(count: number): Float32Array {
	const values = new Float32Array(count);
	for (let i = 0, state = 1; i < count; i++) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		values[i] = (state >>> 8) / 2 ** 24;
	}
	return values;
}
