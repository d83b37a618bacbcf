import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testBackend } from "@polyinfer/conformance";
import { afterAll, beforeAll, describe, test } from "vitest";
import { keepResults } from "../../../backend-onnx/src/testing/keep-results.ts";
import { tfjs } from "../index.ts";
import { tfjsGaps } from "./gaps.ts";

/** Registers the conformance cases for each device that Node has, as if it were a backend of its own. */
export async function testDevices(only: "fast" | "slow"): Promise<void> {
	let folder = "";
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	});
	afterAll(() => rm(folder, { recursive: true }));
	const writeIt = async (name: string, bytes: Uint8Array): Promise<string> => {
		const path = join(folder, name);
		await writeFile(path, bytes);
		return path;
	};
	for (const device of ["wasm", "javascript"]) {
		const runner = { describe: (name: string, body: () => void) => describe(`${name}, ${device}`, body), test };
		await testBackend(tfjs, {
			runner,
			only,
			// What takes long to measure is measured once for each device and once for each format.
			formats: only === "fast" ? ["tfjs", "onnx"] : device === "wasm" ? ["onnx"] : ["tfjs"],
			request: { device },
			writeFile: writeIt,
			gaps: tfjsGaps,
			onResults: (results) =>
				keepResults(
					`tfjs-${device}-${only}`,
					results.map((result) => ({ ...result, backend: `tfjs, ${device}` })),
				),
		});
	}
}
