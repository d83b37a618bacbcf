import { onnxruntime } from "@polyinfer/backend-onnx";
import { dynamicBatchNet, evaluate, feedsFor, loadNet } from "@polyinfer/conformance";
import { type Catalogue, createSessionFrom, type PreferEntry, type Session, type Tensor } from "@polyinfer/core";
import { describe, expect, test } from "vitest";
import { type Fakes, lacksFakes, loadFakes } from "./testing/fake/fakes.ts";

const CALLERS = 4;
const inputs = { x: { shape: { min: [1, 4], opt: [2, 4], max: [8, 4] } } };
const sizes = { ...dynamicBatchNet, inputs: [{ name: "x", dtype: "float32", shape: [2, 4] }] } as const;

async function openSwapping({ backend }: Fakes): Promise<Session> {
	const entry = (one: typeof backend) => ({ id: one.id, install: "none", load: async () => one });
	const catalogue: Catalogue = {
		backends: [entry(backend), entry(onnxruntime)],
		words: { cpu: [{ backend: onnxruntime.id }] },
		defaultPrefer: ["cpu"],
	};
	const model = { ...(await loadNet(dynamicBatchNet, "onnx")), release: async () => undefined };
	const create = createSessionFrom<PreferEntry>(catalogue, async () => [model]);
	// Runs that are carried out beside each other end in whatever order they do, on one backend as on two.
	const maxConcurrency = 1;
	return create(new Uint8Array(1), { prefer: [{ backend: "tensorrt", startOn: "cpu" }], inputs, maxConcurrency });
}

/** The time under which 99 of 100 were answered. */
function p99(times: readonly number[]): number {
	return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
}

describe.skipIf(lacksFakes !== "")(`from the processor to TensorRT${lacksFakes}`, () => {
	for (const [major, requests] of [
		[10, 1000],
		[11, 10_000],
	] as const)
		test(`${requests} requests across the move to TensorRT ${major} (fake) are answered once each, in order`, async () => {
			const fakes = loadFakes(major);
			fakes.reset();
			fakes.driver.set("delay_us", 20);
			fakes.tensorrt.set("build_ms", 300);
			const session = await openSwapping(fakes);
			expect(session.report).toMatchObject({ backend: "onnxruntime", move: { state: "opening" } });
			const settled: number[] = [];
			const times = { onnxruntime: [] as number[], tensorrt: [] as number[], all: [] as number[] };
			let next = 0;
			let apart = 0;
			const caller = async (): Promise<void> => {
				while (next < requests) {
					const mine = next++;
					const feeds = feedsFor(sizes, mine);
					const start = performance.now();
					const { y } = await session.run(feeds);
					const ms = performance.now() - start;
					settled.push(mine);
					times[session.report.backend as "tensorrt"].push(ms);
					times.all.push(ms);
					apart = Math.max(apart, distance(y, evaluate(dynamicBatchNet, feeds).y?.values as ArrayLike<number>));
					// Half of them, and more, are left for the end of the build and for after it.
					if (mine > requests / 4 && session.report.backend === "onnxruntime")
						await new Promise((resolve) => setTimeout(resolve, 4));
				}
			};
			await Promise.all(Array.from({ length: CALLERS }, caller));
			expect(settled).toEqual(Array.from({ length: requests }, (_, i) => i));
			expect(apart).toBeLessThan(1e-5);
			expect(await session.whenSettled()).toMatchObject({ backend: "tensorrt", move: { state: "done" } });
			expect(session.stats).toMatchObject({ runs: requests, errors: 0, inFlight: 0 });
			expect(times.onnxruntime.length).toBeGreaterThan(50);
			expect(times.tensorrt.length).toBeGreaterThan(50);
			expect(p99(times.all)).toBeLessThan(2 * Math.max(p99(times.onnxruntime), p99(times.tensorrt)));
			if (process.env.SHOW)
				console.log(
					`p99 ms: processor ${p99(times.onnxruntime).toFixed(2)} (${times.onnxruntime.length}), TensorRT (fake) ${p99(times.tensorrt).toFixed(2)}, all ${p99(times.all).toFixed(2)}`,
				);
			await session.dispose();
			expect(Object.entries(fakes.counters()).filter(([, count]) => count !== 0)).toEqual([]);
		});
});

function distance(result: Tensor | undefined, expected: ArrayLike<number>): number {
	const data = result?.data as Float32Array;
	if (data?.length !== expected.length) return Number.POSITIVE_INFINITY;
	return data.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0);
}
