import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceError, Tensor } from "@polyinfer/core";
import { findRunner, hostCounters, proveModel } from "@polyinfer/engine-host";
import { attribute, buildModel, type NodeSpec, writeOnnx } from "@polyinfer/model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { convertToMnn } from "./convert.ts";
import { mnnEngine } from "./engine.ts";
import { createSessionIn } from "./testing/create-session.ts";

/** `POLYINFER_MUTATIONS`: how many files are tried. */
const COUNT = Number(process.env.POLYINFER_MUTATIONS ?? 60);
const found = await findEngine(mnnEngine as NativeEngine);
const runner = findRunner();
const lacks =
	found.status === "missing" ? ` (${found.reason})` : runner.status === "missing" ? ` (${runner.reason})` : "";
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

/** Numbers from 0 to 1, the same ones on every machine (Park and Miller, 1988). */
function numbersFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 48271) % 2147483647;
		return state / 2147483647;
	};
}

/** A few layers with long names, so that most of the file is structure. */
function onnx(): Uint8Array {
	const nodes: NodeSpec[] = [];
	let last = "x";
	for (let i = 0; i < 6; i++) {
		const name = `block_${i}/convolution_of_the_block`;
		const pads = attribute.ints([1, 1, 1, 1]);
		nodes.push({ operator: "Conv", inputs: [last, "w"], outputs: [name], name, attributes: { pads } });
		nodes.push({ operator: i % 2 ? "Sigmoid" : "Relu", inputs: [name], outputs: [`${name}/activation`] });
		last = `${name}/activation`;
	}
	nodes.push({ operator: "Softmax", inputs: [last], outputs: ["y"] });
	const w = new Tensor(
		"float32",
		Float32Array.from({ length: 144 }, (_, i) => Math.cos(i)),
		[4, 4, 3, 3],
	);
	return writeOnnx(
		buildModel({
			opset: 17,
			inputs: [{ name: "x", dtype: "float32", shape: [1, 4, 6, 6] }],
			outputs: [{ name: "y", dtype: "float32", shape: [1, 4, 6, 6] }],
			nodes,
			weights: { w },
		}),
	);
}

async function convert(): Promise<Uint8Array> {
	let path = "";
	const create = createSessionIn(folder, {
		convert: async (request) => {
			const conversion = await convertToMnn(request);
			path = conversion.files[0]?.path ?? "";
			return conversion;
		},
	});
	await (await create(onnx(), { prefer: "mnn" })).dispose();
	return new Uint8Array(await readFile(path));
}

/** One to four flipped bytes, or every tenth time the file's beginning. */
function mutate(original: Uint8Array, seed: number): Uint8Array {
	const next = numbersFrom(seed + 1);
	for (let i = 0; i < 8; i++) next();
	if (seed % 10 === 9) return original.slice(0, Math.floor(next() * original.length));
	const bytes = original.slice();
	for (let i = 0; i <= Math.floor(next() * 4); i++) {
		const at = Math.floor(next() * bytes.length);
		bytes[at] = (bytes[at] as number) ^ (1 + Math.floor(next() * 255));
	}
	return bytes;
}

test.skipIf(lacks)(
	`${COUNT} broken files of MNN end in a typed error or a clean run, and in no crash here${lacks}`,
	{ timeout: 120_000 + COUNT * 2000 },
	async () => {
		if (found.status === "missing") return;
		const original = await convert();
		const before = hostCounters();
		const ends: Record<string, number> = {};
		for (let seed = 0; seed < COUNT; seed++) {
			const proof = {
				engine: found.engine,
				library: found.library,
				format: "mnn",
				files: [{ name: "", bytes: mutate(original, seed) }],
				options: mnnEngine.engineOptions({}, {}),
				run: true,
				timeoutMs: 20_000,
			};
			const end = await proveModel(proof).then(
				() => "clean",
				(error: unknown) => {
					expect(error).toBeInstanceOf(InferenceError);
					expect(["UNSUPPORTED", "INVALID_MODEL", "OUT_OF_MEMORY"]).toContain((error as InferenceError).code);
					return (error as InferenceError).message.includes("SIG") ? "crash in the runner" : "refused";
				},
			);
			ends[end] = (ends[end] ?? 0) + 1;
		}
		expect(ends.clean ?? 0).toBeGreaterThan(0);
		expect(ends.refused ?? 0).toBeGreaterThan(0);
		expect(hostCounters()).toEqual(before);
	},
);
