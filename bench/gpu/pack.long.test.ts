import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRunner } from "@polyinfer/engine-host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lacksFakes, loadFakes } from "../../packages/backend-native/src/engines/tensorrt/testing/fake/fakes.ts";
import { findLibraryOfNode } from "../../packages/backend-onnx/src/engines/onnxruntime/library.ts";
import { type FakeGpu, makeFakeGpu } from "../../packages/backend-onnx/src/engines/onnxruntime/testing/fake-gpu.ts";
import { hasNvrtc } from "../../packages/engine-host/src/cuda/testing/has-nvrtc.ts";
import { emulatedKernels } from "../../packages/ops/src/testing/emulated-kernels.ts";
import { bundleBench } from "../../scripts/run/bench.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const needs = lacksFakes === "" && hasNvrtc && findRunner().status === "found";
const reason = `(needs Linux, a C++ compiler, the runner, polyinfer engines add nvrtc, and the fakes${lacksFakes})`;

describe.skipIf(!needs && !process.env.CI)(`the pack for machines with a GPU ${reason}`, () => {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer gpu "));
	let gpu: FakeGpu;
	/** What leads the ops to the fake driver, and sessions to the fake TensorRT and to the relay. */
	let driver: Record<string, string>;
	let tensorrt: Record<string, string>;
	let onnxruntime: Record<string, string>;

	/** `./run` as on a machine without Node, Python and libraries of NVIDIA. */
	function play(environment: Record<string, string>): { status: number | null; stdout: string; stderr: string } {
		const env = { PATH: "/usr/bin:/bin", POLYINFER_ONNXRUNTIME_GPU: "/nowhere", ...environment };
		return spawnSync(join(folder, "run"), ["1"], { cwd: folder, env, encoding: "utf8" });
	}

	/** The same with other bits in the last byte of a file of the pack. */
	function playWrong(file: string, bits: number, environment: Record<string, string>): ReturnType<typeof play> {
		const right = readFileSync(join(folder, file));
		const wrong = Buffer.from(right);
		wrong[wrong.length - 1] = (wrong.at(-1) as number) ^ bits;
		writeFileSync(join(folder, file), wrong);
		const played = play(environment);
		writeFileSync(join(folder, file), right);
		return played;
	}

	const results = (name: string): unknown => JSON.parse(readFileSync(join(folder, "results", name), "utf8"));

	beforeAll(async () => {
		await bundleBench();
		const program = join(root, "bench/dist/gpu/pack.js");
		const few = ["--only", "tiny", "--architectures", "90"];
		execFileSync(process.execPath, [program, "--pack", folder, ...few], { stdio: "pipe" });
		const core = (await findLibraryOfNode()) as string;
		gpu = await makeFakeGpu(core);
		const kernels = emulatedKernels().filter((path) => /(to-tensor|yolo-detections)\.so$/.test(path));
		driver = { POLYINFER_CUDA_LIBRARY: gpu.driver.library, POLYINFER_FAKE_CUDA_KERNELS: kernels.join(":") };
		onnxruntime = {
			...driver,
			POLYINFER_ONNXRUNTIME_GPU: dirname(gpu.library),
			POLYINFER_RELAY_CORE: core,
			POLYINFER_RELAY_LOG: join(dirname(gpu.library), "calls.log"),
		};
		tensorrt = {
			...driver,
			POLYINFER_TENSORRT_LIBRARY: loadFakes(10).tensorrt.library,
			FAKE_TENSORRT_ONNXRUNTIME: core,
			FAKE_TENSORRT_ABORT: "1",
		};
	}, 300_000);
	afterAll(async () => {
		await gpu?.remove();
		rmSync(folder, { recursive: true });
	});

	test("has cubins and PTX, and nothing that needs Node", () => {
		const kinds = readdirSync(join(folder, "kernels")).map((name) => name.replace(/^[0-9a-f]+-/, ""));
		expect(kinds.sort()).toEqual(["compute_90.ptx", "compute_90.ptx", "sm_90.cubin", "sm_90.cubin"]);
		expect(readFileSync(join(folder, "bin/polyinfer-runner")).subarray(1, 4).toString()).toBe("ELF");
		expect(existsSync(join(folder, "package.json"))).toBe(false);
	});

	test("on the fake driver every byte is compared, each row says fake, and no time is told", () => {
		const { status, stdout, stderr } = play(driver);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).toContain("| letterbox 64x48 rgb to 32, float32, batch 1 | equal | fake |");
		expect(stdout).not.toMatch(/\d (us|ms|GB\/s|%)/);
		expect(stdout).toMatch(/^tensorrt: not run: .*Try: POLYINFER_TENSORRT_LIBRARY=/m);
		expect(stdout).toMatch(/^torchvision: not run: .*(Try: pip install torch|there is no python3)/m);
		expect(results("ops.json")).toMatchObject({ fake: true, cases: [{ id: "letterbox-tiny", equal: true, us: [] }] });
	});

	test("a session on device tensors and through host memory gives the same bytes on the fake TensorRT and on the relay", () => {
		const { status, stdout, stderr } = play({ ...onnxruntime, ...tensorrt });
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		for (const name of ["tensorrt", "onnxruntime-cuda", "onnxruntime-tensorrt"]) {
			expect(stdout).toMatch(new RegExp(`\\| letterbox 96x72 .* detections \\| ${name} \\| equal \\| fake \\|`));
			expect(results(`session-${name}.json`)).toEqual({
				session: name,
				model: "detect-tiny",
				equal: true,
				answerAsExpected: true,
				difference: expect.toSatisfy((apart: number) => apart < 1e-6),
				movedThroughHostBytes: expect.any(Number),
				movedOnDeviceBytes: expect.any(Number),
				report: expect.any(Object),
				fake: true,
			});
		}
		expect(stdout).not.toMatch(/\d (us|ms|GB\/s|%)/);
	});

	test("what an engine says of a run that fails is told in the row", () => {
		const failing = {
			POLYINFER_RELAY_FAIL: "RunWithBinding:1:no more today",
			FAKE_TENSORRT_CONTROL: "script enqueueV3:2=fail",
		};
		const { status, stdout } = play({ ...onnxruntime, ...tensorrt, ...failing });
		expect(status).toBe(1);
		expect(stdout).toMatch(/\| tensorrt \| FAILED: .*enqueueV3/);
		expect(stdout).toMatch(/\| onnxruntime-cuda \| FAILED: .*no more today/);
	});

	test("an output that is not what is expected is told, with exit code 1", () => {
		const { status, stdout } = playWrong("models/detect-tiny.out", 0x40, tensorrt);
		expect(status).toBe(1);
		expect(stdout).toMatch(/\| tensorrt \| WRONG: differs by .*, at most 0.02 \|/);
	});

	test("a byte that is not what is expected is told, with exit code 1", () => {
		// The recording ends with what is expected.
		const { status, stdout } = playWrong("cases/letterbox-tiny", 1, driver);
		expect(status).toBe(1);
		expect(stdout).toMatch(/\| WRONG: byte 12287 of 12288 is \d+ instead of \d+ \|/);
	});

	test("without a driver it says so and ends with UNAVAILABLE's exit code", () => {
		const { status, stderr } = play({ POLYINFER_CUDA_LIBRARY: "/nowhere/libcuda.so.1" });
		expect(status).toBe(12);
		expect(stderr).toMatch(/^ops: NVIDIA's driver is not here: .*Try: install NVIDIA's driver/);
	});

	test("a library of a major that is not known is not run, and the line says which are and how to name one", () => {
		const { status, stdout } = play({ ...tensorrt, FAKE_TENSORRT_CONTROL: "set version 120000" });
		expect(status).toBe(0);
		expect(stdout).toMatch(
			/^tensorrt: not run: .* 12\.0\.0, .* Known: TensorRT 10.* Try: POLYINFER_TENSORRT_LIBRARY=/m,
		);
	});

	test("a GPU for which nothing was packed is told with the option that packs for it", () => {
		const { status, stdout } = play({ ...tensorrt, POLYINFER_FAKE_CUDA_CAPABILITY: "75" });
		expect(status).toBe(1);
		expect(
			stdout.match(/FAILED: The pack has no kernels for compute capability 7\.5\. Try: .* --architectures 75\./g),
		).toHaveLength(2);
	});

	test("too little memory is told with what there is", () => {
		const { status, stdout } = play({ ...driver, POLYINFER_FAKE_CUDA_BYTES: "8000" });
		expect(status).toBe(1);
		expect(stdout).toMatch(/FAILED: The GPU has no \d+\.\d MiB: .* MiB are free\. Try: /);
	});

	test("what of a model stays on the processor is in the results", () => {
		expect(play({ ...onnxruntime, POLYINFER_RELAY_ON_CPU: "Sigmoid" }).status).toBe(0);
		expect(results("session-onnxruntime-cuda.json")).toMatchObject({
			equal: true,
			report: { placement: { CUDAExecutionProvider: 11, CPUExecutionProvider: 2 } },
		});
	});

	test("a call of the driver that fails is told in the case's row", () => {
		const { status, stdout } = play({ ...driver, POLYINFER_FAKE_CUDA_FAIL: "cuLaunchKernel:1=700" });
		expect(status).toBe(1);
		expect(stdout).toMatch(/FAILED: cuLaunchKernel gave .*700/);
	});
});
