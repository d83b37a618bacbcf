import { readFile } from "node:fs/promises";
import { loadNet, severalNet } from "@polyinfer/conformance";
import type { InferenceError } from "@polyinfer/core";
import { findRunner, proveModel } from "@polyinfer/engine-host";
import { fetchModel } from "@polyinfer/models";
import { expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { litertEngine } from "./engine.ts";

const found = await findEngine(litertEngine as NativeEngine);
const runner = findRunner();
const short = await fetchModel("face-short-range");
const missing = found.status === "missing" ? found.reason : runner.status === "missing" ? runner.reason : short.missing;

/** 60, or as many as this says. */
const COUNT = Number(process.env.POLYINFER_MUTATIONS ?? 60);
const TIMEOUT_MS = 5_000;
const REFUSALS = ["INVALID_MODEL", "UNSUPPORTED", "OUT_OF_MEMORY", "ENGINE"];

/** Whole numbers below `limit`, the same for the same seed: Marsaglia's xorshift. */
function below(seed: number): (limit: number) => number {
	let state = (seed * 2_654_435_761) >>> 0 || 1;
	return (limit) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state = (state ^ (state << 5)) >>> 0;
		return state % limit;
	};
}

/** The end cut off, a piece written over another, or bits flipped: three times of four, for they pass the first checks. */
function mutate(bytes: Uint8Array, seed: number): Uint8Array {
	const next = below(seed + 1);
	const copy = bytes.slice();
	if (seed % 8 === 0) return copy.slice(0, next(copy.length));
	if (seed % 8 === 1) copy.copyWithin(next(copy.length), next(copy.length), next(copy.length));
	else
		for (let flips = 1 + next(3); flips > 0; flips--) {
			const at = next(copy.length);
			copy[at] = (copy[at] as number) ^ (1 << next(8));
		}
	return copy;
}

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
