import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type DeviceTensor, type OpenRequest, openSession, type SessionOptions, Tensor } from "@polyinfer/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { canCompile, compileOnce, NEEDS_COMPILER } from "../../../../../engine-host/src/cuda/testing/compile.ts";
import { onnxruntime } from "../../../backend.ts";
import type { OnnxRuntimeOptions } from "../../../options.ts";
import { onnx } from "../../../testing/nets.ts";
import { findEngine } from "../engine.ts";
import { findLibraryOfNode } from "../library.ts";
import { type FakeGpu, makeFakeGpu } from "../testing/fake-gpu.ts";

const core = process.platform === "linux" ? await findLibraryOfNode() : undefined;

/** y = relu(x x), s = the shape of x: three nodes that no optimisation removes. */
const netOf = (size: string | number) =>
	onnx({
		inputs: [{ name: "x", dtype: "float32", shape: [size, size] }],
		outputs: [
			{ name: "y", dtype: "float32", shape: [size, size] },
			{ name: "s", dtype: "int64", shape: [2] },
		],
		nodes: [
			{ operator: "MatMul", inputs: ["x", "x"], outputs: ["xx"] },
			{ operator: "Relu", inputs: ["xx"], outputs: ["y"] },
			{ operator: "Shape", inputs: ["xx"], outputs: ["s"] },
		],
	});
const net = netOf("n");
const fixedNet = netOf(3);
const feed = { x: new Tensor("float32", Float32Array.of(1, -2, 3, 4), [2, 2]) };

