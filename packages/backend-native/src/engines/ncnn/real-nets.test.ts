import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreateSession } from "@polyinfer/core";
import { type ModelId, modelPath } from "@polyinfer/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { floats } from "../../testing/floats.ts";
import { ncnnEngine } from "./engine.ts";
import { createSessionIn } from "./testing/create-session.ts";

const files = await findEngine(ncnnEngine as NativeEngine);
const lacks = files.status === "missing" ? ` (${files.reason})` : "";
let folder = "";
let create: CreateSession;

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
	create = createSessionIn(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Largest distance of any output from ONNX Runtime's that is accepted, by model. */
const PARITY: readonly (readonly [ModelId, number])[] = [
	["pp-ocr-v4-det", 1e-5],
	["pp-ocr-v4-rec", 2e-5],
	["pp-ocr-v4-cls", 1e-5],
	["efficientnet-lite0", 3e-5],
	["efficientnet-lite0-int8", 3e-5],
	["blazeface-front", 2e-4],
];

for (const [id, most] of PARITY) {
	const path = modelPath(id);
	const missing = lacks || (existsSync(path) ? "" : " (not fetched)");
	test.skipIf(missing)(`${id} gives the numbers of ONNX Runtime${missing}`, { timeout: 120_000 }, async () => {
		const session = await create(path, { prefer: "ncnn", verify: "onnxruntime" });
		const { report } = session;
		expect(report.conversions).toEqual([expect.stringMatching(/^onnx -> ncnn \(pnnx \d+\)$/)]);
		expect(report.checks.length).toBeGreaterThan(0);
		for (const { maxAbsolute } of report.verification?.outputs ?? []) expect(maxAbsolute).toBeLessThan(most);
		expect(report.verification?.outputs.length).toBe(session.outputs.length);
		await session.dispose();
	});
}

const [SMALL, WIDE] = [
	[
		"pp-ocr-v4-cls",
		[
			[1, 3, 48, 192],
			[3, 3, 48, 192],
		],
	],
	[
		"pp-ocr-v4-det",
		[
			[1, 3, 64, 96],
			[1, 3, 160, 32],
			[2, 3, 32, 64],
		],
	],
] as const;
for (const [id, shapes] of [SMALL, WIDE]) {
	const path = modelPath(id);
	const missing = lacks || (existsSync(path) ? "" : " (not fetched)");
	test.skipIf(missing)(`${id} takes batches and sizes in any order${missing}`, { timeout: 120_000 }, async () => {
		const session = await create(path, { prefer: "ncnn" });
		const expected = await create(path, { prefer: "onnxruntime" });
		for (const shape of [...shapes, ...shapes]) {
			const x = floats(shape);
			const [name = ""] = session.outputs.map((output) => output.name);
			const [mine, theirs] = [(await session.run({ x }))[name], (await expected.run({ x }))[name]];
			expect(mine?.shape).toEqual(theirs?.shape);
			const [a, b] = [mine?.data as Float32Array, theirs?.data as Float32Array];
			expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))))).toBeLessThan(1e-4);
		}
		await Promise.all([session.dispose(), expected.dispose()]);
	});
}

for (const [id, word] of [
	["magika", "Reshape takes input `bytes`"],
	["silero-vad", "control flow: If"],
] as const) {
	const path = modelPath(id);
	const missing = lacks || (existsSync(path) ? "" : " (not fetched)");
	test.skipIf(missing)(`${id} is refused, with the operator named${missing}`, async () => {
		await expect(create(path, { prefer: "ncnn" })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			attempts: [{ stage: "convert", message: expect.stringContaining(word) }],
		});
	});
}
