import {
	addNet,
	castNet,
	chainNet,
	convNet,
	createFakeBackend,
	dynamicAxesNet,
	dynamicBatchNet,
	type FakeBackend,
	type FakeOptions,
	matmulNet,
	type Net,
	nonzeroNet,
	scalarNet,
	severalNet,
} from "@polyinfer/conformance";
import { expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { Tensor } from "../tensor.ts";
import { creatorOf, failure, other, truth } from "./testing/creator.ts";
import { faultyBackend } from "./testing/faults.ts";

const NETS: readonly Net[] = [
	addNet,
	castNet("int32"),
	chainNet,
	convNet,
	dynamicAxesNet,
	dynamicBatchNet,
	matmulNet,
	nonzeroNet,
	scalarNet,
	severalNet,
];

const opens = (fake: FakeBackend): number => fake.calls.filter(({ method }) => method === "createSession").length;
const runs = (fake: FakeBackend): number => fake.calls.filter(({ method }) => method === "run").length;

test("a right backend is never rejected, and the report says how near each output was", async () => {
	for (const net of NETS) {
		for (let seed = 0; seed < 20; seed++) {
			const [reference, chosen] = [truth(), other()];
			const create = await creatorOf(net, chosen, reference);
			const session = await create({ prefer: "other", verify: { backend: "truth", seed } });
			expect(session.report.verification).toEqual({
				reference: "truth",
				device: "cpu",
				runs: 2,
				outputs: net.outputs.map(({ name }) => expect.objectContaining({ name, maxAbsolute: 0, ok: true })),
			});
			expect(session.report.checks).toContain(`\`${net.outputs[0]?.name}\` equals truth on 2 inputs`);
			expect([session.stats.runs, runs(reference), opens(reference)]).toEqual([0, 2, 1]);
			await session.dispose();
			for (const fake of [reference, chosen]) {
				expect(fake.violations).toEqual([]);
				expect(fake.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
			}
		}
	}
});

test("sessions that queue by themselves, or know no shapes, are compared as others are", async () => {
	for (const options of [{ queues: true }, { hidesShapes: true }] satisfies FakeOptions[])
		for (const [reference, chosen] of [
			[truth(options), other()],
			[truth(), other(options)],
		] as const) {
			const session = await (await creatorOf(convNet, chosen, reference))({ prefer: "other", verify: "truth" });
			expect(session.report.verification?.outputs).toMatchObject([{ maxAbsolute: 0, ok: true }]);
			expect(session.report.notes).toEqual([]);
			await session.dispose();
			expect([...reference.violations, ...chosen.violations]).toEqual([]);
		}
});

test("`strict` asks nothing of the reference", async () => {
	const casting = truth({ facts: { casts: ["input `a`: float32 -> float16"] } });
	const create = await creatorOf(addNet, other(), casting);
	const session = await create({ prefer: "other", verify: "truth", strict: true });
	expect(session.report.verification?.outputs).toHaveLength(1);
	await session.dispose();
});

test("the next entry is tried, and the reference runs twice however many entries there are", async () => {
	const nan = (id: string): Backend => faultyBackend(createFakeBackend({ id }), () => Number.NaN);
	const reference = truth();
	const create = await creatorOf(addNet, nan("first"), nan("second"), other(), reference);
	const session = await create({ prefer: ["first", "second", "other"], verify: "truth" });
	expect(session.report.attempts.map(({ backend, code, stage }) => [backend, code, stage])).toEqual([
		["first", "ENGINE", "verify"],
		["second", "ENGINE", "verify"],
		["other", undefined, "verify"],
	]);
	expect([opens(reference), runs(reference)]).toEqual([1, 2]);
	expect(reference.counters()).toMatchObject({ sessions: 0 });
	await session.dispose();
});

test("the reference itself is not compared with itself, and a note says so", async () => {
	const reference = truth({ devices: ["cpu", "npu"] });
	const create = await creatorOf(addNet, reference);
	const session = await create({ prefer: "truth", verify: "truth" });
	expect(session.report.notes).toEqual(["not verified: truth is itself the reference"]);
	expect(session.report.verification).toBeUndefined();
	expect([opens(reference), runs(reference)]).toEqual([1, 0]);
	await session.dispose();
});

test("another device of the reference's backend is compared with it", async () => {
	const create = await creatorOf(addNet, truth({ devices: ["cpu", "npu"] }));
	const session = await create({ prefer: { backend: "truth", device: "npu" }, verify: "truth" });
	expect(session.report.verification).toMatchObject({ reference: "truth", device: "cpu", runs: 2 });
	await session.dispose();
	const same = await create({
		prefer: { backend: "truth", device: "npu" },
		verify: { backend: "truth", device: "npu" },
	});
	expect(same.report.notes).toEqual(["not verified: truth is itself the reference"]);
	await same.dispose();
});

test("a reference that is missing, or that cannot take the model, fails each entry with its own code", async () => {
	const chosen = other();
	const gone = await failure((await creatorOf(addNet, chosen, "gone"))({ prefer: "other", verify: "gone" }));
	expect(gone).toMatchObject({ code: "UNAVAILABLE", stage: "verify", backend: "other", advice: "npm install gone" });
	expect(gone.message).toContain("This session cannot be verified: gone, the reference, failed at find: ");
	const missing = truth({ missing: { reason: "no library", advice: "get it" } });
	expect(await failure((await creatorOf(addNet, chosen, missing))({ prefer: "other", verify: "truth" }))).toMatchObject(
		{ code: "UNAVAILABLE", stage: "verify", advice: "get it" },
	);
	const picky = truth({ fail: { stage: "compile", code: "UNSUPPORTED", message: "no such operator", engineCode: 9 } });
	const refused = await failure((await creatorOf(addNet, chosen, picky))({ prefer: "other", verify: "truth" }));
	expect(refused).toMatchObject({ code: "UNSUPPORTED", stage: "verify", engineCode: 9 });
	expect(refused.message).toContain("truth, the reference, failed at compile: no such operator");
	expect(chosen.counters()).toMatchObject({ sessions: 0 });
});

test("a reference that fails on made-up inputs asks for inputs, and is asked once", async () => {
	const reference = truth({ fail: { stage: "run", code: "INVALID_ARGUMENT", message: "index out of range" } });
	const create = await creatorOf(addNet, other(), createFakeBackend({ id: "third" }), reference);
	const error = await failure(create({ prefer: ["other", "third"], verify: "truth" }));
	expect(error.attempts.map(({ backend, code }) => [backend, code])).toEqual([
		["other", "UNSUPPORTED"],
		["third", "UNSUPPORTED"],
	]);
	expect(error.advice).toContain("verify: { inputs }");
	expect([opens(reference), runs(reference)]).toEqual([1, 1]);
	expect(reference.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
});

test("an entry that fails on what the reference runs keeps its code", async () => {
	const lost = other({ fail: { stage: "run", code: "OUT_OF_MEMORY", message: "too big" } });
	const error = await failure((await creatorOf(addNet, lost, truth()))({ prefer: "other", verify: "truth" }));
	expect(error).toMatchObject({ code: "OUT_OF_MEMORY", stage: "verify" });
	expect(error.message).toContain("It cannot run what truth, the reference, runs: too big");
	expect(lost.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
});

test("inputs of the caller are taken, the others are made up", async () => {
	const reference = truth();
	const create = await creatorOf(addNet, other(), reference);
	const a = new Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
	const half = await create({ prefer: "other", verify: { backend: "truth", inputs: { a } } });
	expect(half.report.verification?.runs).toBe(2);
	const all = await create({ prefer: "other", verify: { backend: "truth", inputs: { a, b: a } } });
	expect(all.report.verification?.runs).toBe(1);
	const fed = reference.calls.flatMap((call) => (call.method === "run" ? [call.feeds.map((x) => x?.toNumbers())] : []));
	expect(fed.map(([first]) => first)).toEqual([a.toNumbers(), a.toNumbers(), a.toNumbers()]);
	expect(fed[0]?.[1]).not.toEqual(fed[1]?.[1]);
	expect(fed[2]?.[1]).toEqual(a.toNumbers());
	await Promise.all([half.dispose(), all.dispose()]);
	const wrong = { backend: "truth", inputs: { a: new Tensor("int32", Int32Array.of(1), [1]) } };
	const error = await failure(create({ prefer: ["other"], verify: wrong }));
	expect(error.code).toBe("INVALID_ARGUMENT");
	expect(error.message).toBe("Expected float32 [2,3] for input `a` but received int32 [1].");
});

test("free axes take the bounds' `opt` on both sides", async () => {
	const reference = truth();
	const create = await creatorOf(dynamicBatchNet, other(), reference);
	const inputs = { x: { shape: { min: [1, 4], opt: [5, 4], max: [8, 4] } } };
	const session = await create({ prefer: "other", verify: "truth", inputs });
	const shapes = reference.calls.flatMap((call) => (call.method === "run" ? [call.feeds[0]?.shape] : []));
	expect(shapes).toEqual([
		[5, 4],
		[5, 4],
	]);
	await session.dispose();
});

test("an abort during verification rejects with ABORTED and disposes both sessions", async () => {
	for (const [slow, quick] of [
		[truth({ runMs: 40 }), other()],
		[other({ runMs: 40 }), truth()],
	] as const) {
		const controller = new AbortController();
		const create = await creatorOf(addNet, slow, quick);
		const promise = failure(create({ prefer: "other", verify: "truth", signal: controller.signal }));
		setTimeout(() => controller.abort("enough"), 10);
		expect(await promise).toMatchObject({ code: "ABORTED", cause: "enough" });
		expect([slow.counters().sessions, quick.counters().sessions]).toEqual([0, 0]);
	}
});

test("misfitting options are INVALID_ARGUMENT before anything is opened", async () => {
	const chosen = other();
	const create = await creatorOf(addNet, chosen, truth());
	const bad: readonly [unknown, string][] = [
		["trut", "Did you mean `truth`?"],
		[{}, 'Unknown backend "onnxruntime"'],
		[true, "Expected a backend's id or an object for option `verify` but received true."],
		[{ tolerances: 1 }, "Did you mean `tolerance`?"],
		[{ backend: "truth", tolerance: -1 }, "Expected a number of 0 and above"],
		[{ backend: "truth", tolerance: { sum: Number.NaN } }, "Expected a number of 0 and above"],
		[{ backend: "truth", inputs: [] }, "Expected one or two sets"],
		[{ backend: "truth", inputs: [{}, {}, {}] }, "but received 3."],
		[{ backend: "truth", inputs: [1] }, "Expected tensors by input name"],
	];
	for (const [verify, text] of bad) {
		const error = await failure(create({ prefer: "other", verify } as never));
		expect([error.code, error.message]).toEqual(["INVALID_ARGUMENT", expect.stringContaining(text)]);
	}
	expect(opens(chosen)).toBe(0);
});

test("a tolerance for what is no output is INVALID_ARGUMENT, and not left out of account", async () => {
	const chosen = other();
	const create = await creatorOf(addNet, chosen, truth());
	const name = addNet.outputs[0]?.name as string;
	const verify = { backend: "truth", tolerance: { [`${name}s`]: 1 } };
	const { code, message, advice } = await failure(create({ prefer: "other", verify }));
	expect([code, advice]).toEqual(["INVALID_ARGUMENT", `Write \`${name}\` for tolerance \`${name}s\`.`]);
	expect(message).toContain(`Did you mean \`${name}\`?`);
	expect(chosen.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
});

test("a model may name its values as it likes", async () => {
	const value = (name: string) => ({ name, dtype: "float32", shape: [2] }) as const;
	for (const [input, output] of [
		["__proto__", "constructor"],
		["toString", "__proto__"],
	] as const) {
		const net: Net = {
			...addNet,
			name: "renamed",
			inputs: [value(input)],
			outputs: [value(output)],
			nodes: [{ op: "relu", inputs: [input], output }],
		};
		const create = await creatorOf(net, other(), truth());
		const session = await create({ prefer: "other", verify: "truth" });
		await session.warmUp();
		const feeds = Object.fromEntries([[input, new Tensor("float32", Float32Array.of(-1, 2), [2])]]);
		const outputs = await session.run(feeds, { outputs: {} });
		expect(Object.entries(outputs).map(([name, tensor]) => [name, [...(tensor as Tensor<"float32">).data]])).toEqual([
			[output, [0, 2]],
		]);
		await expect(session.run({})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await session.dispose();
	}
});
