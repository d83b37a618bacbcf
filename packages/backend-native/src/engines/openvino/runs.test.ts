import { readFile } from "node:fs/promises";
import { onnxruntime } from "@polyinfer/backend-onnx";
import { addNet, feedsFor, loadNet, slowFeed, slowNet } from "@polyinfer/conformance";
import { type LoadedModel, openSession, type SessionFacts, Tensor } from "@polyinfer/core";
import { loadEngine } from "@polyinfer/engine-host";
import { loadModel } from "@polyinfer/model";
import { fetchModel } from "@polyinfer/models";
import { expect, test } from "vitest";
import { onnx } from "../../testing/onnx.ts";
import { floats, found, lacks, open, run } from "./testing/open.ts";

/** `y = a b` with all sizes free: whether they fit is known only when it runs. */
const freeMatMul = (): Promise<LoadedModel> =>
	onnx({
		inputs: [
			{ name: "a", dtype: "float32", shape: ["n", "k"] },
			{ name: "b", dtype: "float32", shape: ["l", "m"] },
		],
		outputs: [{ name: "y", dtype: "float32", shape: ["n", "m"] }],
		nodes: [{ operator: "MatMul", inputs: ["a", "b"], outputs: ["y"] }],
	});

run(`a run that fails leaves the next ones right${lacks}`, async () => {
	const session = await open(await freeMatMul());
	const right = { a: floats([2, 3]), b: floats([3, 4]) };
	const wrong = { a: floats([2, 3]), b: floats([5, 4]) };
	for (let i = 0; i < 4; i++) {
		await expect(session.run(wrong)).rejects.toMatchObject({ code: "ENGINE" });
		expect((await session.run(right)).y?.data).toEqual(new Float32Array(8).fill(3));
	}
	await session.dispose();
});

run("a run that fails spoils none that runs beside it", { timeout: 30_000 }, async () => {
	const session = await open(await freeMatMul(), {}, { maxConcurrency: 4 });
	expect(session.capabilities.maxConcurrency).toBe(4);
	const runs = Array.from({ length: 60 }, (_, i) =>
		session.run({ a: floats([40, 30], i), b: floats([i % 5 === 0 ? 31 : 30, 50]) }).then(
			({ y }) => y?.data as Float32Array,
			(error: unknown) => (error as { code: string }).code,
		),
	);
	for (const [i, result] of (await Promise.all(runs)).entries())
		expect(result).toEqual(i % 5 === 0 ? "ENGINE" : new Float32Array(2000).fill(30 * i));
	await session.dispose();
});

run("an input that is handed out as it is arrives, beside outputs that are computed", async () => {
	const value = { dtype: "float32", shape: [3] } as const;
	const model = await onnx({
		inputs: [{ name: "x", ...value }],
		outputs: [
			{ name: "same", ...value },
			{ name: "twice", ...value },
		],
		nodes: [
			{ operator: "Max", inputs: ["x"], outputs: ["same"] },
			{ operator: "Add", inputs: ["x", "x"], outputs: ["twice"] },
		],
	});
	const session = await open(model, {}, { maxConcurrency: 2 });
	const given = session.allocate("same");
	for (let i = 1; i < 5; i++) {
		const { same, twice } = await session.run({ x: floats([3], i) }, i % 2 ? {} : { outputs: { same: given } });
		expect(same?.data).toEqual(new Float32Array(3).fill(i));
		if (i % 2) expect(twice?.data).toEqual(new Float32Array(3).fill(2 * i));
	}
	given.dispose();
	await session.dispose();
});

run("two outputs of the same numbers both arrive", async () => {
	const value = { dtype: "float32", shape: [3] } as const;
	const model = await onnx({
		inputs: [{ name: "x", ...value }],
		outputs: [
			{ name: "a", ...value },
			{ name: "b", ...value },
			{ name: "c", ...value },
		],
		nodes: [
			{ operator: "Neg", inputs: ["x"], outputs: ["a"] },
			{ operator: "Max", inputs: ["a"], outputs: ["b"] },
			{ operator: "Identity", inputs: ["a"], outputs: ["c"] },
		],
	});
	const session = await open(model);
	for (let i = 1; i < 4; i++) {
		const results = await session.run({ x: floats([3], i) });
		for (const name of ["a", "b", "c"]) expect(results[name]?.data, name).toEqual(new Float32Array(3).fill(-i));
	}
	await session.dispose();
});

run("a scalar arrives as one, in the first run and in the next, of known and of free rank", async () => {
	for (const shape of [[], undefined]) {
		const model = await onnx({
			inputs: [{ name: "x", dtype: "float32", ...(shape ? { shape: [3] } : {}) }],
			outputs: [{ name: "y", dtype: "float32", ...(shape ? { shape } : {}) }],
			nodes: [
				{ operator: "ReduceSum", inputs: ["x"], outputs: ["y"], attributes: { keepdims: { kind: "int", value: 0n } } },
			],
		});
		const session = await open(model).catch((error: unknown) => error as { code: string });
		if ("code" in session) expect([shape, session.code]).toEqual([undefined, "UNSUPPORTED"]);
		else
			for (let i = 1; i < 4; i++) {
				const { y } = await session.run({ x: floats([3], i) });
				expect([y?.shape, y?.data]).toEqual([[], Float32Array.of(3 * i)]);
			}
		if (!("code" in session)) await session.dispose();
	}
});

run("inputs without elements give outputs without elements, and nothing else", async () => {
	const session = await open(await freeMatMul());
	const { y } = await session.run({ a: floats([0, 3]), b: floats([3, 4]) });
	expect(y?.shape).toEqual([0, 4]);
	await expect(session.run({ a: floats([2, 0]), b: floats([0, 4]) })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("`y` is not empty"),
	});
	expect((await session.run({ a: floats([1, 1]), b: floats([1, 1]) })).y?.data).toEqual(Float32Array.of(1));
	await session.dispose();
});

