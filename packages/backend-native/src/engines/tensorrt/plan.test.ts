import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, loadNet } from "@polyinfer/conformance";
import { type Engine, loadEngine } from "@polyinfer/engine-host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../../engine-host/src/cuda/testing/compile.ts";
import { type FakeDriver, loadFakeDriver } from "../../../../engine-host/src/cuda/testing/fake-driver.ts";
import { buildHere } from "./testing/build-here.ts";
import { enginePath, rtx } from "./testing/real-libraries.ts";

/** The driver is a fake for our half; NVIDIA's library is the real one, finds no driver and says so. */
let driver: FakeDriver;
let engine: Engine;
let folder = "";
let plan: Uint8Array;

const lacks = rtx.lacks || (canCompile ? "" : ` ${NEEDS_COMPILER}`);

const open = (bytes: Uint8Array): Promise<unknown> =>
	engine.open({ format: "compiled", files: [{ name: "", bytes }], options: {}, facts: {} as never });

describe.skipIf(lacks !== "")(`plans that TensorRT-RTX is given${lacks}`, () => {
	beforeAll(async () => {
		folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
		driver = loadFakeDriver();
		engine = await loadEngine({ engine: enginePath, library: rtx.path, options: { cuda: driver.library } });
		const session = await buildHere(await loadNet(addNet, "onnx"));
		await session.save(join(folder, "plan"));
		await session.dispose();
		plan = await readFile(join(folder, "plan"));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	test("an empty one, a cut one and one that is none are INVALID_MODEL", async () => {
		const wrong = [new Uint8Array(0), new Uint8Array(256).fill(0x78), plan.slice(0, 16), new Uint8Array(4096)];
		for (const bytes of wrong)
			await expect(open(bytes)).rejects.toMatchObject({
				code: "INVALID_MODEL",
				message: expect.stringMatching(/plan/),
			});
		expect(driver.live()).toBe(0);
	});

	test("a sound one without a driver is UNAVAILABLE, in the library's own words", async () => {
		await expect(open(plan)).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringMatching(/CUDA/i) });
		expect(driver.live()).toBe(0);
	});

	test("a model is built for the device before the library finds none", async () => {
		const { files } = await loadNet(addNet, "onnx");
		await expect(engine.open({ format: "onnx", files, options: {}, facts: {} as never })).rejects.toMatchObject({
			code: "UNAVAILABLE",
		});
		expect(driver.live()).toBe(0);
	});
});
