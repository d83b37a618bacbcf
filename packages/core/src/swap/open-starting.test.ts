import { inspect } from "node:util";
import {
	addNet,
	createFakeBackend,
	type FakeBackend,
	type FakeOptions,
	loadNet,
	severalNet,
} from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { createSessionFrom } from "../create-session.ts";
import type { LoadedModel } from "../model.ts";
import type { PreferEntry } from "../prefer-entry.ts";
import type { Session, SessionOptions } from "../session.ts";
import type { SessionEvent } from "../session-events.ts";
import { Tensor } from "../tensor.ts";

const model: LoadedModel = await loadNet(addNet, "onnx");
const slowly: PreferEntry = { backend: "slow", startOn: "quick" };
const fake = (id: string, options: FakeOptions = {}): FakeBackend => createFakeBackend({ id, ...options });
const feeds = (value: number): Record<string, Tensor> =>
	Object.fromEntries(["a", "b"].map((name) => [name, new Tensor("float32", new Float32Array(6).fill(value), [2, 3])]));
const first = ({ sum }: Record<string, Tensor | undefined>): unknown => sum?.data[0];
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function create(
	backends: readonly FakeBackend[],
	options: SessionOptions = {},
	events: SessionEvent[] = [],
	released = { count: 0 },
): Promise<Session> {
	const entries = backends.map((backend) => ({ id: backend.id, install: "none", load: async () => backend }));
	const words = { cpu: entries.filter(({ id }) => id !== "slow").map(({ id }) => ({ backend: id })) };
	const channels = {
		session: { hasSubscribers: true, publish: (event: SessionEvent) => void events.push(event) },
		run: { hasSubscribers: false, publish: () => undefined },
	};
	const loaded = { ...model, release: async () => void released.count++ };
	const catalogue = { backends: entries, words, defaultPrefer: ["cpu"] };
	return createSessionFrom(catalogue, async () => [loaded], { channels })(new Uint8Array(1), {
		prefer: [slowly],
		...options,
	});
}

test("a session serves on the quick backend at once and moves to the slow one when it is open", async () => {
	const [quick, slow] = [fake("quick"), fake("slow", { openMs: 60 })];
	const events: SessionEvent[] = [];
	const released = { count: 0 };
	const session = await create([quick, slow], {}, events, released);
	expect(session.report).toMatchObject({ backend: "quick", move: { from: "quick", to: "slow", state: "opening" } });
	expect(inspect(session.report)).toContain("serves until slow is open");
	expect(first(await session.run(feeds(1)))).toBe(2);
	expect(released.count).toBe(0);

	const report = await session.whenSettled();
	expect(report).toBe(session.report);
	expect(report).toMatchObject({
		backend: "slow",
		move: { state: "done", ms: expect.any(Number), runs: 1 },
		attempts: [
			{ backend: "quick", entry: "quick", outcome: "ok" },
			{ backend: "slow", outcome: "ok" },
		],
		pin: { backend: "slow" },
	});
	expect(inspect(report)).toMatch(/moved over from quick after \d+ ms and 1 runs/);
	expect(first(await session.run(feeds(2)))).toBe(4);
	expect(slow.calls.filter(({ method }) => method === "run")).toHaveLength(2);
	expect(quick.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	await Promise.resolve();
	expect(released.count).toBe(1);
	expect(session.stats).toMatchObject({ runs: 2, errors: 0, inFlight: 0 });
	await session.dispose();
	expect(events.map(({ type }) => type)).toEqual(["opened", "moved", "disposed"]);
	expect([...quick.violations, ...slow.violations]).toEqual([]);
});

test("thousands of requests across the move are answered once each, in order, with their own results", async () => {
	const [quick, slow] = [
		fake("quick", { runMs: 0 }),
		fake("slow", { openMs: 20, capabilities: { maxConcurrency: 3 } }),
	];
	const session = await create([quick, slow]);
	const settled: number[] = [];
	const all = 3000;
	let next = 0;
	const caller = async (): Promise<void> => {
		while (next < all) {
			const mine = next++;
			const sent = feeds(mine);
			const run = session.run(sent);
			for (const { data } of Object.values(sent)) (data as Float32Array).fill(-1);
			expect(first(await run)).toBe(2 * mine);
			settled.push(mine);
			if (mine % 100 === 0) await sleep(1);
		}
	};
	await Promise.all(Array.from({ length: 8 }, caller));
	expect([...settled].sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, i) => i));
	const { move } = session.report;
	expect(move?.state).toBe("done");
	expect(move?.runs).toBeGreaterThan(0);
	const runsOf = ({ calls }: FakeBackend): number => calls.filter(({ method }) => method === "run").length;
	expect(runsOf(slow)).toBeGreaterThan(0);
	expect(session.stats).toMatchObject({ runs: all, errors: 0 });
	await session.dispose();
	expect([...quick.violations, ...slow.violations]).toEqual([]);
});

