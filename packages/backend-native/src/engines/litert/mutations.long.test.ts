import { readFile } from "node:fs/promises";
import { loadNet, severalNet } from "@polyinfer/conformance";
import type { InferenceError } from "@polyinfer/core";
import { findRunner, proveModel } from "@polyinfer/engine-host";
import { fetchModel } from "@polyinfer/models";
import { expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { mutate } from "../../testing/mutate.ts";
import { litertEngine } from "./engine.ts";

const found = await findEngine(litertEngine as NativeEngine);
const runner = findRunner();
const short = await fetchModel("face-short-range");
const missing = found.status === "missing" ? found.reason : runner.status === "missing" ? runner.reason : short.missing;

/** 60, or as many as this says. */
const COUNT = Number(process.env.POLYINFER_MUTATIONS ?? 60);
const TIMEOUT_MS = 5_000;
const REFUSALS = ["INVALID_MODEL", "UNSUPPORTED", "OUT_OF_MEMORY", "ENGINE"];

async function prove(bytes: Uint8Array): Promise<InferenceError | undefined> {
	const { engine, library } = found as { engine: string; library: string };
	const request = { engine, library, format: "tflite", files: [{ name: "", bytes }], options: {}, run: true } as const;
	return proveModel({ ...request, timeoutMs: TIMEOUT_MS }).then(
		() => undefined,
		(error: InferenceError) => error,
	);
}

test.skipIf(missing)(
	`damaged files run or are refused, in a process of their own ${missing ?? ""}`,
	{ timeout: 600_000 },
	async () => {
		const models = [
			new Uint8Array(await readFile(short.path as string)),
			(await loadNet(severalNet, "tflite")).files[0]?.bytes as Uint8Array,
		];
		for (const model of models) expect(await prove(model)).toBeUndefined();
		for (let seed = 0; seed < COUNT; seed++) {
			const error = await prove(mutate(models[seed % 2] as Uint8Array, seed));
			if (error) expect(REFUSALS, `seed ${seed}: ${error.message}`).toContain(error.code);
		}
	},
);
