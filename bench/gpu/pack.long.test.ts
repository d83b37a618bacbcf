import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRunner } from "@polyinfer/engine-host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canCompile } from "../../packages/engine-host/src/cuda/testing/compile.ts";
import { compileFakeDriver } from "../../packages/engine-host/src/cuda/testing/fake-driver.ts";
import { hasNvrtc } from "../../packages/engine-host/src/cuda/testing/has-nvrtc.ts";
import { emulatedKernels } from "../../packages/ops/src/testing/emulated-kernels.ts";
import { bundleBench } from "../../scripts/run/bench.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const needs = canCompile && hasNvrtc && findRunner().status === "found";
const reason = "(needs Linux, a C++ compiler, the runner and polyinfer engines add nvrtc)";

describe.skipIf(!needs && !process.env.CI)(`the pack for machines with a GPU ${reason}`, () => {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer gpu "));
	let driver: Record<string, string>;

	/** `./run` as on a machine without Node, Python and libraries of NVIDIA. */
	function play(environment: Record<string, string>): { status: number | null; stdout: string; stderr: string } {
		const env = { PATH: "/usr/bin:/bin", ...environment, POLYINFER_ONNXRUNTIME_GPU: "/nowhere" };
		return spawnSync(join(folder, "run"), ["1"], { cwd: folder, env, encoding: "utf8" });
	}

	beforeAll(async () => {
		await bundleBench();
		const program = join(root, "bench/dist/gpu/pack.js");
		const few = ["--only", "letterbox-tiny", "--architectures", "90", "--no-models"];
		execFileSync(process.execPath, [program, "--pack", folder, ...few], { stdio: "pipe" });
		const kernels = emulatedKernels().filter((path) => path.endsWith("to-tensor.so"));
		driver = { POLYINFER_CUDA_LIBRARY: compileFakeDriver(), POLYINFER_FAKE_CUDA_KERNELS: kernels.join(":") };
	}, 300_000);
	afterAll(() => rmSync(folder, { recursive: true }));

	test("has cubins and PTX, and nothing that needs Node", () => {
		const kinds = readdirSync(join(folder, "kernels")).map((name) => name.replace(/^[0-9a-f]+-/, ""));
		expect(kinds.sort()).toEqual(["compute_90.ptx", "sm_90.cubin"]);
		expect(readFileSync(join(folder, "bin/polyinfer-runner")).subarray(1, 4).toString()).toBe("ELF");
		expect(existsSync(join(folder, "package.json"))).toBe(false);
	});

	test("on the fake driver every byte is compared, each row says fake, and no time is told", () => {
		const { status, stdout, stderr } = play(driver);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).toContain("| letterbox 64x48 rgb to 32, float32, batch 1 | equal | fake |");
		expect(stdout).not.toMatch(/\d (us|GB\/s|%)/);
		expect(stdout).toContain("tensorrt: not run: the pack has no models");
		expect(stdout).toMatch(/^torchvision: not run: /m);
		const result = JSON.parse(readFileSync(join(folder, "results/ops.json"), "utf8"));
		expect(result).toMatchObject({ fake: true, cases: [{ id: "letterbox-tiny", equal: true, us: [] }] });
	});

	test("a byte that is not what is expected is told, with exit code 1", () => {
		const file = join(folder, "cases/letterbox-tiny");
		const right = readFileSync(file);
		const wrong = Buffer.from(right);
		// The recording ends with what is expected.
		wrong[wrong.length - 1] = (wrong.at(-1) as number) ^ 1;
		writeFileSync(file, wrong);
		const { status, stdout } = play(driver);
		writeFileSync(file, right);
		expect(status).toBe(1);
		expect(stdout).toMatch(/\| WRONG: byte 12287 of 12288 is \d+ instead of \d+ \|/);
	});

	test("without a driver it says so and ends with UNAVAILABLE's exit code", () => {
		const { status, stderr } = play({ POLYINFER_CUDA_LIBRARY: "/nowhere/libcuda.so.1" });
		expect(status).toBe(12);
		expect(stderr).toMatch(/^ops: NVIDIA's driver is not here: .*Try: install NVIDIA's driver/);
	});

	test("a call of the driver that fails is told in the case's row", () => {
		const { status, stdout } = play({ ...driver, POLYINFER_FAKE_CUDA_FAIL: "cuLaunchKernel:1=700" });
		expect(status).toBe(1);
		expect(stdout).toMatch(/FAILED: cuLaunchKernel gave .*700/);
	});
});