test("no run on the slow backend begins before all on the quick one have settled", async () => {
	const [quick, slow] = [
		fake("quick", { runMs: 60, capabilities: { maxConcurrency: 2 } }),
		fake("slow", { openMs: 5 }),
	];
	const session = await create([quick, slow]);
	const order: string[] = [];
	const one = (name: string): Promise<void> => session.run(feeds(1)).then(() => void order.push(name));
	const early = [one("a"), one("b")];
	await sleep(25);
	expect(quick.counters()).toMatchObject({ runs: 2 });
	const late = one("c");
	await Promise.all([...early, late]);
	expect(order).toEqual(["a", "b", "c"]);
	expect(session.report.backend).toBe("slow");
	await session.dispose();
});

test.each([
	["fails to open", { fail: { stage: "compile", code: "OUT_OF_MEMORY", message: "too big" } }, "OUT_OF_MEMORY"],
	["fails its first run", { fail: { stage: "run", code: "ENGINE", message: "driver lost" } }, "ENGINE"],
	["is missing", { missing: { reason: "no library", advice: "get it" } }, "UNAVAILABLE"],
] as const)("where the slow backend %s, the session stays, and the report says why", async (_, options, code) => {
	const [quick, slow] = [fake("quick"), fake("slow", options)];
	const session = await create([quick, slow]);
	const report = await session.whenSettled();
	expect(report).toMatchObject({
		backend: "quick",
		move: { state: "failed", runs: 0 },
		attempts: [
			{ backend: "slow", outcome: "failed", code },
			{ backend: "quick", outcome: "ok" },
		],
	});
	expect(inspect(report)).toContain("stays on quick");
	expect(first(await session.run(feeds(3)))).toBe(6);
	expect(slow.counters()).toMatchObject({ sessions: 0 });
	await session.dispose();
});

test("where inputs and outputs are others, the session stays", async () => {
	const [quick, slow] = [fake("quick"), fake("slow", { net: severalNet })];
	const session = await create([quick, slow]);
	expect(await session.whenSettled()).toMatchObject({
		move: { state: "failed" },
		attempts: [{ backend: "slow", code: "UNSUPPORTED", message: expect.stringContaining("inputs") }, {}],
	});
	expect(slow.counters().sessions).toBe(0);
	await session.dispose();
});

test("where nothing is there to start on, the session waits for the entry itself", async () => {
	const quick = fake("quick", { missing: { reason: "no library", advice: "get it" } });
	const session = await create([quick, fake("slow", { openMs: 5 })]);
	expect(session.report).toMatchObject({
		backend: "slow",
		attempts: [{ backend: "quick", code: "UNAVAILABLE" }, { backend: "slow" }],
	});
	expect(session.report.move).toBeUndefined();
	expect(await session.whenSettled()).toBe(session.report);
	await session.dispose();
});

test("dispose before the move lets the run inside finish, tells the waiting one, and leaves nothing open", async () => {
	const [quick, slow] = [fake("quick", { runMs: 30 }), fake("slow", { openMs: 20 })];
	const session = await create([quick, slow]);
	const running = session.run(feeds(1));
	const waiting = session.run(feeds(2));
	await Promise.all([session.dispose(), expect(waiting).rejects.toMatchObject({ code: "DISPOSED" })]);
	expect(first(await running)).toBe(2);
	await session.whenSettled();
	await sleep(30);
	for (const { counters } of [quick, slow]) expect(counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
});

test("dispose while the move waits for a run leaves nothing open", async () => {
	const [quick, slow] = [fake("quick", { runMs: 60 }), fake("slow", { openMs: 5 })];
	const session = await create([quick, slow]);
	const running = session.run(feeds(1));
	await sleep(30);
	await session.dispose();
	expect(first(await running)).toBe(2);
	await session.whenSettled();
	for (const { counters } of [quick, slow]) expect(counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	expect([...quick.violations, ...slow.violations]).toEqual([]);
});

test("a waiting run is aborted across the move", async () => {
	const [quick, slow] = [fake("quick", { runMs: 40, capabilities: { cancel: "queue" } }), fake("slow", { openMs: 1 })];
	const session = await create([quick, slow]);
	const running = session.run(feeds(1));
	const controller = new AbortController();
	const waiting = session.run(feeds(2), { signal: controller.signal });
	await sleep(10);
	controller.abort("enough");
	await expect(waiting).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
	expect(first(await running)).toBe(2);
	await session.dispose();
});

test("a word leads to the first of its backends that opens", async () => {
	const gone = fake("gone", { missing: { reason: "no library", advice: "get it" } });
	const session = await create([gone, fake("quick"), fake("slow")], { prefer: [{ backend: "slow", startOn: "cpu" }] });
	expect(session.report.attempts.map(({ backend, outcome }) => [backend, outcome])).toEqual([
		["gone", "failed"],
		["quick", "ok"],
	]);
	expect((await session.whenSettled()).backend).toBe("slow");
	await session.dispose();
});

test("an unknown word, a number and a race are refused", async () => {
	const backends = [fake("quick"), fake("slow")];
	for (const prefer of [
		[{ backend: "slow", startOn: "quik" }],
		[{ backend: "slow", startOn: 1 as never }],
		{ fastest: [slowly] },
	])
		await expect(create(backends, { prefer } as SessionOptions)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
