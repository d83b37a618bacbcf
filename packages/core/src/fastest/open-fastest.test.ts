import {
	addNet,
	createFakeBackend,
	dynamicBatchNet,
	type FakeBackend,
	loadNet,
	type Net,
} from "@polyinfer/conformance";
import { expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { createSessionFrom } from "../create-session.ts";
import type { Session, SessionOptions } from "../session.ts";
import { Tensor } from "../tensor.ts";
import { failure } from "../verify/testing/creator.ts";
import type { ChoiceStore } from "./choice-store.ts";

const fake = (id: string, runMs: number, rest = {}): FakeBackend => createFakeBackend({ id, runMs, ...rest });
const opens = ({ calls }: FakeBackend): number => calls.filter(({ method }) => method === "createSession").length;
const runs = ({ calls }: FakeBackend): number => calls.filter(({ method }) => method === "run").length;

/** A store in memory. */
function memory(machine = "a machine"): ChoiceStore & { readonly texts: Map<string, string> } {
	const texts = new Map<string, string>();
	return {
		machine,
		texts,
		read: async (key) => texts.get(key),
		write: async (key, text) => void texts.set(key, text),
	};
}

async function create(
	backends: readonly Backend[],
	options: SessionOptions,
	{ net = addNet, choices }: { readonly net?: Net; readonly choices?: ChoiceStore } = {},
): Promise<Session> {
	const model = await loadNet(net, "onnx");
	const entries = backends.map((backend) => ({ id: backend.id, install: "none", load: async () => backend }));
	const words = { cpu: backends.map(({ id }) => ({ backend: id })) };
	const catalogue = { backends: entries, words, defaultPrefer: ["cpu"] };
	return createSessionFrom(catalogue, async () => [model], { choices })(new Uint8Array(1), options);
}

test("the quickest is handed out, the others are disposed, and the report tells what was measured", async () => {
	const [slow, quick] = [fake("slow", 25), fake("quick", 3)];
	const session = await create([slow, quick], { prefer: "fastest" });
	expect(session.report).toMatchObject({
		backend: "quick",
		race: [
			{ backend: "quick", device: "cpu", medianMs: expect.any(Number), runs: expect.any(Number) },
			{ backend: "slow", device: "cpu" },
		],
		notes: [expect.stringMatching(/^fastest of 2: quick \(cpu\) [\d.]+ ms, slow \(cpu\) [\d.]+ ms a run$/)],
		attempts: [{ entry: "cpu", backend: "quick", outcome: "ok" }],
		pin: { backend: "quick", device: "cpu" },
	});
	expect(session.stats.runs).toBe(0);
	expect([slow.counters().sessions, quick.counters().sessions]).toEqual([0, 1]);
	await session.dispose();
	expect([...slow.violations, ...quick.violations]).toEqual([]);
});

test("entries that do not open or do not run are attempts that failed", async () => {
	const missing = fake("missing", 1, { missing: { reason: "no library", advice: "get it" } });
	const broken = fake("broken", 1, { fail: { stage: "run", code: "OUT_OF_MEMORY", message: "too big" } });
	const session = await create([missing, broken, fake("good", 2), fake("better", 1)], { prefer: "fastest" });
	expect(session.report.attempts.map(({ backend, outcome, stage, code }) => [backend, outcome, stage, code])).toEqual([
		["missing", "failed", "find", "UNAVAILABLE"],
		["broken", "failed", "run", "OUT_OF_MEMORY"],
		[session.report.backend, "ok", expect.any(String), undefined],
	]);
	expect(broken.counters().sessions).toBe(0);
	await session.dispose();
	const worse = fake("worse", 1, { fail: { stage: "run", code: "ENGINE", message: "driver lost" } });
	const error = await failure(create([missing, broken, worse], { prefer: "fastest" }));
	expect([error.code, error.attempts.map(({ backend }) => backend)]).toEqual([
		"OUT_OF_MEMORY",
		["missing", "broken", "worse"],
	]);
});

test("where only one can, there is no race", async () => {
	const missing = fake("missing", 1, { missing: { reason: "no library", advice: "get it" } });
	const only = fake("only", 1);
	const choices = memory();
	const session = await create([missing, only], { prefer: "fastest" }, { choices });
	expect(session.report).toMatchObject({
		backend: "only",
		notes: ["nothing to race against: only only (cpu) can run this model"],
	});
	expect([session.report.race, runs(only), choices.texts.size]).toEqual([undefined, 0, 0]);
	await session.dispose();
});

test("where none can, every attempt is told", async () => {
	const missing = ["a", "b"].map((id) => fake(id, 1, { missing: { reason: "no library", advice: "get it" } }));
	const error = await failure(create(missing, { prefer: "fastest" }));
	expect(error).toMatchObject({ code: "UNAVAILABLE", attempts: [{ backend: "a" }, { backend: "b" }] });
});

test("a result is remembered: the winner alone is opened, and nothing is run", async () => {
	const [slow, quick, choices] = [fake("slow", 15), fake("quick", 2), memory()];
	await (await create([slow, quick], { prefer: "fastest" }, { choices })).dispose();
	const before = [opens(slow), runs(quick)];
	const session = await create([slow, quick], { prefer: "fastest" }, { choices });
	expect(session.report).toMatchObject({ backend: "quick", race: [{ backend: "quick" }, { backend: "slow" }] });
	expect(session.report.notes[0]).toMatch(/, as measured before$/);
	expect([opens(slow), runs(quick)]).toEqual(before);
	await session.dispose();
});

test("another model, size, option, machine, engine version or list of candidates races again", async () => {
	const choices = memory();
	const pair = () => [fake("a", 1), fake("b", 2)];
	const race = async (
		options: SessionOptions = {},
		{ backends = pair(), net = dynamicBatchNet, store = choices as ChoiceStore } = {},
	): Promise<number> => {
		await (await create(backends, { prefer: "fastest", ...options }, { net, choices: store })).dispose();
		return choices.texts.size;
	};
	expect(await race()).toBe(1);
	expect(await race()).toBe(1);
	expect(await race({}, { net: addNet })).toBe(2);
	expect(await race({ inputs: { x: { shape: [7, 4] } } })).toBe(3);
	expect(await race({ threads: 1 })).toBe(4);
	expect(await race({ prefer: { fastest: ["a", "b"] } })).toBe(5);
	expect(await race({}, { store: { ...choices, machine: "another" } })).toBe(6);
	const newer = [
		fake("a", 1),
		{ ...fake("b", 2), availability: async () => ({ status: "found", version: "2" }) as const },
	];
	expect(await race({}, { backends: newer })).toBe(7);
	expect(await race()).toBe(7);
});

test("a winner that opens no more, and a damaged memory, race again", async () => {
	const choices = memory();
	const backends = () => [fake("a", 1), fake("b", 8), fake("c", 12)];
	await (await create(backends(), { prefer: "fastest" }, { choices })).dispose();
	const [, b, c] = backends();
	const gone = fake("a", 1, { fail: { stage: "compile", code: "ENGINE", message: "driver lost" } });
	const session = await create([gone, b, c] as FakeBackend[], { prefer: "fastest" }, { choices });
	expect(session.report).toMatchObject({
		backend: "b",
		attempts: [{ backend: "a", code: "ENGINE" }, { backend: "b" }],
	});
	await session.dispose();
	for (const damaged of ["", "{", '{"winner":"x","race":[]}', "null"]) {
		for (const key of choices.texts.keys()) choices.texts.set(key, damaged);
		const again = await create(backends(), { prefer: "fastest" }, { choices });
		expect(again.report.notes[0]).toMatch(/^fastest of 3: .* a run$/);
		await again.dispose();
	}
});

test("candidates are fed alike: what the caller gives, the rest made up in the sizes that he bounds", async () => {
	const [a, b] = [fake("a", 1), fake("b", 2)];
	const given = new Tensor("float32", Float32Array.of(1, 2, 3, 4), [1, 4]);
	await (await create([a, b], { prefer: { fastest: "cpu", feeds: { x: given } } }, { net: dynamicBatchNet })).dispose();
	await (
		await create([a, b], { prefer: "fastest", inputs: { x: { shape: [3, 4] } } }, { net: dynamicBatchNet })
	).dispose();
	for (const { calls } of [a, b]) {
		const shapes = new Set(calls.flatMap((call) => (call.method === "run" ? [String(call.feeds[0]?.shape)] : [])));
		expect([...shapes]).toEqual(["1,4", "3,4"]);
	}
});

test("the budget bounds the race", async () => {
	const [a, b] = [fake("a", 30), fake("b", 30)];
	await (await create([a, b], { prefer: { fastest: ["a", "b"], budgetMs: 1 } })).dispose();
	expect([runs(a), runs(b)]).toEqual([2, 2]);
});

test("an abort during the race disposes everything", async () => {
	const [a, b] = [fake("a", 20), fake("b", 20)];
	const controller = new AbortController();
	setTimeout(() => controller.abort("enough"), 60);
	const error = await failure(create([a, b], { prefer: "fastest", signal: controller.signal }));
	expect(error).toMatchObject({ code: "ABORTED", cause: "enough" });
	expect([a.counters(), b.counters()]).toMatchObject([{ sessions: 0 }, { sessions: 0 }]);
});

test("wrong requests are INVALID_ARGUMENT before anything is opened", async () => {
	const a = fake("a", 1);
	for (const [prefer, text] of [
		[["a", "fastest"], 'Expected "fastest" as the whole of `prefer`'],
		[[{ fastest: ["a"] }], 'Expected "fastest" as the whole of `prefer`'],
		[{ fastest: ["nobody"] }, 'Unknown word "nobody"'],
		[{ fastest: [] }, "Expected at least one entry in `prefer`"],
		[{ fastest: "a", budgetMs: 0 }, "Expected a number above 0 for option `budgetMs` of prefer but received 0."],
		[{ fastest: "a", budget: 1 }, "Did you mean `budgetMs`?"],
	] as const) {
		const error = await failure(create([a], { prefer: prefer as never }));
		expect([error.code, error.message]).toEqual(["INVALID_ARGUMENT", expect.stringContaining(text)]);
	}
	expect(opens(a)).toBe(0);
});
