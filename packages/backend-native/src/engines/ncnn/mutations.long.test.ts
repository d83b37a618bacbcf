import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InferenceError, openSession, Tensor } from "@polyinfer/core";
import { findRunner, proveModel } from "@polyinfer/engine-host";
import { openCache } from "@polyinfer/engine-host/cache";
import { loadModel } from "@polyinfer/model";
import { modelPath } from "@polyinfer/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { checkNet } from "./check-net.ts";
import { ncnnEngine } from "./engine.ts";
import { loadedNet } from "./testing/create-session.ts";
import { denseNet, type HandMadeNet } from "./testing/dense-net.ts";
import { mutateNet } from "./testing/mutate-net.ts";

const found = await findEngine(ncnnEngine as NativeEngine);
const runner = findRunner();
const source = modelPath("pp-ocr-v4-cls");
const missing =
	found.status === "missing"
		? found.reason
		: runner.status === "missing"
			? runner.reason
			: existsSync(source)
				? undefined
				: "pp-ocr-v4-cls is not fetched";

/** 60, or as many as this says. */
const COUNT = Number(process.env.POLYINFER_MUTATIONS ?? 60);
const TIMEOUT_MS = 10_000;
const REFUSALS = ["INVALID_MODEL", "UNSUPPORTED", "OUT_OF_MEMORY", "ENGINE"];

const OPTIONS = {
	"input.0": "in0 float32 0 -1x3x48x192 x",
	"output.0": "out0 float32 0 -1x2 y",
};

let folder = "";
let real: HandMadeNet;

beforeAll(async () => {
	if (missing) return;
	folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	const ncnn = createNativeBackend(ncnnEngine as NativeEngine);
	const [model] = await loadModel({ onnx: new Uint8Array(await readFile(source)) }, {});
	await (await openSession(ncnn, model as never, {}, { cache: openCache(folder) })).dispose();
	const files = await readdir(folder, { recursive: true });
	const at = (name: string): string => join(folder, files.find((file) => file.endsWith(name)) ?? "");
	real = { param: await readFile(at("model.param"), "utf8"), bin: new Uint8Array(await readFile(at("model.bin"))) };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is said of a net by our own checks, then by ncnn in a process of its own; `undefined`: it runs. */
async function outcome(
	net: HandMadeNet,
	options: Readonly<Record<string, string>>,
): Promise<InferenceError | undefined> {
	const { engine, library } = found as { engine: string; library: string };
	const model = loadedNet(net);
	try {
		checkNet(model);
		await proveModel({
			engine,
			library,
			format: "ncnn",
			files: model.files,
			options,
			run: true,
			timeoutMs: TIMEOUT_MS,
		});
		return undefined;
	} catch (error) {
		return error as InferenceError;
	}
}

test.skipIf(missing)(
	`broken nets run or are refused, in a process of their own ${missing ?? ""}`,
	{ timeout: 1_200_000 },
	async () => {
		const nets = [
			{ net: real, options: OPTIONS },
			{ net: denseNet(), options: {} },
		] as const;
		for (const { net, options } of nets) expect(await outcome(net, options)).toBeUndefined();
		const seen = { refused: 0, ran: 0 };
		for (let seed = 0; seed < COUNT; seed++) {
			const { net, options } = nets[seed % 4 === 3 ? 1 : 0];
			const error = await outcome(mutateNet(net, seed), options);
			if (error) expect(REFUSALS, `seed ${seed}: ${error.message}`).toContain(error.code);
			seen[error ? "refused" : "ran"]++;
		}
		// A test that refused everything, or nothing, would have tested nothing.
		expect(Math.min(seen.refused, seen.ran)).toBeGreaterThan(COUNT / 20);
	},
);

test.skipIf(missing)(
	`a net that crashes ncnn is UNSUPPORTED, and this process opens the next one ${missing ?? ""}`,
	{ timeout: 120_000 },
	async () => {
		const { engine, library } = found as { engine: string; library: string };
		const ncnn = createNativeBackend(ncnnEngine as NativeEngine);
		// A padding that our own checks refuse, so that it is tried without them.
		const param = real.param.replace(/^(Convolution .* 4=)0 /m, "$12147483647 ");
		expect(() => checkNet(loadedNet({ ...real, param }))).toThrowError(/padding/);
		const files = loadedNet({ ...real, param }).files;
		await expect(
			proveModel({ engine, library, format: "ncnn", files, options: OPTIONS, run: true }),
		).rejects.toMatchObject({ code: "UNSUPPORTED", message: expect.stringContaining("was ended by SIG") });
		const session = await openSession(ncnn, loadedNet(denseNet()), {}, {});
		const data = new Tensor("float32", new Float32Array(4), [4]);
		expect((await session.run({ data })).result?.shape).toEqual([3]);
		await session.dispose();
	},
);
