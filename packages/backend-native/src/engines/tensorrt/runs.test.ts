import { addNet, dynamicBatchNet, evaluate, feedsFor, loadNet, slowFeed, slowNet } from "@polyinfer/conformance";
import {
	type DeviceTensor,
	type OpenRequest,
	openSession,
	type Session,
	type SessionOptions,
	Tensor,
} from "@polyinfer/core";
import { cudaTensor, openCuda } from "@polyinfer/engine-host/cuda";
import { beforeEach, describe, expect, test } from "vitest";
import { type Fakes, lacksFakes, loadFakes } from "./testing/fake/fakes.ts";

const bounded: SessionOptions = { inputs: { x: { shape: { min: [1, 4], opt: [2, 4], max: [8, 4] } } } };
const rows = (count: number, seed = 0): Record<string, Tensor> =>
	feedsFor({ ...dynamicBatchNet, inputs: [{ name: "x", dtype: "float32", shape: [count, 4] }] }, seed);
const expected = (feeds: Record<string, Tensor>): number[] =>
	Array.from(evaluate(dynamicBatchNet, feeds).y?.values as ArrayLike<number>, Number);

function same(result: Tensor | undefined, values: readonly number[], apart = 1e-5): void {
	const data = Array.from(result?.data as Float32Array);
	expect(data).toHaveLength(values.length);
	for (const [i, value] of data.entries()) expect(Math.abs(value - (values[i] as number))).toBeLessThan(apart);
}

