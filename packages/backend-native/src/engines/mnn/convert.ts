import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArtifactKey, LoadedModel, ModelFile, ValueInfo } from "@polyinfer/core";
import { inSlices } from "@polyinfer/engine-host";
import { type Model, modelOf, writeOnnx } from "@polyinfer/model";
import { unsupported } from "../../errors.ts";
import type { Conversion, ConversionRequest } from "../../native-engine.ts";
import { cleanGraph } from "./clean-graph.ts";
import { findConverter } from "./find-converter.ts";
import { fixedSizes } from "./fixed-sizes.ts";
import type { MnnOptions } from "./options.ts";
import { refuseModel } from "./refuse-model.ts";
import { runConverter } from "./run-converter.ts";

/** Counts changes of what is done to a graph before it is converted: results of an older way are not used again. */
const REVISION = 4;
const TIMEOUT_MS = 300_000;
const MODEL_FILE = "model.mnn";
const LOG_FILE = "converter.log";
/** Unlike any name that a model gives its data. */
const MAIN_FILE = ".polyinfer-main.onnx";

/** ONNX by MNN's own converter, its graph cleaned before by `clean`. For errors see `NativeEngine.convert`. */
export async function convertToMnn(
	request: ConversionRequest<MnnOptions>,
	clean: (graph: Model) => Model = cleanGraph,
): Promise<Conversion> {
	const { model, options, library, cache, signal } = request;
	const graph = modelOf(model);
	const { metadata } = model;
	if (!graph || !metadata) throw unsupported("mnn", "MNN converts ONNX only where its graph can be read.", "convert");
	refuseModel(model, graph);
	const inputs = metadata.inputs.filter(({ optional }) => optional !== true);
	const { weights = "float32" } = options;
	const key: ArtifactKey = {
		model: model.sha256,
		data: await hashOfData(model, signal),
		mnn: library.version,
		weights,
		revision: REVISION,
	};
	const { path } = await cache.folder("mnn", key, (folder) => fill(folder, request, graph, clean(graph)), signal);
	const log = await readFile(join(path, LOG_FILE), "utf8");
	checkNames("input", inputs, log);
	checkNames("output", metadata.outputs, log);
	const left = metadata.inputs.filter(({ optional }) => optional === true).map(({ name }) => name);
	return {
		format: "mnn",
		files: [{ name: "", path: join(path, MODEL_FILE) }],
		inputs,
		outputs: metadata.outputs,
		map: { inputs: inputs.map(nameOf), outputs: metadata.outputs.map(nameOf) },
		conversions: [`onnx -> mnn (MNN ${library.version}${weights === "float32" ? "" : `, ${weights} weights`})`],
		notes: left.length > 0 ? [`Inputs with a default are constants: ${left.join(", ")}.`] : [],
		engineOptions: shapesOf(inputs, request),
		key,
	};
}

function nameOf({ name }: ValueInfo): string {
	return name;
}

async function fill(
	folder: string,
	request: ConversionRequest<MnnOptions>,
	graph: Model,
	cleaned: Model,
): Promise<void> {
	const { model, options, library, tools, signal, log, progress } = request;
	const converter = await findConverter(library.path, tools);
	progress(0, "converting to MNN");
	const source = join(folder, "source");
	await mkdir(source);
	const { weights = "float32", convertTimeoutMs: timeoutMs = TIMEOUT_MS } = options;
	const from = await writeSource(source, model, cleaned === graph ? undefined : cleaned);
	const to = join(folder, MODEL_FILE);
	const lines = await runConverter({ ...converter, folder: source, from, to, weights, timeoutMs, signal });
	for (const line of lines) log("debug", "mnn", line);
	await writeFile(join(folder, LOG_FILE), lines.join("\n"));
	await rm(source, { recursive: true });
	progress(1, "converted to MNN");
}

/** The model with its data beside it, as the converter reads it; the cleaned graph, where something was to clean. */
async function writeSource(folder: string, model: LoadedModel, cleaned: Model | undefined): Promise<string> {
	const [main, ...data] = model.files as readonly [ModelFile, ...ModelFile[]];
	if (cleaned === undefined && data.length === 0 && main.path !== undefined) return main.path;
	const path = join(folder, MAIN_FILE);
	await writeFile(path, cleaned === undefined ? main.bytes : writeOnnx(cleaned));
	for (const { name, bytes } of data) {
		// The loader has refused names that lead out of the model's folder.
		await mkdir(dirname(join(folder, name)), { recursive: true });
		await writeFile(join(folder, name), bytes, { flag: "wx" });
	}
	return path;
}

/** Of the files beside the main one, whose hash is known; "" where there are none. */
async function hashOfData({ files }: LoadedModel, signal: AbortSignal | undefined): Promise<string> {
	if (files.length < 2) return "";
	const hash = createHash("sha256");
	for (const { name, bytes } of files.slice(1)) {
		hash.update(`${JSON.stringify([name, bytes.length])}\n`);
		await inSlices(bytes, (slice) => hash.update(slice), signal);
	}
	return hash.digest("hex");
}

/** Throws UNSUPPORTED where the converter does not say that it kept a name: `outputTensors: [ a, b, ]`. */
function checkNames(kind: "input" | "output", values: readonly ValueInfo[], log: string): void {
	const list = new RegExp(`^${kind}Tensors: \\[ (.*), \\]$`, "m").exec(log)?.[1];
	if (list === undefined) return;
	const lost = values.find(({ name }) => !`, ${list}, `.includes(`, ${name}, `));
	if (lost) throw unsupported("mnn", `MNN's converter has dropped the ${kind} \`${lost.name}\`.`, "convert");
}

/** The file does not keep which batch sizes are free: all sizes by input, also of those that MNN makes constants. */
function shapesOf(inputs: readonly ValueInfo[], { inputs: bounds }: ConversionRequest): Record<string, string> {
	const shapes = inputs.map(({ name, shape }) => {
		if (shape === null)
			throw unsupported("mnn", `MNN needs the rank of \`${name}\`, which the model does not say.`, "convert");
		const bound = fixedSizes(bounds[name]);
		return [`declared.${name}`, shape.map((size, axis) => size ?? bound[axis] ?? -1).join(",")] as const;
	});
	return Object.fromEntries(shapes);
}