run("integers that 32 bits do not hold are refused, and the cast is told", async () => {
	const value = { dtype: "int64", shape: [2] } as const;
	const model = await onnx({
		inputs: [{ name: "x", ...value }],
		outputs: [{ name: "y", ...value }],
		nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
	});
	const session = await open(model);
	expect(session.report.casts).toEqual(["input `x`: int64 -> int32", "output `y`: int32 -> int64"]);
	const feed = (...numbers: bigint[]) => ({ x: new Tensor("int64", BigInt64Array.from(numbers), [2]) });
	expect((await session.run(feed(-3n, 2n ** 20n))).y?.data).toEqual(BigInt64Array.of(-6n, 2n ** 21n));
	for (const far of [2n ** 31n, -(2n ** 31n) - 1n])
		await expect(session.run(feed(1n, far))).rejects.toMatchObject({ code: "UNSUPPORTED" });
	await session.dispose();
	await expect(open(model, {}, { strict: true })).rejects.toMatchObject({ code: "UNSUPPORTED" });
});

run("float64 is refused unless a precision is named", async () => {
	const value = { dtype: "float64", shape: [1] } as const;
	const model = await onnx({
		inputs: [{ name: "x", ...value }],
		outputs: [{ name: "y", ...value }],
		nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
	});
	await expect(open(model)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("inferencePrecision"),
	});
	const session = await open(model, { inferencePrecision: "f32" });
	expect(session.report.casts).toEqual(["input `x`: float64 -> float32", "output `y`: float32 -> float64"]);
	await session.dispose();
});

run("an input with a default may be left out, and is refused where it is given", async () => {
	const value = { dtype: "float32", shape: [2] } as const;
	const model = await onnx({
		inputs: [
			{ name: "x", ...value },
			{ name: "bias", ...value },
		],
		outputs: [{ name: "y", ...value }],
		nodes: [{ operator: "Add", inputs: ["x", "bias"], outputs: ["y"] }],
		weights: { bias: { dtype: "float32", data: Float32Array.of(10, 20), shape: [2] } },
	});
	const session = await open(model);
	expect((await session.run({ x: floats([2]) })).y?.data).toEqual(Float32Array.of(11, 21));
	await expect(session.run({ x: floats([2]), bias: floats([2]) })).rejects.toMatchObject({ code: "UNSUPPORTED" });
	await session.dispose();
});

run("an abort stops a run inside the engine, and the next one is right", { timeout: 30_000 }, async () => {
	const net = slowNet(80);
	const session = await open(await loadNet(net, "onnx"), {}, { threads: 1 });
	const { name, shape } = session.inputs[0] as unknown as { name: string; shape: number[] };
	const feeds = { [name]: new Tensor("float32", slowFeed(1), shape) };
	const expected = await session.run(feeds);
	const started = performance.now();
	await session.run(feeds);
	const wholeMs = performance.now() - started;
	const running = session.run(feeds, { signal: AbortSignal.timeout(Math.max(1, Math.floor(wholeMs / 4))) });
	await expect(running).rejects.toMatchObject({ code: "ABORTED" });
	expect(await session.run(feeds)).toEqual(expected);
	await session.dispose();
});

const quantized = await fetchModel("efficientnet-lite0-int8");
test.skipIf(lacks !== "" || quantized.missing)(
	`a net with int8 weights gives the numbers that ONNX Runtime gives ${quantized.missing ?? ""}`,
	async () => {
		const [model] = await loadModel(new Uint8Array(await readFile(quantized.path as string)), {});
		const reference = await openSession(onnxruntime, model as LoadedModel);
		const { name, shape } = reference.inputs[0] as unknown as { name: string; shape: (number | null)[] };
		const sizes = shape.map((size) => size ?? 1);
		const count = sizes.reduce((product, size) => product * size, 1);
		const picture = Float32Array.from({ length: count }, (_, i) => Math.sin(i * 0.37));
		const feeds = { [name]: new Tensor("float32", picture, sizes) };
		const session = await open(model as LoadedModel);
		const [wanted, given] = [await reference.run(feeds), await session.run(feeds)];
		for (const [output, tensor] of Object.entries(wanted)) {
			const numbers = tensor?.data as Float32Array;
			const range = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
			const other = given[output]?.data as Float32Array;
			for (const [i, number] of numbers.entries())
				expect(Math.abs(number - (other[i] as number))).toBeLessThan(1e-4 * range);
		}
		await session.dispose();
		await reference.dispose();
	},
);

run("tells the time of each layer where that is asked for", async () => {
	const { engine, library } = found as { engine: string; library: string };
	const loaded = await loadEngine({ engine, library });
	const { files } = await loadNet(addNet, "onnx");
	const facts = {} as SessionFacts;
	const open = (options: Record<string, string>) => loaded.open({ format: "onnx", files, options, facts });
	const session = await open({ PERF_COUNT: "YES" });
	expect(() => session.describe("profile")).toThrow("Nothing has run yet.");
	const feeds = feedsFor(addNet) as Record<string, Tensor>;
	await session.run(
		session.inputs.map(({ name }) => feeds[name]),
		["new"],
	);
	const { layers } = session.describe("profile") as { layers: { name: string; state: string; wallUs: number }[] };
	expect(layers.find(({ name }) => name === "sum")).toMatchObject({ state: "executed", wallUs: expect.any(Number) });
	await session.dispose();
	expect(() => session.describe("profile")).toThrow(expect.objectContaining({ code: "DISPOSED" }));
});
