import { loadNet, severalNet } from "@polyinfer/conformance";
import type { InferenceError, ModelFile } from "@polyinfer/core";
import { findRunner, proveModel } from "@polyinfer/engine-host";
import { expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import { mutate } from "../../testing/mutate.ts";
import { openvinoEngine } from "./engine.ts";
import { irModel } from "./testing/ir-model.ts";

const found = await findEngine(openvinoEngine);
const runner = findRunner();
const missing = found.status === "missing" ? found.reason : runner.status === "missing" ? runner.reason : undefined;

/** 60, or as many as this says. */
const COUNT = Number(process.env.POLYINFER_MUTATIONS ?? 60);
const REFUSALS = ["INVALID_MODEL", "UNSUPPORTED", "OUT_OF_MEMORY", "ENGINE"];

async function prove(format: string, files: readonly ModelFile[]): Promise<InferenceError | undefined> {
	const { engine, library } = found as { engine: string; library: string };
	const request = { engine, library, format, files, options: {}, run: true, timeoutMs: 20_000 };
	return proveModel(request).then(
		() => undefined,
		(error: InferenceError) => error,
	);
}

test.skipIf(missing)(
	`damaged files run or are refused, and crash nothing ${missing ?? ""}`,
	{ timeout: 600_000 },
	async () => {
		const { xml, bin } = irModel();
		const onnx = (await loadNet(severalNet, "onnx")).files[0]?.bytes as Uint8Array;
		const ir = (graph: Uint8Array) => [
			{ name: "", bytes: graph },
			{ name: "bin", bytes: bin },
		];
		expect(await prove("onnx", [{ name: "", bytes: onnx }])).toBeUndefined();
		expect(await prove("openvino", ir(xml))).toBeUndefined();
		for (let seed = 0; seed < COUNT; seed++) {
			const isOnnx = seed % 2 === 0;
			const error = isOnnx
				? await prove("onnx", [{ name: "", bytes: mutate(onnx, seed >> 1) }])
				: await prove("openvino", ir(mutate(xml, seed >> 1)));
			if (error) expect(REFUSALS, `seed ${seed}: ${error.message}`).toContain(error.code);
			expect(error?.message ?? "", `seed ${seed}`).not.toMatch(/signal|SIG[A-Z]+|time limit/);
		}
	},
);
