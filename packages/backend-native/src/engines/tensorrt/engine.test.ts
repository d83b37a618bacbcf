import { copyFile, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, loadNet } from "@polyinfer/conformance";
import { loadEngine } from "@polyinfer/engine-host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enginePath, rtx, runtimeLibrary } from "./testing/real-libraries.ts";

let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

/** With a driver that is not there, whatever this machine has. */
const load = (library: string, options: Record<string, string> = {}) =>
	loadEngine({ engine: enginePath, library, options: { cuda: join(folder, "libcuda.so.1"), ...options } });

const RUNTIMES = [
	["tensorrt-dispatch-10", "10.16.0", "TensorRT's dispatch runtime"],
	["tensorrt-dispatch-11", "11.4.0", "TensorRT's dispatch runtime"],
	["tensorrt-lean-10", "10.16.0", "TensorRT's lean runtime"],
	["tensorrt-lean-11", "11.4.0", "TensorRT's lean runtime"],
] as const;
const runtimes = await Promise.all(
	RUNTIMES.map(async ([id, version, flavour]) => ({ id, version, flavour, ...(await runtimeLibrary(id)) })),
);
const lacks = runtimes.map((one) => one.lacks).find((text) => text !== "") ?? "";

describe.skipIf(lacks !== "")(`both majors of TensorRT in one process${lacks}`, () => {
	test.each(runtimes)("$id tells its version, that it builds nothing, and why it has no device", async (one) => {
		expect(await (await load(one.path)).probe()).toEqual({
			version: one.version,
			flavour: one.flavour,
			formats: ["tensorrt"],
			parserProblem: `${one.flavour} runs plans and builds none`,
			devices: [],
			deviceProblem: expect.stringContaining("NVIDIA's driver is not here"),
		});
	});

	test.each(runtimes)("$id without a driver is UNAVAILABLE, and says what to do", async ({ path }) => {
		const engine = await load(path);
		const model = await loadNet(addNet, "onnx");
		await expect(
			engine.open({ format: "tensorrt", files: model.files, options: {}, facts: {} as never }),
		).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringMatching(/NVIDIA's driver is not here: .*libcuda\.so\.1/),
		});
	});

	test("a device that is none of CUDA's is INVALID_ARGUMENT", async () => {
		const engine = await load(runtimes[0]?.path ?? "");
		const model = await loadNet(addNet, "onnx");
		for (const device of ["gpu", "cuda:", "cuda:x", "cuda:-1"])
			await expect(
				engine.open({ format: "tensorrt", device, files: model.files, options: {}, facts: {} as never }),
			).rejects.toMatchObject({ code: "INVALID_ARGUMENT", message: expect.stringContaining("`cuda:0`") });
	});

	test("a library under another name is not taken for what it is not", async () => {
		const renamed = join(folder, "libnvinfer.so.10");
		await copyFile(runtimes[0]?.path ?? "", renamed);
		expect(await (await load(renamed)).probe()).toMatchObject({
			formats: ["tensorrt"],
			parserProblem: expect.stringContaining("createInferBuilder_INTERNAL"),
		});
		const rtxByName = join(folder, "libtensorrt_rtx.so.1");
		await copyFile(runtimes[0]?.path ?? "", rtxByName);
		await expect(load(rtxByName)).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("TensorRT-RTX 10.16.0, whose layout is not known here"),
		});
		const nameless = join(folder, "libsomething.so");
		await copyFile(runtimes[0]?.path ?? "", nameless);
		await expect(load(nameless)).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("Expected libnvinfer.so"),
		});
	});
});

test.skipIf(rtx.lacks !== "")(`TensorRT-RTX is known by its name, not by its number${rtx.lacks}`, async () => {
	expect(await (await load(rtx.path)).probe()).toMatchObject({
		version: "1.7.1",
		flavour: "TensorRT-RTX",
		formats: ["onnx", "tensorrt"],
	});
});

test.skipIf(rtx.lacks !== "")(`a parser that is missing or another's is told by the probe${rtx.lacks}`, async () => {
	const parser = join(folder, "parser.so");
	const missing = await (await load(rtx.path, { parser })).probe();
	expect(missing).toMatchObject({ formats: ["tensorrt"], parserProblem: expect.stringContaining(parser) });
	await writeFile(parser, "no library");
	expect(await (await load(rtx.path, { parser })).probe()).toMatchObject({ formats: ["tensorrt"] });
});