describe.skipIf(!canCompile || core === undefined)(`on a fake GPU ${NEEDS_COMPILER}`, () => {
	let gpu: FakeGpu;
	beforeAll(async () => {
		gpu = await makeFakeGpu(core ?? "");
	}, 120_000);
	afterAll(() => gpu.remove());
	beforeEach(() => {
		gpu.set({});
		gpu.driver.reset();
	});
	afterEach(async () => {
		expect(gpu.driver.misuses()).toBe("");
		expect(await gpu.live(), "objects of the driver that live").toBe(0);
		expectPairs(await gpu.calls());
	});

	function open(options: OnnxRuntimeOptions = {}, rest: SessionOptions = {}, request: OpenRequest = {}) {
		return openSession(onnxruntime, net, rest, {
			device: "cuda:0",
			options: { library: gpu.library, ...options },
			...request,
		});
	}

	/** The error of `open`; its calls are looked at by `afterEach`. */
	async function failure(...args: Parameters<typeof open>): Promise<Record<string, unknown>> {
		return open(...args).then(
			() => {
				throw new Error("it opened");
			},
			(error) => error,
		);
	}

	test("gives what the processor gives, and says where it ran", async () => {
		const [session, processor] = [await open(), await openSession(onnxruntime, net)];
		const [ours, theirs] = [await session.run(feed), await processor.run(feed)];
		expect(ours.y?.data).toEqual(theirs.y?.data);
		expect(ours.s?.data).toEqual(theirs.s?.data);
		expect(session.report).toMatchObject({
			device: "cuda:0",
			binding: "addon",
			precision: "as in the model",
			library: { path: gpu.library, version: "1.30.0" },
			placement: { "cuda:0": 3 },
			notes: [expect.stringMatching(/^The GPU is fake CUDA device 0, .* used by the CUDA provider/)],
		});
		expect(session.capabilities).toMatchObject({ maxConcurrency: 1, cancel: "engine" });
		await session.dispose();
		await processor.dispose();
	});

	test("options reach the CUDA provider, rounding to tf32 off unless asked, what is passed through last", async () => {
		const line = async (options: OnnxRuntimeOptions) => {
			await (await open(options)).dispose();
			const calls = await gpu.calls();
			expectPairs(calls);
			return calls.filter((call) => call.startsWith("append"));
		};
		expect(await line({})).toEqual(["append cuda stream=1 device_id=0 use_tf32=0"]);
		expect(
			await line({
				tf32: true,
				gpuMemoryLimitBytes: 2 ** 30,
				arenaExtendStrategy: "sameAsRequested",
				convolutionSearch: "heuristic",
				cudnn: false,
				providerProperties: { prefer_nhwc: "1", use_tf32: "0" },
			}),
		).toEqual([
			"append cuda stream=1 arena_extend_strategy=kSameAsRequested cudnn_conv_algo_search=HEURISTIC device_id=0 " +
				"enable_cudnn=0 gpu_mem_limit=1073741824 prefer_nhwc=1 use_tf32=0",
		]);
	});

	test("TensorRT goes before CUDA's kernels, keeps its work in the cache, and takes profiles from the bounds", async () => {
		const bounds = { x: { shape: { min: [1, 1], opt: [2, 2], max: [8, 8] } } };
		const session = await open(
			{ provider: "tensorrt", fp16: true, workspaceBytes: 2 ** 20, builderOptimizationLevel: 5 },
			{ inputs: bounds },
		);
		expect((await session.run(feed)).s?.data).toEqual(BigInt64Array.of(2n, 2n));
		expect(session.report.precision).toBe("float16 where TensorRT chooses");
		await session.dispose();
		const calls = await gpu.calls();
		expectPairs(calls);
		const [tensorrt = "", cuda] = calls.filter((call) => call.startsWith("append"));
		expect(cuda).toBe("append cuda stream=1 device_id=0 use_tf32=0");
		const cache = / trt_engine_cache_path=(\S+)/.exec(tensorrt)?.[1] ?? "";
		expect(tensorrt.replaceAll(cache, "CACHE")).toBe(
			"append tensorrt stream=1 device_id=0 trt_builder_optimization_level=5 trt_engine_cache_enable=1 " +
				"trt_engine_cache_path=CACHE trt_fp16_enable=1 trt_max_workspace_size=1048576 trt_profile_max_shapes=x:8x8 " +
				"trt_profile_min_shapes=x:1x1 trt_profile_opt_shapes=x:2x2 trt_timing_cache_enable=1 trt_timing_cache_path=CACHE",
		);
		expect(cache.startsWith(join(process.env.POLYINFER_CACHE ?? "", "artifacts/onnxruntime-tensorrt/"))).toBe(true);
		expect((await stat(cache)).mode & 0o777).toBe(0o700);
		await (await open({ provider: "tensorrt", engineCache: false, timingCache: false })).dispose();
		const without = await gpu.calls();
		expectPairs(without);
		expect(without).toContain("append tensorrt stream=1 device_id=0");
		const users = async (): Promise<number> =>
			(await readdir(dirname(cache))).filter((name) => name.startsWith("used-by-")).length;
		expect(await users()).toBe(0);
		const options = { provider: "tensorrt", fp16: true, workspaceBytes: 2 ** 20, builderOptimizationLevel: 5 } as const;
		const again = await open(options, { inputs: bounds });
		expect(await users(), "no other process takes it away").toBe(1);
		await again.dispose();
		expect(await users()).toBe(0);
		gpu.set({ fail: "CreateSession:1:anything" });
		await expect(open(options, { inputs: bounds })).rejects.toThrow();
		expect(await users()).toBe(0);
	});

	test("nodes that stay on the processor are counted and named, and refused by strict", async () => {
		gpu.set({ onCpu: "Shape" });
		const session = await open();
		expect(session.report.placement).toEqual({ "cuda:0": 2, cpu: 1 });
		expect(session.report.notes).toContain("1 node stays on the processor (Shape): `strict: true` refuses that.");
		await session.dispose();
		expect(await failure({}, { strict: true })).toMatchObject({
			code: "UNSUPPORTED",
			message: expect.stringContaining("fallback to CPU EP has been explicitly disabled"),
		});
		gpu.set({});
		await (await open({}, { strict: true })).dispose();
	});

	test.each([
		["UpdateCUDAProviderOptions:1:CUDA failure 35: insufficient driver ; GPU=0 ; file=x", "UNAVAILABLE", "load"],
		["UpdateCUDAProviderOptionsWithValue:1:anything", "UNAVAILABLE", "load"],
		["AppendCUDA:1:Failed to load shared library", "UNAVAILABLE", "load"],
		[
			"CreateSession:1:CUDA failure 35: CUDA driver version is insufficient ; GPU=0 ; hostname=h",
			"UNAVAILABLE",
			"load",
		],
		["CreateSession:1:CUDA failure 100: no CUDA-capable device is detected", "UNAVAILABLE", "load"],
		["CreateSession:1:CUDA failure 2: out of memory", "OUT_OF_MEMORY", "compile"],
		["CreateSession:1:anything else", "UNSUPPORTED", "compile"],
	])("a failure of %s is %s at %s, and leaves nothing behind", async (fail, code, stage) => {
		await (await open()).dispose();
		gpu.set({ fail });
		const error = await failure();
		expect(error).toMatchObject({ code, stage, backend: "onnxruntime" });
		expect(error.message).not.toContain("hostname");
		if (code === "UNAVAILABLE") expect(error.advice).toEqual(expect.any(String));
	});

	test("a provider that does not load is UNAVAILABLE, and loads once it can", async () => {
		const other = await makeFakeGpu(core ?? "");
		try {
			other.set({
				fail: "UpdateCUDAProviderOptions:1:/src/a.cc:1 FAIL : Failed to load library /x.so with error: libfoo.so.1",
			});
			expect(await failure({ library: other.library })).toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: "Failed to load library /x.so with error: libfoo.so.1",
			});
			other.set({});
			await (await open({ library: other.library })).dispose();
			expectPairs(await other.calls());
		} finally {
			await other.remove();
		}
	});

	test("a library that every model needs must load, one that few need may fail to", async () => {
		const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
		const text = 'extern "C" void nobody_has_this();\nvoid (*needs)() = nobody_has_this;\n';
		const broken = compileOnce("broken.so", text, ["-shared"]);
		await copyFile(broken, join(folder, "libcufft.so.12"));
		await (await open({ libraryFolders: [folder] })).dispose();
		await copyFile(broken, join(folder, "libcurand.so.10"));
		expect(await failure({ libraryFolders: [folder] })).toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			message: expect.stringContaining("libcurand.so.10: undefined symbol: nobody_has_this"),
		});
		await rm(folder, { recursive: true });
	});

	test("a failure of a run is told by its number, and the next run goes on", async () => {
		gpu.set({ fail: "Run:2:CUDA failure 2: out of memory" });
		const session = await open();
		await session.run(feed);
		await expect(session.run(feed)).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
		expect((await session.run(feed)).s?.data).toEqual(BigInt64Array.of(2n, 2n));
		await session.dispose();
	});

	test.each([
		["cuDevicePrimaryCtxRetain", 2, "OUT_OF_MEMORY"],
		["cuStreamCreate", 2, "OUT_OF_MEMORY"],
		["cuEventCreate", 999, "DEVICE_LOST"],
		["cuDeviceGetName", 100, "UNAVAILABLE"],
	])("a driver that fails in %s with %i is %s", async (call, number, code) => {
		await (await open()).dispose();
		gpu.driver.reset();
		// The first call is that of the list of devices.
		gpu.driver.fail(call, call === "cuDeviceGetName" ? 2 : 1, number);
		expect(await failure()).toMatchObject({ code, engineCode: number });
	});

	test("a device that is not there is UNAVAILABLE, with one that is", async () => {
		expect(await failure({}, {}, { device: "cuda:3" })).toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			message: "There is no device cuda:3: the driver has cuda:0.",
			advice: "Name a device that is there: cuda:0",
		});
	});

	test("options that are unknown, misplaced or of the other provider are INVALID_ARGUMENT", async () => {
		for (const [options, words] of [
			[{ fp16: true }, "is TensorRT's, but the provider is cuda"],
			[{ provider: "tensorrt", builderOptimizationLevel: 6 }, "Expected 0 to 5"],
			[{ libraryFolders: ["relative"] }, "Expected absolute paths"],
			[{ providerProperties: { nonsense: "1" } }, 'Unknown provider option: "nonsense"'],
			[{ binding: "worker", library: undefined }, 'Expected binding "addon" or "runner"'],
			[{ wasmPaths: "/x" }, "is for the device wasm or webgpu"],
			[{ tf23: true }, "Did you mean `tf32`?"],
		] as const)
			expect(await failure(options as OnnxRuntimeOptions)).toMatchObject({
				code: "INVALID_ARGUMENT",
				message: expect.stringContaining(words),
			});
		await expect(openSession(onnxruntime, net, {}, { options: { tf32: true } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("for the device cuda, not for cpu"),
			advice: expect.stringContaining('device: "cuda:0"'),
		});
	});

	test("results stay on the device and are feeds of the next run, without a copy", async () => {
		const [session, processor] = [await open(), await openSession(onnxruntime, net)];
		expect(session.capabilities.deviceTensors).toBe("cuda");
		for (let round = 0; round < 10; round++) {
			const first = await session.runOnDevice(feed, { outputs: ["y"] });
			const y = first.y as DeviceTensor;
			expect([y.location, y.shape]).toEqual(["cuda", [2, 2]]);
			const second = await session.run({ x: y });
			const once = await processor.run(feed);
			expect(second.y?.data).toEqual((await processor.run({ x: once.y as Tensor })).y?.data);
			y.dispose();
		}
		expect(session.report.notes.join()).not.toContain("processor");
		await session.dispose();
		await processor.dispose();
	});

	test.each(["cuda", "tensorrt"] as const)(
		"a captured graph works on memory of its own that stays (%s)",
		async (provider) => {
			const options: OnnxRuntimeOptions = { library: gpu.library, provider, cudaGraph: true };
			const session = await openSession(onnxruntime, fixedNet, {}, { device: "cuda:0", options: { ...options } });
			const processor = await openSession(onnxruntime, fixedNet);
			for (let round = 0; round < 10; round++) {
				const x = new Tensor(
					"float32",
					Float32Array.from({ length: 9 }, (_, i) => ((i * 5 + round) % 7) - 3),
					[3, 3],
				);
				const once = await processor.run({ x });
				const twice = await processor.run({ x: once.y as Tensor });
				const { y } = await session.runOnDevice({ x }, { outputs: ["y"] });
				expect((await session.run({ x })).y?.data).toEqual(once.y?.data);
				expect((await session.run({ x: y as DeviceTensor })).y?.data).toEqual(twice.y?.data);
				expect((await (y as DeviceTensor).toCpu()).data).toEqual(once.y?.data);
				y?.dispose();
			}
			await session.dispose();
			await processor.dispose();
			expect(await failure({ provider, cudaGraph: true })).toMatchObject({
				code: "UNSUPPORTED",
				message: expect.stringMatching(/^Expected fixed sizes for a CUDA graph but `x` has a free one/),
				advice: "Fix it by `inputs`.",
			});
			const fixed = await open({ provider, cudaGraph: true }, { inputs: { x: { shape: [2, 2] } } });
			expect((await fixed.run(feed)).s?.data).toEqual(BigInt64Array.of(2n, 2n));
			await fixed.dispose();
			expect(gpu.driver.calls("cuMemcpyDtoHAsync_v2")).toBeGreaterThan(0);
		},
	);

	test("tensors of the device and streams of the caller come out right, in whatever order they are done", async () => {
		const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
		const files = await Promise.all(
			[net, fixedNet].map(async ({ files: [file] }, i) => {
				const path = join(folder, `${i}.onnx`);
				await writeFile(path, (file as { bytes: Uint8Array }).bytes);
				return path;
			}),
		);
		const source = new URL("../testing/device_runs.cc", import.meta.url);
		const program = compileOnce("device_runs", await readFile(source, "utf8"), []);
		const found = await findEngine();
		const engine = found.status === "found" ? found.engine : "";
		const { stdout } = await promisify(execFile)(program, [engine, gpu.library, ...files]);
		expect(stdout).toBe("0 wrong\n");
		await rm(folder, { recursive: true });
	}, 60_000);

	test("a cache that cannot be kept is a note, not a failure", async () => {
		const before = process.env.POLYINFER_CACHE;
		const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
		process.env.POLYINFER_CACHE = "relative";
		try {
			const session = await open({ provider: "tensorrt" });
			expect(session.report.notes.join()).toContain("What TensorRT compiles is not kept");
			await session.dispose();
		} finally {
			process.env.POLYINFER_CACHE = before;
			await rm(folder, { recursive: true });
		}
	});
});

/** Whatever was made was released. */
function expectPairs(calls: readonly string[]): void {
	const count = (word: string): Record<string, number> => {
		const counts: Record<string, number> = {};
		for (const call of calls)
			if (call.startsWith(`${word} `))
				counts[call.slice(word.length + 1)] = (counts[call.slice(word.length + 1)] ?? 0) + 1;
		return counts;
	};
	expect(count("release")).toEqual(count("create"));
}
