import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { answerRequest } from "../../harness/answer-request.ts";
import { answerRuns } from "../answer-runs.ts";
import { TFJS } from "../cases.ts";
import { pageBytes } from "../page-bytes.ts";
import { pageProgram } from "../pages.ts";
import { inputOf, readPlan } from "../plan.ts";

interface ModelJson {
	readonly modelTopology: object;
	readonly weightsManifest: readonly {
		readonly paths: readonly string[];
		readonly weights: tf.io.WeightsManifestEntry[];
	}[];
}

await answerRequest(async (request) => {
	const page = pageProgram(request.case, TFJS);
	if (page !== undefined) return pageBytes(page);
	const { graph } = readPlan(request.folder, request.case);
	if (graph === undefined) throw new Error("Expected a graph model.");
	setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
	setThreadsCount(1);
	await tf.setBackend("wasm");
	const model = await loadGraphModel(tf.io.fromMemory(readArtifacts(graph.path)));
	const input = inputOf(graph);
	const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
	return answerRuns(request, TFJS, {
		run() {
			const x = tf.tensor(input, [...graph.shape]);
			const result = model.execute(x);
			const outputs = Array.isArray(result) ? result : [result];
			const numbers = outputs.map((output) => output.dataSync() as Float32Array);
			tf.dispose([x, outputs]);
			return numbers;
		},
		read: (numbers) => numbers,
		facts: { library: tf.version_core, "vector code": simd ? "on" : "off" },
	});
});

function readArtifacts(path: string): tf.io.ModelArtifacts {
	const { modelTopology, weightsManifest } = JSON.parse(readFileSync(path, "utf8")) as ModelJson;
	const parts = weightsManifest.flatMap(({ paths }) => paths.map((name) => readFileSync(join(dirname(path), name))));
	const weights = Buffer.concat(parts);
	return {
		modelTopology,
		weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
		weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer,
	};
}
