import { type Backend, createSessionFrom, type LoadedModel, type Session, Tensor } from "@polyinfer/core";
import { describe, expect, test } from "vitest";
import { hostCounters } from "./counters.ts";
import { type NullOptions, openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";

const ALL = 10_000;
const CALLERS = 4;

function nullBackend(id: string, options: NullOptions): Backend {
	return {
		id,
		formats: ["vendor"],
		availability: async () => ({ status: "found" }),
		createSession: (_, { signal }) => openNull(options, { signal }),
	};
}

/** Answers from `quick` at once, and from `slow` when that has opened. */
async function open(quick: NullOptions, slow: NullOptions): Promise<Session> {
	const backends = [nullBackend("quick", quick), nullBackend("slow", slow)].map((backend) => ({
		id: backend.id,
		install: "none",
		load: async () => backend,
	}));
	const model: LoadedModel = { format: "vendor", files: [], sha256: "", findings: [] };
	const create = createSessionFrom({ backends, words: {}, defaultPrefer: [] }, async () => [model]);
	return create(new Uint8Array(1), { prefer: [{ backend: "slow", startOn: "quick" }] });
}

const percentile = (times: readonly number[], share: number): number =>
	[...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;

describe.skipIf(!isBuilt)(`a session that moves to another engine ${NEEDS_BUILD}`, () => {
	test("answers 10,000 requests once each, in order, and none of them late", async () => {
		const session = await open({ spinUs: 100 }, { openMs: 400, spinUs: 100 });
		const latencies: number[] = [];
		const settled: number[] = [];
		let next = 0;
		let atMove = 0;
		void session.whenSettled().then(() => {
			atMove = settled.length;
		});
		const caller = async (): Promise<void> => {
			while (next < ALL) {
				const request = next++;
				const x = new Tensor("float32", new Float32Array(4).fill(request), [1, 4]);
				const begin = performance.now();
				const { y } = await session.run({ x });
				latencies[request] = performance.now() - begin;
				settled.push(request);
				expect(y?.data[0]).toBe(request + 1);
			}
		};
		await Promise.all(Array.from({ length: CALLERS }, caller));

		expect(settled).toEqual(Array.from({ length: ALL }, (_, i) => i));
		expect(session.report).toMatchObject({ backend: "slow", move: { state: "done" } });
		expect(atMove).toBeGreaterThan(100);
		expect(atMove).toBeLessThan(ALL - 100);
		const steady = [...latencies.slice(100, atMove - 50), ...latencies.slice(atMove + 50)];
		expect(percentile(latencies, 0.99)).toBeLessThan(2 * percentile(steady, 0.99));
		// The move itself: what has begun is waited for, nothing else.
		expect(Math.max(...latencies.slice(atMove - 50, atMove + 50))).toBeLessThan(100);
		await session.dispose();
		expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0 });
	});

	test("is closed while the other engine opens, and leaves nothing behind", async () => {
		const session = await open({}, { openMs: 300 });
		const { y } = await session.run({ x: new Tensor("float32", new Float32Array(4), [1, 4]) });
		expect(y?.data[0]).toBe(1);
		await session.dispose();
		expect((await session.whenSettled()).move).toMatchObject({ state: "failed" });
		expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0 });
	});
});
