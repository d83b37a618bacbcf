import { Tensor } from "@polyinfer/core";
import { type Attribute, attribute, buildModel } from "@polyinfer/model";
import { expect, test } from "vitest";
import { planOnnx } from "../index.ts";
import { noise, runProgram } from "../testing/run-program.ts";
import { tensorFlow } from "../testing/tensorflow.ts";

const huge = 2 ** 31 - 1;
const regions = new Tensor("float32", new Float32Array(4), [1, 4]) as Tensor;
const pictures = new Tensor("int64", new BigInt64Array(1), [1]) as Tensor;

const cases: readonly [string, Readonly<Record<string, Attribute>>, readonly Tensor[], string][] = [
	["Split", { num_outputs: attribute.int(huge) }, [noise("float32", [6])], "INVALID_ARGUMENT"],
	["LRN", { size: attribute.int(-1) }, [noise("float32", [1, 2, 3, 3])], "INVALID_ARGUMENT"],
	[
		"RoiAlign",
		{ output_height: attribute.int(65_536), output_width: attribute.int(65_536) },
		[noise("float32", [1, 1, 4, 4]), regions, pictures],
		"OUT_OF_MEMORY",
	],
	["GatherElements", {}, [noise("float32", [2, 2]), pictures], "INVALID_ARGUMENT"],
	["ScatterElements", {}, [noise("float32", [2]), pictures, noise("float32", [3])], "INVALID_ARGUMENT"],
];

for (const [operator, attributes, feeds, code] of cases)
	test(`${operator} ends with ${code} where its attributes or inputs make no sense`, async () => {
		const tf = await tensorFlow("cpu");
		const before = tf.memory().numTensors;
		const model = buildModel({
			opset: 18,
			inputs: feeds.map(({ dtype }, i) => ({ name: `x${i}`, dtype })),
			outputs: [{ name: "y", dtype: "float32" }],
			nodes: [{ operator, inputs: feeds.map((_, i) => `x${i}`), outputs: ["y"], attributes }],
		});
		const program = await planOnnx(tf, model);
		await expect(runProgram(program, feeds)).rejects.toMatchObject({ code });
		program.dispose();
		expect(tf.memory().numTensors).toBe(before);
	});

test("LRN with a window beyond all channels takes all of them", async () => {
	const x = noise("float32", [1, 2, 1, 1]);
	const tf = await tensorFlow("cpu");
	const model = buildModel({
		opset: 13,
		inputs: [{ name: "x", dtype: "float32" }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [
			{
				operator: "LRN",
				inputs: ["x"],
				outputs: ["y"],
				attributes: { size: attribute.int(101), alpha: attribute.float(101), beta: attribute.float(1) },
			},
		],
	});
	const program = await planOnnx(tf, model);
	const [y] = await runProgram(program, [x]);
	program.dispose();
	const [a = 0, b = 0] = x.toNumbers();
	const [first = 0, second = 0] = (y as Tensor).toNumbers();
	expect(first).toBeCloseTo(a / (1 + a * a + b * b), 5);
	expect(second).toBeCloseTo(b / (1 + a * a + b * b), 5);
});
