import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Gap, testBackend } from "@polyinfer/conformance";
import { afterAll, beforeAll, describe, test } from "vitest";
import { keepResults } from "../../../backend-onnx/src/testing/keep-results.ts";
import { tfjs } from "../index.ts";

/** Function cases that TensorFlow.js does not do in its own models; the ONNX executor computes those on the host. */
const GAPS: readonly Gap[] = [
	{
		reason: "TensorFlow.js holds 64-bit integers in 32 bits; larger ones are refused",
		formats: ["tfjs"],
		cases: ["int64 passes bit for bit"],
	},
	{
		reason: "TensorFlow.js holds float64 in 32 bits, which would lose half of the digits",
		formats: ["tfjs"],
		cases: ["float64 passes bit for bit", "float64 is cast from and to float32"],
	},
];

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
			// The executor is the same on each device, and measuring takes long.
			formats: only === "slow" && device !== "wasm" ? ["tfjs"] : ["tfjs", "onnx"],
			request: { device },
			writeFile: writeIt,
			gaps: GAPS,
			onResults: (results) =>
				keepResults(
					`tfjs-${device}-${only}`,
					results.map((result) => ({ ...result, backend: `tfjs, ${device}` })),
				),
		});
	}
}