describe.skipIf(lacksFakes !== "").each([10, 11] as const)(`on TensorRT %i (fake)${lacksFakes}`, (major) => {
	let fakes: Fakes;
	const open = async (options: SessionOptions = bounded, request: OpenRequest = {}): Promise<Session> =>
		openSession(fakes.backend, await loadNet(dynamicBatchNet, "onnx"), options, request);
	// What tensors of the device have used before stays in a pool.
	let pooled = 0;
	const held = (): unknown[] => {
		const all = { ...fakes.counters(), "objects of the driver": fakes.driver.live() - pooled };
		return Object.entries(all).filter(([, count]) => count !== 0);
	};
	const isClean = (): void => expect(held()).toEqual([]);
	beforeEach(() => {
		fakes = loadFakes(major);
		fakes.reset();
		pooled = fakes.driver.live();
	}, 180_000);

	test("each run at once has a context of its own, and gets its own result", async () => {
		const session = await open({ ...bounded, maxConcurrency: 3 });
		const all = Array.from({ length: 30 }, (_, i) => rows(1 + (i % 8), i));
		for (const [i, { y }] of (await Promise.all(all.map((feeds) => session.run(feeds)))).entries())
			same(y, expected(all[i] as Record<string, Tensor>));
		expect(fakes.tensorrt.calls().createExecutionContext).toBe(3);
		await session.dispose();
		isClean();
	});

	test("a shape outside the bounds is refused, and nothing is built again", async () => {
		const session = await open();
		for (const count of [9, 0])
			await expect(session.run(rows(count))).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		same((await session.run(rows(8))).y, expected(rows(8)));
		expect(fakes.tensorrt.calls().buildSerializedNetwork).toBe(1);
		await session.dispose();
		isClean();
	});

	test("what TensorRT says is in the error and in the log", async () => {
		fakes.tensorrt.script({ createBuilderConfig: 1 });
		const lines: string[] = [];
		const onLog = (_level: string, _engine: string, text: string): void => void lines.push(text);
		await expect(open({ ...bounded, onLog })).rejects.toThrow("Internal Error (scripted)");
		expect(lines.join("\n")).toContain("Internal Error (scripted)");
		isClean();
	});

	test("a build is told of, and given up soon after an abort", async () => {
		fakes.tensorrt.set("build_ms", 20_000);
		fakes.tensorrt.set("build_steps", 1000);
		const controller = new AbortController();
		const steps: number[] = [];
		const onProgress = (step: { fraction: number }): void => {
			steps.push(step.fraction);
			if (steps.length === 4) controller.abort();
		};
		await expect(open({ ...bounded, signal: controller.signal, onProgress } as SessionOptions)).rejects.toMatchObject({
			code: "ABORTED",
		});
		expect(steps).toEqual([...steps].sort((a, b) => a - b));
		await expect.poll(held, { timeout: 10_000 }).toEqual([]);
		expect(fakes.tensorrt.calls().deserializeCudaEngine).toBeUndefined();
	});

	test("a recorded run is started as a graph from the third run of a shape on", async () => {
		const session = await open(bounded, { options: { cudaGraph: true } });
		for (const count of [2, 3, 2, 3, 2, 3, 2])
			same((await session.run(rows(count, count))).y, expected(rows(count, count)));
		expect(fakes.driver.calls("cuGraphLaunch")).toBe(5);
		expect(fakes.driver.calls("cuGraphInstantiateWithFlags")).toBe(2);
		await session.dispose();
		isClean();
	});

	test("tensors stay on the device from run to run", async () => {
		const session = await openSession(fakes.backend, await loadNet(addNet, "onnx"), {}, {});
		expect(session.capabilities.deviceTensors).toBe("cuda");
		const feeds = feedsFor(addNet, 1);
		let sum = (await session.runOnDevice(feeds)).sum as DeviceTensor;
		const before = fakes.driver.calls("cuMemcpyDtoHAsync_v2");
		for (let i = 0; i < 10; i++) {
			const next = (await session.runOnDevice({ a: sum, b: feeds.b as Tensor })).sum as DeviceTensor;
			sum.dispose();
			sum = next;
		}
		expect(fakes.driver.calls("cuMemcpyDtoHAsync_v2")).toBe(before);
		const [a, b] = [feeds.a?.data, feeds.b?.data] as [Float32Array, Float32Array];
		same(
			(await sum.toCpu()) as Tensor,
			Array.from(a, (value, i) => value + 11 * (b[i] as number)),
			1e-4,
		);
		sum.dispose();
		await session.dispose();
		expect(fakes.tensorrt.mistakes() + fakes.driver.misuses()).toBe("");
	});

	test("a tensor that a stream of ours writes is waited for on the device", async () => {
		const session = await openSession(fakes.backend, await loadNet(addNet, "onnx"), {}, {});
		const cuda = await openCuda({ library: fakes.driver.library });
		const stream = cuda.createStream();
		const feeds = feedsFor(addNet, 2);
		for (let i = 0; i < 20; i++) {
			const a = cudaTensor(cuda, "float32", [2, 3]);
			const data = new Float32Array(6).fill(i);
			stream.upload(a.handle as never, 0, new Uint8Array(data.buffer));
			const { sum } = await session.run({ a, b: feeds.b as Tensor });
			same(
				sum as Tensor,
				Array.from(feeds.b?.data as Float32Array, (value) => value + i),
			);
			a.dispose();
		}
		await stream.dispose();
		await session.dispose();
		expect(fakes.tensorrt.mistakes() + fakes.driver.misuses()).toBe("");
	});

	test("runs in flight end before dispose does", async () => {
		const session = await openSession(fakes.backend, await loadNet(slowNet(2), "onnx"), { maxConcurrency: 2 }, {});
		const runs = [0, 1, 2].map((i) => session.run({ x: new Tensor("float32", slowFeed(i), [256, 256]) }));
		const settled = Promise.allSettled(runs);
		await session.dispose();
		expect((await settled).map(({ status }) => status)).toContain("fulfilled");
		isClean();
	});
});

test.skipIf(lacksFakes !== "")(`float16 of TensorRT 10 (fake) shows in the numbers${lacksFakes}`, async () => {
	const fakes = loadFakes(10);
	const model = await loadNet(dynamicBatchNet, "onnx");
	const session = await openSession(fakes.backend, model, bounded, { options: { precision: "fp16" } });
	const feeds = rows(4, 3);
	const { y } = await session.run(feeds);
	same(y, expected(feeds), 1e-2);
	expect(() => same(y, expected(feeds), 1e-5)).toThrow();
	expect(session.report.precision).toBe("fp16");
	await session.dispose();
});
