import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, open, readlink, realpath, rm, symlink, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { openSession, Tensor } from "@polyinfer/core";
import { engineFolderPlace } from "@polyinfer/engine-host";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../../../engine-host/src/cuda/testing/compile.ts";
import { compileFakeDriver } from "../../../../../engine-host/src/cuda/testing/fake-driver.ts";
import { isBuilt, NEEDS_BUILD } from "../../../../../engine-host/src/testing/built.ts";
import { onnxruntime } from "../../../backend.ts";
import type { OnnxRuntimeOptions } from "../../../options.ts";
import { identityNet } from "../../../testing/nets.ts";
import { findLibraryOfNode } from "../library.ts";
import { compileProvider } from "../testing/fake-gpu.ts";
import { findProviders } from "./find-providers.ts";

const [provider] = (await engineFolderPlace("onnxruntime-gpu").look()).paths;
const core = process.platform === "linux" ? await findLibraryOfNode() : undefined;
const capi = dirname(provider ?? "");
const hasDriver = existsSync("/proc/driver/nvidia/version");
const skipsNative = !isBuilt && !process.env.CI;
const names = ["cuda", "shared", "tensorrt"].map((name) => `libonnxruntime_providers_${name}.so`);

let folder = "";
beforeEach(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-providers-")));
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(folder, { recursive: true });
	await expectProcessorRuns();
});

function onGpu(options: OnnxRuntimeOptions = {}): Promise<unknown> {
	return openSession(onnxruntime, identityNet("float32", [2]), {}, { device: "cuda:0", options: { ...options } });
}

/** Whatever went wrong before, the processor serves. */
async function expectProcessorRuns(): Promise<void> {
	const session = await openSession(onnxruntime, identityNet("float32", [2]));
	const x = new Tensor("float32", Float32Array.of(1, 2), [2]);
	expect((await session.run({ x })).y?.data).toEqual(x.data);
	await session.dispose();
}

test.skipIf(skipsNative)(`says what to type where nothing was fetched ${NEEDS_BUILD}`, async () => {
	vi.stubEnv("POLYINFER_CACHE", join(folder, "cache"));
	await expect(onGpu()).rejects.toMatchObject({
		code: "UNAVAILABLE",
		stage: "find",
		message:
			"libonnxruntime_providers_cuda.so was not found: `polyinfer engines add onnxruntime-gpu` has not been run.",
		advice: "npx polyinfer engines add onnxruntime-gpu",
	});
});

const needs = `${NEEDS_BUILD} (needs polyinfer engines add onnxruntime-gpu)`;
describe.skipIf(skipsNative || provider === undefined || core === undefined)(`with the real providers ${needs}`, () => {
	test.skipIf(hasDriver)(`without a driver it says so${hasDriver ? " (there is one here)" : ""}`, async () => {
		for (const provider of ["cuda", "tensorrt"] as const)
			await expect(onGpu({ provider })).rejects.toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: expect.stringMatching(/^NVIDIA's driver is not here: libcuda\.so\.1: cannot open shared object file/),
				advice: "Install NVIDIA's driver; in a container: --gpus all.",
			});
	});

	test.skipIf(!canCompile)(
		`names the library of NVIDIA's that is missing, and what brings it ${NEEDS_COMPILER}`,
		async () => {
			vi.stubEnv("POLYINFER_CUDA_LIBRARY", compileFakeDriver());
			vi.stubEnv("POLYINFER_CACHE", await cacheWithProvidersOnly());
			await expect(onGpu()).rejects.toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: expect.stringMatching(
					/^Failed to load library .*libonnxruntime_providers_cuda\.so with error: libcublasLt\.so\.13: cannot open/,
				),
				advice: "npx polyinfer engines add cuda-libraries",
			});
			await expect(onGpu({ provider: "tensorrt" })).rejects.toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: expect.stringContaining("libonnxruntime_providers_tensorrt.so with error: lib"),
			});
		},
	);

	test("refuses a provider that is cut short, without loading anything", async () => {
		for (const name of names) await copyFile(join(capi, names[1] ?? ""), join(folder, name));
		const cut = join(folder, "libonnxruntime_providers_cuda.so");
		await rm(cut);
		await copyStart(provider ?? "", cut, 2 ** 20);
		await expect(onGpu({ libraryFolders: [folder] })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "find",
			message: expect.stringMatching(/^A GPU provider of ONNX Runtime cannot be used: .*cut short/),
		});
	});

	test("are found through links beside a core of the same release, which nobody copies", async () => {
		vi.stubEnv("POLYINFER_CACHE", join(folder, "cache"));
		for (const name of names) await symlink(join(capi, name), join(folder, name));
		const first = await findProviders(core ?? "", { libraryFolders: [folder] });
		expect(first.library).toMatch(/^.*\/cache\/links\/[0-9a-f]{64}\/libonnxruntime\.so\.1$/);
		expect(await readlink(first.library)).toBe(core);
		expect(await readlink(join(dirname(first.library), "libonnxruntime_providers_cuda.so"))).toBe(
			join(folder, "libonnxruntime_providers_cuda.so"),
		);
		expect(await findProviders(core ?? "", { libraryFolders: [folder] })).toEqual(first);
	});

	async function cacheWithProvidersOnly(): Promise<string> {
		const engine = dirname(dirname(capi));
		await mkdir(join(folder, "cache/engines/onnxruntime-gpu"), { recursive: true, mode: 0o700 });
		await symlink(engine, join(folder, "cache/engines/onnxruntime-gpu", basename(engine)));
		return join(folder, "cache");
	}
});

test.skipIf(skipsNative || !canCompile || core === undefined)(
	`refuses providers of another release than the core, with both, before anything is loaded ${NEEDS_COMPILER}`,
	async () => {
		vi.stubEnv("POLYINFER_CACHE", join(folder, "cache"));
		for (const name of names) await copyFile(compileProvider("1.31.1"), join(folder, name));
		await expect(onGpu({ libraryFolders: [folder] })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "find",
			message: `Expected the providers of ONNX Runtime 1.30.0, which is ${core}, but ${folder} holds those of 1.31.1.`,
			advice: "Name providers of the same release, or none: npx polyinfer engines add onnxruntime-gpu",
		});
		expect(existsSync(join(folder, "cache"))).toBe(false);
	},
);

async function copyStart(from: string, to: string, bytes: number): Promise<void> {
	const file = await open(from);
	const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
	await file.close();
	const target = await open(to, "w", 0o644);
	await target.write(buffer);
	await target.close();
	await truncate(to, bytes);
}
