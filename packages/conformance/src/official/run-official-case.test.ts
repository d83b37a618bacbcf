import { type Backend, Tensor } from "@polyinfer/core";
import { buildModel, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { createFakeBackend } from "../fake/create-fake-backend.ts";
import { withResults } from "../testing/mutation.ts";
import { addCase, tensorProto } from "../testing/tiny-official-case.ts";
import { runOfficialCase } from "./run-official-case.ts";

const fake = createFakeBackend();
/** A fake whose every output holds these numbers. */
const giving = (values: readonly number[], shape = [values.length]): Backend =>
	withResults(fake, /./, () => [new Tensor("float32", Float32Array.from(values), shape) as Tensor]);

test("a case passes whose outputs are as expected, within ONNX's tolerance", async () => {
	expect(await runOfficialCase(fake, addCase("test_add", [1, 2], [3, 4], [4, 6]))).toEqual({
		name: "test_add",
		outcome: "pass",
	});
	expect(await runOfficialCase(fake, addCase("test_add", [1], [1], [2.0019]))).toMatchObject({ outcome: "pass" });
	expect(fake.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	expect(fake.violations).toEqual([]);
});

test("infinities and not-a-number equal themselves only", async () => {
	const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
	expect(await runOfficialCase(fake, addCase("test_add", [inf, nan], [1, 1], [inf, nan]))).toMatchObject({
		outcome: "pass",
	});
	for (const [came, wanted] of [
		[1, inf],
		[inf, 1],
		[-inf, inf],
		[1, nan],
		[nan, 1],
	] as const)
		expect(await runOfficialCase(giving([came]), addCase("test_add", [1], [1], [wanted]))).toMatchObject({
			outcome: "wrong",
		});
});

test("other numbers, shapes and dtypes are wrong", async () => {
	const one = addCase("test_add", [1, 2], [3, 4], [4, 6]);
	expect(await runOfficialCase(giving([4, 6.01]), one)).toEqual({
		name: "test_add",
		outcome: "wrong",
		message: "Expected 6 as element 1 of output `y` (float32 [2]) but received 6.010000228881836.",
	});
	expect(await runOfficialCase(giving([4, 6], [2, 1]), one)).toMatchObject({ outcome: "wrong" });
	const integers = withResults(fake, /./, () => [new Tensor("int32", Int32Array.of(4, 6), [2]) as Tensor]);
	expect(await runOfficialCase(integers, one)).toMatchObject({ outcome: "wrong", message: /received int32/ });
	expect(
		await runOfficialCase(
			withResults(fake, /./, () => [undefined]),
			one,
		),
	).toMatchObject({ outcome: "wrong" });
});

test("a later data set counts as the first does", async () => {
	const [good, bad] = [addCase("test_add", [1], [1], [2]), addCase("test_add", [1], [1], [3])];
	const both = { ...good, dataSets: [...good.dataSets, ...bad.dataSets] };
	expect(await runOfficialCase(fake, both)).toMatchObject({ outcome: "wrong" });
});

test("UNSUPPORTED is unsupported, any other rejection an error", async () => {
	const one = addCase("test_add", [1], [1], [2]);
	const failing = (stage: "compile" | "run", code: "UNSUPPORTED" | "ENGINE") =>
		runOfficialCase(createFakeBackend({ fail: { stage, code, message: "no" } }), one);
	for (const stage of ["compile", "run"] as const) {
		expect(await failing(stage, "UNSUPPORTED")).toMatchObject({ outcome: "unsupported", code: "UNSUPPORTED" });
		expect(await failing(stage, "ENGINE")).toMatchObject({ outcome: "error", code: "ENGINE", message: "no" });
	}
});

test("broken files are an error, with INVALID_MODEL", async () => {
	const one = addCase("test_add", [1], [1], [2]);
	const broken = [
		{ ...one, model: one.model.subarray(0, 30) },
		{ ...one, dataSets: [{ inputs: [Uint8Array.of(1)], outputs: [] }] },
		{
			...one,
			dataSets: [{ inputs: Array(3).fill(tensorProto(new Tensor("int8", new Int8Array(1), [1]))), outputs: [] }],
		},
	];
	for (const files of broken)
		expect(await runOfficialCase(fake, files)).toMatchObject({ outcome: "error", code: "INVALID_MODEL" });
});

test("of random cases only dtypes and shapes are compared", async () => {
	const one = (name: string) => addCase(name, [1], [1], [7]);
	expect(await runOfficialCase(fake, one("test_training_dropout"))).toMatchObject({ outcome: "random" });
	expect(await runOfficialCase(giving([2], [1, 1]), one("test_bernoulli"))).toMatchObject({ outcome: "wrong" });
	expect(await runOfficialCase(fake, one("test_training_dropout_zero_ratio"))).toMatchObject({ outcome: "wrong" });
});

test("a disputed case is right by the data and by the operator's text, and by nothing else", async () => {
	const name = "test_resize_downsample_scales_linear_align_corners";
	const one = addCase(name, [1, 1], [0, 0], [1, 3.142857]);
	const named = { ...one, model: writeOnnx(renamed()) };
	expect(await runOfficialCase(giving([1, 3.142857]), named)).toMatchObject({ outcome: "pass" });
	expect(await runOfficialCase(giving([1, 4]), named)).toMatchObject({ outcome: "disputed" });
	expect(await runOfficialCase(giving([1, 5]), named)).toMatchObject({ outcome: "wrong" });
});

test("a Fourier transform may be off by a millionth of its largest number, no other case", async () => {
	const off = giving([1000, 0.0005]);
	const one = (name: string) => addCase(name, [1000, 0], [0, 0], [1000, 0]);
	expect(await runOfficialCase(off, one("test_dft_axis"))).toMatchObject({ outcome: "pass" });
	expect(await runOfficialCase(off, one("test_add"))).toMatchObject({ outcome: "wrong" });
	expect(await runOfficialCase(giving([1000, 0.01]), one("test_dft_axis"))).toMatchObject({ outcome: "wrong" });
});

test("a model that is opened though its inputs are sequences is wrong", async () => {
	const one = addCase("test_add", [1], [1], [2]);
	const sequence = writeOnnx(
		renamed("y", { kind: "sequence", element: { kind: "tensor", elementType: 1, shape: null } }),
	);
	const opened: Backend = {
		...fake,
		createSession: (_, ...rest) =>
			fake.createSession(
				{ format: "onnx", files: [{ name: "", bytes: one.model }], sha256: "", findings: [] },
				...rest,
			),
	};
	const files = { ...one, model: sequence, dataSets: [{ inputs: [new Uint8Array()], outputs: [] }] };
	expect(await runOfficialCase(opened, files)).toMatchObject({ outcome: "wrong", message: /`a` is no tensor/ });
});

/** The model of `addCase`, its output under another name, its first input of another type. */
function renamed(output = "Y", type?: ReturnType<typeof buildModel>["graph"]["inputs"][number]["type"]) {
	const value = (name: string) => ({ name, dtype: "float32", shape: [2] }) as const;
	const model = buildModel({
		inputs: [value("a"), value("b")],
		outputs: [value(output)],
		nodes: [{ operator: "Add", inputs: ["a", "b"], outputs: [output] }],
		opset: 17,
	});
	const [first, ...others] = model.graph.inputs;
	if (type === undefined || first === undefined) return model;
	return { ...model, graph: { ...model.graph, inputs: [{ ...first, type }, ...others] } };
}
