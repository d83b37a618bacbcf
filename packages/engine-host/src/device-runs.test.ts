import { DeviceTensor, Tensor } from "@polyinfer/core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Cuda, cudaTensor, openCuda } from "./cuda/index.ts";
import { canCompile, NEEDS_COMPILER } from "./cuda/testing/compile.ts";
import { loadCudaEngine, openOn } from "./cuda/testing/cuda-engine.ts";
import { type FakeDriver, loadFakeDriver } from "./cuda/testing/fake-driver.ts";
import type { Engine } from "./engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";

const x = (first = 1): Tensor =>
	new Tensor(
		"float32",
		Float32Array.from({ length: 4 }, (_, i) => first + i),
		[1, 4],
	);
const numbers = (tensor: unknown): unknown => [...((tensor as Tensor).data as Float32Array)];

describe.skipIf(!isBuilt || !canCompile)(`a session on a fake CUDA device ${NEEDS_BUILD} ${NEEDS_COMPILER}`, () => {
	let fake: FakeDriver;
	let cuda: Cuda;
	let engine: Engine;
	beforeAll(async () => {
		fake = loadFakeDriver();
		cuda = await openCuda({ library: fake.library });
		engine = await loadCudaEngine(fake.library);
	});
	afterEach(async () => {
		expect(fake.misuses()).toBe("");
		await cuda.trim();
		expect(fake.live()).toBe(0);
		fake.reset();
	});

	test.each(["fixed", "free", "lent"])("keeps results there, and reads only what is asked for (%s)", async (mode) => {
		const session = await openOn(engine, fake.library, { mode });
		expect(session.capabilities.deviceTensors).toBe("cuda");
		for (let round = 0; round < 5; round++) {
			const [y, z] = (await session.runOnDevice?.([x(round)], ["device", "new"])) ?? [];
			expect(numbers(z)).toEqual([round, round + 1, round + 2, round + 3].map((value) => value * 2));
			expect(y).toBeInstanceOf(DeviceTensor);
			expect([y?.shape, (y as DeviceTensor).owner]).toEqual([[1, 4], cuda]);
			const [skipped, twice] = (await session.runOnDevice?.([y], ["skip", "device"])) ?? [];
			expect(skipped).toBeUndefined();
			(y as DeviceTensor).dispose();
			expect(numbers(await (twice as DeviceTensor).toCpu())).toEqual([1, 2, 3, 4].map((i) => (i + round) * 2));
			(twice as DeviceTensor).dispose();
		}
		await session.dispose();
		await session.dispose();
	});

	test("does not wait for the device where all results stay there", async () => {
		fake.set("delay_us", 50_000);
		const session = await openOn(engine, fake.library);
		let last: DeviceTensor | Tensor | undefined = x(0);
		for (let i = 0; i < 10; i++) {
			const [y] = (await session.runOnDevice?.([last], ["device", "skip"])) ?? [];
			if (last instanceof DeviceTensor) last.dispose();
			last = y as DeviceTensor;
		}
		expect(fake.calls("cuEventSynchronize") + fake.calls("cuStreamSynchronize")).toBe(0);
		fake.set("delay_us", 0);
		expect(numbers(await (last as DeviceTensor).toCpu())).toEqual([10, 11, 12, 13]);
		(last as DeviceTensor).dispose();
		await session.dispose();
		fake.set("delay_us", 100);
	});

	test("orders its lanes behind the streams of others", async () => {
		fake.set("delay_us", 2000);
		const session = await openOn(engine, fake.library);
		const stream = cuda.createStream();
		for (let round = 0; round < 20; round++) {
			const feed = cudaTensor(cuda, "float32", [1, 4]);
			stream.upload(feed.handle as never, 0, new Uint8Array((x(round).data as Float32Array).buffer));
			const [y] = (await session.runOnDevice?.([feed], ["device", "skip"])) ?? [];
			stream.fill(feed.handle as never, 0, 16, 0);
			feed.dispose();
			const bytes = await stream.download((y as DeviceTensor).handle as never, 0, 16);
			expect([...new Float32Array(bytes.buffer, bytes.byteOffset, 4)]).toEqual([1, 2, 3, 4].map((i) => i + round));
			(y as DeviceTensor).dispose();
		}
		await stream.dispose();
		await session.dispose();
		fake.set("delay_us", 100);
	});

	test("takes tensors of its own device only, and none that was disposed", async () => {
		const session = await openOn(engine, fake.library);
		const foreign = new DeviceTensor({
			dtype: "float32",
			shape: [1, 4],
			location: "cuda",
			handle: {},
			owner: {},
			read: () => Promise.reject(new Error("no")),
		});
		await expect(session.runOnDevice?.([foreign], ["device", "skip"])).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: "Expected a tensor of cuda:0 for input `x` but received one of another device.",
		});
		const gone = cudaTensor(cuda, "float32", [1, 4]);
		const { handle } = gone;
		gone.dispose();
		await expect(session.runOnDevice?.([gone], ["device", "skip"])).rejects.toMatchObject({ code: "DISPOSED" });
		const raw = new DeviceTensor({
			...foreign,
			shape: [1, 4],
			handle,
			owner: cuda,
			dtype: "float32",
			read: () => Promise.reject(),
		});
		await expect(session.runOnDevice?.([raw], ["device", "skip"])).rejects.toMatchObject({ code: "DISPOSED" });
		await session.dispose();
		await expect(session.runOnDevice?.([x()], ["device", "skip"])).rejects.toMatchObject({ code: "DISPOSED" });
	});

	test("gives all back where the engine fails", async () => {
		for (const mode of ["fixed", "free", "lent"]) {
			const session = await openOn(engine, fake.library, { mode, fail: "9" });
			for (let i = 0; i < 3; i++)
				await expect(session.runOnDevice?.([x()], ["device", "new"])).rejects.toMatchObject({ code: "ENGINE" });
			await session.dispose();
		}
	});

	test("runs on the host as every session does", async () => {
		const session = await openOn(engine, fake.library);
		const [y, z] = await session.run([x()], ["new", "skip"]);
		expect([numbers(y), z]).toEqual([[2, 3, 4, 5], undefined]);
		await session.dispose();
	});

	test("settles each run, whatever fails", async () => {
		const functions = [
			"cuMemAlloc_v2",
			"cuMemHostAlloc",
			"cuStreamCreate",
			"cuEventCreate",
			"cuEventRecord",
			"cuCtxPushCurrent_v2",
			"cuMemcpyHtoDAsync_v2",
			"cuMemcpyDtoHAsync_v2",
			"cuEventSynchronize",
		];
		for (const name of functions) {
			for (let call = 1; call <= 3; call++) {
				await cuda.trim();
				const session = await openOn(engine, fake.library);
				fake.fail(name, call, name.includes("Alloc") ? 2 : 1);
				let failed = 0;
				for (let i = 0; i < 3; i++) {
					await session.runOnDevice?.([x()], ["device", "new"]).then(
						([y]) => (y as DeviceTensor).dispose(),
						(error) => {
							expect(["OUT_OF_MEMORY", "ENGINE"]).toContain(error.code);
							failed++;
						},
					);
				}
				expect(failed, `${name} ${call}`).toBeLessThanOrEqual(1);
				await session.dispose();
				fake.reset();
			}
		}
	});
});
