import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testBackend } from "@polyinfer/conformance";
import type { Availability, Backend } from "@polyinfer/core";
import { engineRuns, hostCounters } from "@polyinfer/engine-host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canCompile } from "../../../../../engine-host/src/cuda/testing/compile.ts";
import { onnxruntime } from "../../../backend.ts";
import { findLibraryOfNode } from "../library.ts";
import { type FakeGpu, makeFakeGpu } from "../testing/fake-gpu.ts";

const core = process.platform === "linux" ? await findLibraryOfNode() : undefined;
const gpu: FakeGpu | undefined = canCompile && core !== undefined ? await makeFakeGpu(core) : undefined;
let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
	await gpu?.remove();
});

const backend: Backend = {
	...onnxruntime,
	availability: async (): Promise<Availability> =>
		gpu
			? { status: "found", library: gpu.library }
			: {
					status: "missing",
					reason: "there is no C++ compiler, or no Linux, for a fake GPU",
					advice: "apt-get install g++",
				},
};

await testBackend(backend, {
	runner: { describe: (name, body) => describe(`${name}, on a fake GPU`, body), test },
	only: "fast",
	formats: ["onnx"],
	request: { device: "cuda:0", options: { library: gpu?.library ?? "" } },
	writeFile: async (name, bytes) => {
		const path = join(folder, name);
		await writeFile(path, bytes);
		return path;
	},
	limits: { leakBytesPerSession: 40_000 },
	...(gpu ? { counters: hostCounters as never, engineRuns } : {}),
});

test.skipIf(gpu === undefined)("afterwards nothing of the driver lives, and nothing was done wrong", async () => {
	expect([gpu?.driver.misuses(), await gpu?.live()]).toEqual(["", 0]);
});
