import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { isBuilt, NEEDS_BUILD } from "../testing/built.ts";
import { type Cuda, type CudaModule, cudaTensor, openCuda } from "./index.ts";
import { canCompile, NEEDS_COMPILER } from "./testing/compile.ts";
import { compileKernels } from "./testing/compile-kernels.ts";
import { type FakeDriver, loadFakeDriver } from "./testing/fake-driver.ts";
import { hasNvrtc, NEEDS_NVRTC } from "./testing/has-nvrtc.ts";

const path = fileURLToPath(new URL("testing/kernels.cu", import.meta.url));
const source = readFileSync(path, "utf8");

describe.skipIf(!isBuilt || !canCompile)(`a CUDA device, which is a fake ${NEEDS_BUILD} ${NEEDS_COMPILER}`, () => {
	let fake: FakeDriver;
	let cuda: Cuda;
	beforeAll(async () => {
		fake = loadFakeDriver(compileKernels(path));
		cuda = await openCuda({ library: fake.library });
	});
	afterEach(() => {
		expect(fake.misuses()).toBe("");
		fake.reset();
	});
	const bytes = (length: number, first = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (first + i) & 255);

	test("is one object, and says what it is", async () => {
		expect(await openCuda({ library: fake.library })).toBe(cuda);
		expect(cuda.device).toEqual({
			id: "cuda:0",
			name: "fake CUDA device 0",
			computeCapability: [9, 0],
			driverVersion: "13.0",
			totalBytes: 2 ** 30,
		});
	});

	test("keeps what was uploaded, whatever happens to the source", async () => {
		const stream = cuda.createStream();
		const memory = cuda.allocate(1000);
		const from = bytes(300);
		stream.upload(memory, 700, from);
		from.fill(0);
		stream.fill(memory, 0, 700, 9);
		expect(await stream.download(memory, 700, 300)).toEqual(bytes(300));
		expect(await stream.download(memory, 0, 700)).toEqual(new Uint8Array(700).fill(9));
		const other = cuda.allocate(10);
		stream.copy(other, 2, memory, 705, 8);
		expect(await stream.download(other, 2, 8)).toEqual(bytes(8, 5));
		for (const each of [memory, other, memory]) each.dispose();
		await stream.dispose();
		await stream.dispose();
	});

	test("refuses what lies beyond the end, and what was disposed", async () => {
		const stream = cuda.createStream();
		const memory = cuda.allocate(100);
		expect(() => stream.upload(memory, 99, bytes(2))).toThrow(
			"Expected bytes within the 100 of the memory but received 2 at 99",
		);
		expect(() => stream.fill(memory, -1, 1, 0)).toThrow("at -1");
		await expect(stream.download(memory, 0, 101)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		expect(() => cuda.allocate(-1)).toThrow("Expected a number of bytes");
		memory.dispose();
		expect(() => stream.upload(memory, 0, bytes(2))).toThrow("The memory was disposed");
		await stream.dispose();
		await expect(stream.finished()).rejects.toMatchObject({ code: "DISPOSED" });
	});

	test("orders streams by the memory that they share", async () => {
		fake.set("delay_us", 1000);
		const [a, b] = [cuda.createStream(), cuda.createStream()];
		const memory = cuda.allocate(4096);
		for (let round = 0; round < 20; round++) {
			a.upload(memory, 0, new Uint8Array(4096).fill(round));
			const copy = cuda.allocate(4096);
			b.copy(copy, 0, memory, 0, 4096);
			copy.dispose();
			const next = cuda.allocate(4096);
			a.fill(next, 0, 4096, 200);
			expect(await b.download(memory, 0, 1)).toEqual(Uint8Array.of(round));
			expect(await b.download(next, 4095, 1)).toEqual(Uint8Array.of(200));
			next.dispose();
		}
		memory.dispose();
		await Promise.all([a.dispose(), b.dispose()]);
		fake.set("delay_us", 100);
	});

	test("gives tensors that read themselves back", async () => {
		const tensor = cudaTensor(cuda, "float32", [2, 3]);
		const stream = cuda.createStream();
		const values = Float32Array.of(1, 2, 3, 4, 5, 6);
		stream.upload(tensor.handle as never, 0, new Uint8Array(values.buffer));
		expect((await tensor.toCpu()).data).toEqual(values);
		expect([tensor.location, tensor.owner]).toEqual(["cuda", cuda]);
		tensor.dispose();
		const small = cuda.allocate(100);
		expect(() => cudaTensor(cuda, "float32", [26], small)).toThrow("Expected 104 bytes for [26] but received 100");
		small.dispose();
		await stream.dispose();
	});

	test("captures what a stream is given, and does it again", async () => {
		const [stream, other] = [cuda.createStream(), cuda.createStream()];
		const [from, to] = [cuda.allocate(8), cuda.allocate(16)];
		const graph = stream.capture(() => {
			stream.copy(to, 0, from, 0, 8);
			stream.fill(to, 8, 8, 3);
			expect(() => stream.upload(to, 0, bytes(8))).toThrow("A stream that is captured cannot be copied to.");
			cuda.allocate(1 << 20).dispose();
		});
		to.dispose();
		const target = cuda.allocate(16);
		expect(target.pointer).not.toBe(to.pointer);
		for (let round = 0; round < 5; round++) {
			other.upload(from, 0, bytes(8, round));
			stream.replay(graph);
		}
		stream.copy(target, 0, from, 0, 8);
		expect(await other.download(target, 0, 8)).toEqual(bytes(8, 4));
		expect(fake.calls("cuGraphLaunch")).toBe(5);
		const fault = new Error("in between");
		expect(() =>
			stream.capture(() => {
				throw fault;
			}),
		).toThrow(fault);
		for (const each of [graph, graph, from, target]) each.dispose();
		expect(() => stream.replay(graph)).toThrow("The graph was disposed");
		await Promise.all([stream.dispose(), other.dispose()]);
	});

	test("tells a device that is lost, from then on", async () => {
		const stream = cuda.createStream();
		const memory = cuda.allocate(16);
		fake.fail("cuEventSynchronize", 1, 719);
		await expect(stream.download(memory, 0, 16)).rejects.toMatchObject({
			code: "DEVICE_LOST",
			scope: "runtime",
			engineCode: 719,
			message: expect.stringContaining("CUDA_ERROR_LAUNCH_FAILED (719): unspecified launch failure"),
			advice: "Start the process again; nvidia-smi and dmesg tell whether the GPU is sound.",
		});
		expect(() => stream.fill(memory, 0, 16, 0)).toThrow(expect.objectContaining({ code: "DEVICE_LOST" }));
		expect(() => cuda.createStream()).toThrow(expect.objectContaining({ code: "DEVICE_LOST" }));
		memory.dispose();
		await stream.dispose();
	});

	test("says how much memory was asked for where there is not as much", () => {
		expect(() => cuda.allocate(2 ** 31)).toThrow(
			expect.objectContaining({
				code: "OUT_OF_MEMORY",
				message: "There is no memory for 2147483648 bytes on fake CUDA device 0.",
			}),
		);
	});

	test("gives all back by trim", async () => {
		await cuda.trim();
		expect(fake.live()).toBe(0);
	});

	describe.skipIf(!hasNvrtc)(`compiles kernels ${NEEDS_NVRTC}`, () => {
		let module: CudaModule;
		beforeAll(async () => {
			module = await cuda.compile({ name: "kernels.cu", source });
		});

		test("that compute", async () => {
			const stream = cuda.createStream();
			const count = 1000;
			const [from, to] = [cuda.allocate(count * 4), cuda.allocate(count * 4 + 8)];
			const values = Float32Array.from({ length: count }, (_, i) => i / 7);
			stream.upload(from, 0, new Uint8Array(values.buffer));
			stream.launch(module.kernel("scale"), { grid: 4, block: 256 }, [
				from,
				{ memory: to, offsetBytes: 8 },
				{ float32: 3 },
				{ uint32: count },
			]);
			const result = await stream.download(to, 8, count * 4);
			expect(new Float32Array(result.buffer, result.byteOffset)).toEqual(values.map((value) => value * 3));
			for (const each of [from, to]) each.dispose();
			await stream.dispose();
		});

		test("that wait for each other in every order, where they have their barriers", async () => {
			const stream = cuda.createStream();
			const count = 200;
			const given = Int32Array.from({ length: count }, (_, i) => i);
			const memory = cuda.allocate(count * 4);
			const run = async (name: string, order: number): Promise<Int32Array> => {
				fake.set("order", order);
				stream.upload(memory, 0, new Uint8Array(given.buffer));
				const size = { grid: 1, block: 64, sharedBytes: count * 4 };
				stream.launch(module.kernel(name), size, [memory, { int32: count }]);
				const result = await stream.download(memory, 0, count * 4);
				return new Int32Array(result.buffer, result.byteOffset, count);
			};
			const wrong: number[] = [];
			for (const order of [0, 1, 7, 12345]) {
				expect(await run("reverse", order)).toEqual(given.toReversed());
				const without = await run("reverse_without_barrier", order);
				if (without.some((value, i) => value !== count - 1 - i)) wrong.push(order);
			}
			expect(wrong).toEqual([0, 1, 7, 12345]);
			const [ones, sum] = [cuda.allocate(400), cuda.allocate(4)];
			stream.upload(ones, 0, new Uint8Array(new Float32Array(100).fill(1).buffer));
			for (const order of [0, 1, 7]) {
				fake.set("order", order);
				stream.fill(sum, 0, 4, 0);
				stream.launch(module.kernel("warp_sum"), { grid: 2, block: 64 }, [ones, sum, { uint32: 100 }]);
				const result = await stream.download(sum, 0, 4);
				expect(new Float32Array(result.buffer, result.byteOffset, 1)[0]).toBe(100);
			}
			fake.set("order", 0);
			for (const each of [memory, ones, sum]) each.dispose();
			await stream.dispose();
		});

		test("in a graph", async () => {
			const stream = cuda.createStream();
			const memory = cuda.allocate(400);
			const graph = stream.capture(() => {
				for (const value of [2, 3])
					stream.launch(module.kernel("add"), { grid: 2, block: 64 }, [memory, { int32: value }, { int32: 100 }]);
			});
			stream.fill(memory, 0, 400, 0);
			for (let round = 0; round < 4; round++) stream.replay(graph);
			const result = await stream.download(memory, 396, 4);
			expect([...result]).toEqual([20, 0, 0, 0]);
			for (const each of [graph, memory]) each.dispose();
			await stream.dispose();
		});

		test("whose arguments are checked", async () => {
			const stream = cuda.createStream();
			const memory = cuda.allocate(4);
			const kernel = module.kernel("add");
			const launch = { grid: 1, block: 1 };
			expect(() => stream.launch(kernel, launch, [memory, { int32: 1 }])).toThrow(
				"Expected arguments of [8, 4, 4] bytes but received [8, 4].",
			);
			expect(() => stream.launch(kernel, launch, [memory, { uint64: 1n }, { int32: 1 }])).toThrow(
				"but received [8, 8, 4]",
			);
			expect(() => stream.launch(kernel, launch, [memory, { int32: 1.5 }, { int32: 1 }])).toThrow(
				"for argument 1 but received 1.5",
			);
			expect(() => stream.launch(kernel, { grid: 0, block: 1 }, [])).toThrow("Expected a grid of 1 or more");
			expect(() => module.kernel("none")).toThrow("The module has no kernel `none`");
			await stream.dispose();
		});

		test("once", async () => {
			expect(await cuda.compile({ name: "kernels.cu", source })).toBe(module);
			await expect(cuda.compile({ name: "bad.cu", source: "__global__ void f() { int x = ; }" })).rejects.toMatchObject(
				{
					code: "INVALID_ARGUMENT",
					message: expect.stringContaining("bad.cu(1): error: expected an expression"),
				},
			);
		});
	});
});
