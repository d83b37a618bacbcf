import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isBuilt, NEEDS_BUILD } from "../testing/built.ts";
import { openCuda } from "./index.ts";
import { canCompile, NEEDS_COMPILER } from "./testing/compile.ts";
import { compileFakeDriver, controlFakeDriver, type FakeDriver } from "./testing/fake-driver.ts";

const system: unknown = isBuilt ? await openCuda().catch((error: unknown) => error) : undefined;
const hasDriver = !(system instanceof InferenceError) || process.env.POLYINFER_CUDA_LIBRARY !== undefined;

test.skipIf(!isBuilt || hasDriver)(`without a driver says so, and what to do ${NEEDS_BUILD} (needs no driver)`, () => {
	expect(system).toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("NVIDIA's driver is not here: libcuda.so.1: cannot open shared object file"),
		advice: "Install NVIDIA's driver; in a container: --gpus all.",
	});
});

test.skipIf(!isBuilt)(`takes absolute paths and device numbers only ${NEEDS_BUILD}`, async () => {
	await expect(openCuda({ library: "libcuda.so.2" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await expect(openCuda({ device: -1 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await expect(openCuda({ library: "/nowhere/libcuda.so.1" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test.each([
	[null, "Expected an object of options for openCuda but received null."],
	["cuda:0", "Expected an object of options for openCuda but received cuda:0."],
	[{ devices: 1 }, "Unknown option `devices` of openCuda. Did you mean `device`?"],
	[{ device: "cuda:0" }, 'Expected an integer of 0 and above for option `device` of openCuda but received "cuda:0".'],
	[{ nvrtc: 12 }, "Expected a string for option `nvrtc` of openCuda but received 12."],
	[{ search: "everywhere" }, 'Expected one of "system" for option `search` of openCuda'],
])("options of a wrong kind are INVALID_ARGUMENT before a driver is looked for: %j", async (options, message) => {
	await expect(openCuda(options as never)).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining(message),
	});
});

describe.skipIf(!isBuilt || !canCompile)(`a fake driver ${NEEDS_BUILD} ${NEEDS_COMPILER}`, () => {
	let folder = "";
	let fake: FakeDriver;
	beforeAll(() => {
		// A copy has settings of its own.
		folder = mkdtempSync(join(tmpdir(), "polyinfer-cuda-"));
		const library = join(folder, "libcuda.so.1");
		copyFileSync(compileFakeDriver(), library);
		fake = controlFakeDriver(library);
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	test("that is too old says which is needed; each failure is tried anew", async () => {
		fake.set("version", 11_030);
		await expect(openCuda({ library: fake.library })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("Expected a driver of CUDA 11.4 or newer"),
			advice: "Update NVIDIA's driver.",
		});
		fake.set("version", 13_000);
		fake.set("devices", 0);
		await expect(openCuda({ library: fake.library })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("CUDA_ERROR_NO_DEVICE (100): no CUDA-capable device is detected"),
			advice: expect.stringContaining("--gpus all"),
		});
		fake.set("devices", 1);
		await expect(openCuda({ library: fake.library, device: 1 })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("There is no cuda:1: the driver has 1 CUDA device."),
			advice: "Name cuda:0 or another that is there.",
		});
		expect((await openCuda({ library: fake.library })).device.id).toBe("cuda:0");
	});

	test("whose device NVRTC is missing for says how to get it", async () => {
		const cuda = await openCuda({ library: fake.library });
		const before = process.env.POLYINFER_CACHE;
		process.env.POLYINFER_CACHE = folder;
		try {
			await expect(cuda.compile({ name: "a.cu", source: "" })).rejects.toMatchObject({
				code: "UNAVAILABLE",
				advice: expect.stringContaining("npx polyinfer engines add nvrtc"),
			});
		} finally {
			if (before === undefined) delete process.env.POLYINFER_CACHE;
			else process.env.POLYINFER_CACHE = before;
		}
	});
});
