import { mkdtemp, open, readFile, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, dynamicBatchNet, loadNet } from "@polyinfer/conformance";
import { InferenceError, type LoadedModel, openSession } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model";
import { fetchModel } from "@polyinfer/models";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildPlan, tensorrt } from "../../index.ts";
import { rtx } from "./testing/real-libraries.ts";

let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
	vi.stubEnv("POLYINFER_CUDA_LIBRARY", join(folder, "libcuda.so.1"));
});
afterAll(async () => {
	vi.unstubAllEnvs();
	await rm(folder, { recursive: true });
});

async function classifier(): Promise<LoadedModel> {
	const { path, missing } = await fetchModel("efficientnet-lite0");
	if (missing !== undefined) throw new Error(missing);
	const [model] = await loadModel(await readFile(path), {});
	return model as LoadedModel;
}

describe.skipIf(rtx.lacks !== "")(`with TensorRT-RTX and without a driver${rtx.lacks}`, () => {
	test("builds a plan ahead, in float16 a smaller one, and tells how far it is", async () => {
		const model = await classifier();
		const [whole, half] = [join(folder, "whole.plan"), join(folder, "half.plan")];
		const told: string[] = [];
		await buildPlan(model, whole, { onProgress: (_, text) => told.push(text) });
		await buildPlan(model, half, { options: { precision: "fp16" } });
		expect((await stat(half)).size).toBeLessThan(0.7 * (await stat(whole)).size);
		expect(told).toContain("parsed");
		const file = await open(whole);
		expect((await file.read(Buffer.alloc(4), 0, 4, 0)).buffer.toString("latin1")).toBe("vtrt");
		await file.close();
	});

	test("bounds of inputs are those of createSession; without them it says what to give", async () => {
		const model = await loadNet(dynamicBatchNet, "onnx");
		await expect(buildPlan(model, join(folder, "free.plan"))).rejects.toMatchObject({
			code: "UNSUPPORTED",
			advice: expect.stringContaining('`inputs: { "x": { shape: { min, opt, max } } }`'),
		});
		const inputs = { x: { shape: { min: [1, 4], opt: [2, 4], max: [8, 4] } } };
		await buildPlan(model, join(folder, "bounded.plan"), { inputs });
	});

	test("a path that is there, a relative one and an abort leave nothing behind", async () => {
		const model = await loadNet(addNet, "onnx");
		const path = join(folder, "once.plan");
		await buildPlan(model, path);
		const { size } = await stat(path);
		await expect(buildPlan(model, path)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		expect((await stat(path)).size).toBe(size);
		await expect(buildPlan(model, "once.plan")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		const signal = AbortSignal.abort();
		const aborted = buildPlan(model, join(folder, "aborted.plan"), { signal });
		await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
		await expect(stat(join(folder, "aborted.plan"))).rejects.toMatchObject({ code: "ENOENT" });
	});

	test("a session is UNAVAILABLE before anything is converted, in words that name the driver", async () => {
		const model = await loadNet(addNet, "onnx");
		const opening = openSession(tensorrt, model, {}, { options: { precision: "fp16" } });
		await expect(opening).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			message: expect.stringMatching(/^NVIDIA's driver is not here: .*libcuda\.so\.1/),
			advice: "install NVIDIA's driver; in a container: --gpus all",
		});
		await expect(opening).rejects.toBeInstanceOf(InferenceError);
	});
});

describe("before anything is built", () => {
	const wrong = async (expected: string, ...request: unknown[]): Promise<void> => {
		const [model, path, ...more] = request as Parameters<typeof buildPlan>;
		await expect(buildPlan(model, path, ...more)).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining(expected),
		});
	};

	test("a path that is none, is there or cannot be made is INVALID_ARGUMENT", async () => {
		const model = await loadNet(addNet, "onnx");
		await wrong("Expected an absolute path but received undefined.", model);
		await wrong("Expected an absolute path but received 5.", model, 5);
		await wrong('Expected an absolute path but received "a.plan".', model, "a.plan");
		await wrong(`Expected the path of a new file but ${folder} is there already.`, model, folder);
		const nowhere = join(folder, "nowhere", "a.plan");
		await wrong(`${nowhere} cannot be made: ENOENT`, model, nowhere);
	});

	test("what is no model, no request and no bound is INVALID_ARGUMENT, too", async () => {
		const model = await loadNet(dynamicBatchNet, "onnx");
		const path = join(folder, "new.plan");
		await wrong("Expected a model as `loadModel` gives it but received a string.", "model.onnx", path);
		await wrong("Expected a model as `loadModel` gives it but received undefined.", undefined, path);
		await wrong("Unknown option `input` of buildPlan. Did you mean `inputs`?", model, path, { input: {} });
		await wrong("Expected an object for option `options` of buildPlan", model, path, { options: "fp16" });
		await wrong("Expected an object of options for buildPlan but received null.", model, path, null);
		await wrong("which is no input of the model. Did you mean", model, path, { inputs: { xx: { shape: [1, 4] } } });
		await wrong("expected { shape: [...] } or", model, path, { inputs: { x: [1, 4] } });
	});

	test("a device that TensorRT has none of is INVALID_ARGUMENT, whether there is a driver or not", async () => {
		const model = await loadNet(addNet, "onnx");
		for (const device of ["cpu", "gpu", "cuda", "cuda:-1", "none"])
			await expect(openSession(tensorrt, model, {}, { device, options: {} })).rejects.toMatchObject({
				code: "INVALID_ARGUMENT",
				message: `Expected a device of tensorrt such as \`cuda:0\` but received \`${device}\`.`,
			});
	});
});

test("unknown options and wrong values are INVALID_ARGUMENT", async () => {
	const model = await loadNet(addNet, "onnx");
	for (const [options, text] of [
		[{ precison: "fp16" }, "Did you mean `precision`?"],
		[{ precision: "fp8" }, '"fp32"'],
		[{ optimizationLevel: 6 }, "0 to 5"],
		[{ shapeValues: { to: [1] } }, "`shapeValues.to`"],
	] as const)
		await expect(openSession(tensorrt, model, {}, { options })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining(text),
		});
});
