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
	identityNet,
	loadNet,
	matmulNet,
	type Net,
	nonzeroNet,
	scalarNet,
	severalNet,
} from "@polyinfer/conformance";
import { expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { createSessionFrom } from "../create-session.ts";
import { InferenceError } from "../errors.ts";
import type { SessionOptions } from "../session.ts";
import { Tensor } from "../tensor.ts";
import { FAULTS, faultyBackend } from "./testing/faults.ts";

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

const truth = (options: FakeOptions = {}): FakeBackend => createFakeBackend({ id: "truth", ...options });
const other = (options: FakeOptions = {}): FakeBackend => createFakeBackend({ id: "other", ...options });

async function creatorOf(net: Net, ...backends: readonly (Backend | string)[]) {
	const model = await loadNet(net, "onnx");
	const entries = backends.map((backend) =>
		typeof backend === "string"
			? { id: backend, install: `npm install ${backend}`, load: () => Promise.reject(new Error("Cannot find it")) }
			: { id: backend.id, install: "none", load: () => Promise.resolve(backend) },
	);
	const create = createSessionFrom({ backends: entries, words: {}, defaultPrefer: [] }, async () => [model]);
	return (options: SessionOptions) => create(new Uint8Array(1), options);
}

const failure = async (promise: Promise<unknown>): Promise<InferenceError> => {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof InferenceError)) throw new Error(`expected an InferenceError but got ${String(error)}`);
	return error;
};
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

test("rounding of the last bits is within the tolerance, and told", async () => {
	const create = await creatorOf(
		matmulNet,
		faultyBackend(other(), (x) => x * (1 + 2 ** -22)),
		truth(),
	);
	const session = await create({ prefer: "other", verify: "truth" });
	const [y] = session.report.verification?.outputs ?? [];
	expect(y?.maxRelative).toBeGreaterThan(0);
	expect(y?.maxRelative).toBeLessThan(1e-6);
	expect(String(session.report)).toMatch(/checked: `y` within \S+ of truth on 2 inputs, \S+ of its range/);
	await session.dispose();
});

test.for(FAULTS.map((fault) => [fault.what, fault] as const))("catches %s every time", async ([, fault]) => {
	for (const net of fault.nets)
		for (let seed = 0; seed < 100; seed++) {
			const faulty = other();
			const create = await creatorOf(net, fault.make(faulty), truth());
			const error = await failure(create({ prefer: "other", verify: { backend: "truth", seed } }));
			expect([error.code, error.stage, error.backend], `${net.name}, seed ${seed}`).toEqual([
				"ENGINE",
				"verify",
				"other",
			]);
			expect(error.message).toMatch(fault.message);
			expect(faulty.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
		}
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

test("integers must be equal, or as near as their name allows", async () => {
	const plusOne = (right: Backend): Backend => ({
		...right,
		createSession: async (...args) => {
			const session = await right.createSession(...args);
			const add = (tensor: Tensor | undefined): Tensor | undefined =>
				tensor?.dtype === "uint8"
					? new Tensor(
							"uint8",
							(tensor.data as Uint8Array).map((x) => x + 1),
							tensor.shape,
						)
					: tensor;
			return { ...session, run: async (...run) => (await session.run(...run)).map(add) };
		},
	});
	const create = await creatorOf(identityNet("uint8"), plusOne(other()), truth());
	const open = (tolerance: number | Record<string, number>) =>
		create({ prefer: "other", verify: { backend: "truth", tolerance } });
	expect((await failure(open(0.5))).message).toContain("output `y` differs from truth by 1 and must equal it.");
	await (await open({ y: 0.02 })).dispose();
});

test("an output near 0 may be as far off as rounding around 1 is, and is told to say little", async () => {
	const tiny = (id: string, plus: number): Backend => faultyBackend(createFakeBackend({ id }), (x) => x * 1e-7 + plus);
	const create = await creatorOf(matmulNet, tiny("other", 2 ** -23), tiny("far", 2e-6), tiny("truth", 0));
	const session = await create({ prefer: ["far", "other"], verify: "truth" });
	expect(session.report.attempts.map(({ backend, code }) => [backend, code])).toEqual([
		["far", "ENGINE"],
		["other", undefined],
	]);
	expect(session.report.notes).toEqual(["`y` tells little: no number of 0.01 and above on truth"]);
	await session.dispose();
});

test("an output that is nothing but zeros is told to say little", async () => {
	const zeros = (id: string): Backend => faultyBackend(createFakeBackend({ id }), () => 0);
	const create = await creatorOf(matmulNet, zeros("other"), zeros("truth"));
	const session = await create({ prefer: "other", verify: "truth" });
	expect(session.report.notes).toEqual(["`y` tells little: no number of 0.01 and above on truth"]);
	await session.dispose();
});

test("the tolerance may be the caller's, for all outputs or by name", async () => {
	const create = await creatorOf(
		matmulNet,
		faultyBackend(other(), (x) => x * 1.01),
		truth(),
	);
	const open = (tolerance: number | Record<string, number>) =>
		create({ prefer: "other", verify: { backend: "truth", tolerance } });
	for (const tolerance of [0.02, { y: 0.02 }]) await (await open(tolerance)).dispose();
	expect((await failure(open(0))).message).toMatch(/differs from truth by \S+ and must equal it\./);
	for (const tolerance of [0.001, { y: 0.001 }, { z: 1 }])
		expect((await failure(open(tolerance))).message).toMatch(/differs from truth by \S+, 0\.01 of its range where/);
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
