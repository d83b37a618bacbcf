import { Tensor } from "@polyinfer/core";
import { type Attribute, attribute, buildModel } from "@polyinfer/model";
import { expect, test } from "vitest";
import { planOnnx } from "../index.ts";
import { expectLikeOnnxruntime } from "../testing/compare-node.ts";
import { noise } from "../testing/run-program.ts";
import { tensorFlow } from "../testing/tensorflow.ts";

const [steps, batch, size, hidden] = [5, 3, 4, 6];
const gates = { RNN: 1, GRU: 3, LSTM: 4 };

interface Variant {
	readonly operator: keyof typeof gates;
	readonly attributes?: Readonly<Record<string, Attribute>>;
	readonly directions?: 1 | 2;
	readonly lengths?: readonly number[];
	readonly peepholes?: true;
}

function centered(shape: readonly number[]): Tensor {
	const { data } = noise("float32", shape, 2);
	return new Tensor(
		"float32",
		Float32Array.from(data as Float32Array, (x) => x - 1),
		shape,
	) as Tensor;
}

function check({ operator, attributes = {}, directions = 1, lengths, peepholes }: Variant): Promise<void> {
	const rows = gates[operator] * hidden;
	const states = operator === "LSTM" ? 2 : 1;
	const inputs = [
		centered([steps, batch, size]),
		centered([directions, rows, size]),
		centered([directions, rows, hidden]),
		centered([directions, 2 * rows]),
		lengths && (new Tensor("int32", Int32Array.from(lengths), [batch]) as Tensor),
		...Array.from({ length: states }, () => centered([directions, batch, hidden])),
		...(peepholes ? [centered([directions, 3 * hidden])] : []),
	];
	const outputs = Array.from({ length: 1 + states }, () => "float32" as const);
	return expectLikeOnnxruntime({
		operator,
		opset: 14,
		attributes: { hidden_size: attribute.int(hidden), ...attributes },
		inputs,
		outputs,
	});
}

const both = { direction: attribute.string("bidirectional") };
const back = { direction: attribute.string("reverse") };

for (const operator of ["RNN", "GRU", "LSTM"] as const) {
	test(`${operator} goes forward`, () => check({ operator }));
	test(`${operator} goes backward`, () => check({ operator, attributes: back }));
	test(`${operator} goes in both directions`, () => check({ operator, attributes: both, directions: 2 }));
	test(`${operator} stops each sequence of a batch at its length`, () =>
		check({ operator, attributes: both, directions: 2, lengths: [5, 2, 4] }));
	test(`${operator} cuts off what goes into its activations`, () =>
		check({ operator, attributes: { clip: attribute.float(0.3) } }));
}

test("GRU resets before the product, too", () =>
	check({ operator: "GRU", attributes: { ...both, linear_before_reset: attribute.int(1) }, directions: 2 }));

test("LSTM looks at its cell through peepholes", () =>
	check({ operator: "LSTM", attributes: both, directions: 2, peepholes: true }));

test("LSTM couples the forget gate to the input gate", () =>
	check({ operator: "LSTM", attributes: { input_forget: attribute.int(1) } }));

test("RNN takes each of ONNX's activations with its parameters", async () => {
	for (const [name, alpha, beta] of [
		["Relu"],
		["Affine", 0.5, 0.1],
		["LeakyRelu", 0.3],
		["ThresholdedRelu", 0.2],
		["ScaledTanh", 0.7, 0.4],
		["HardSigmoid", 0.3, 0.4],
		["Elu", 0.8],
		["Softsign"],
		["Softplus"],
	] as const)
		await check({
			operator: "RNN",
			attributes: {
				activations: attribute.strings([name]),
				...(alpha !== undefined && { activation_alpha: attribute.floats([alpha]) }),
				...(beta !== undefined && { activation_beta: attribute.floats([beta]) }),
			},
		});
});

test("an activation that nobody knows is UNSUPPORTED before anything runs", async () => {
	const model = buildModel({
		opset: 14,
		inputs: ["x", "w", "r"].map((name) => ({ name, dtype: "float32" as const })),
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [
			{
				operator: "RNN",
				inputs: ["x", "w", "r"],
				outputs: ["y"],
				attributes: { hidden_size: attribute.int(hidden), activations: attribute.strings(["Sinc"]) },
			},
		],
	});
	await expect(planOnnx(await tensorFlow("cpu"), model)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("Sinc"),
	});
});
