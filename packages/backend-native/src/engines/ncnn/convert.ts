import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactKey, LoadedModel, ValueInfo } from "@polyinfer/core";
import { inSlices } from "@polyinfer/engine-host";
import { modelOf } from "@polyinfer/model";
import { unavailable, unsupported } from "../../errors.ts";
import type { Conversion, ConversionRequest } from "../../native-engine.ts";
import { type BatchAxes, batchAxes } from "./batch-axes.ts";
import { checkLayers } from "./check-net.ts";
import { describeValues } from "./describe-values.ts";
import { type CleanedGraph, cleanGraph } from "./graph/clean-graph.ts";
import type { NcnnOptions } from "./options.ts";
import { PNNX_VERSION } from "./pnnx-version.ts";
import { readParam } from "./read-param.ts";
import { refuseUnknownLayers } from "./refuse-unknown-layers.ts";
import { runPnnx } from "./run-pnnx.ts";
import { type SampleShapes, sampleShapes } from "./sample-shapes.ts";
import { writeSource } from "./write-source.ts";

/** Counts changes of what is done to a graph before it is converted: results of an older way are not used again. */
const REVISION = 2;
const TIMEOUT_MS = 300_000;
const PARAM_FILE = "model.param";
const WEIGHTS_FILE = "model.bin";
const AXES_FILE = "axes.json";

/** A net that computes nothing: each output of the model is one of its inputs. */
const EMPTY_NET = "7767517\n1 1\nInput none 0 1 none\n";

/** What is known of a conversion before it is made. */
interface Plan {
	readonly request: ConversionRequest<NcnnOptions>;
	readonly cleaned: CleanedGraph;
	/** The inputs that the cleaned graph reads, in its order. */
	readonly read: readonly ValueInfo[];
	/** With the first axis as batch, then with it as an axis like others. */
	readonly shapes: readonly [SampleShapes, SampleShapes];
}

/** ONNX by pnnx, its graph cleaned before. For errors see `NativeEngine.convert`. */
export async function convertToNcnn(request: ConversionRequest<NcnnOptions>): Promise<Conversion> {
	const { model, options, inputs: bounds, tools, cache, signal } = request;
	const graph = modelOf(model);
	const { metadata } = model;
	if (!graph || !metadata) throw unsupported("ncnn", "ncnn converts ONNX only where its graph can be read.", "convert");
	const inputs = metadata.inputs.filter(({ optional }) => optional !== true);
	const cleaned = cleanGraph(graph);
	const places = cleaned.inputs.flatMap((place, i) => (place === undefined ? [] : [[place, inputs[i]] as const]));
	const read = places.sort(([a], [b]) => a - b).flatMap(([, input]) => input ?? []);
	const isConverted = cleaned.model.graph.nodes.length > 0;
	const shapes = [true, false].map((isBatch) => sampleShapes(read, bounds, isBatch)) as [SampleShapes, SampleShapes];
	const program = isConverted ? await findPnnx(options.converter ?? tools.pnnx) : undefined;
	const key: ArtifactKey = {
		model: model.sha256,
		data: await hashOfData(model, signal),
		pnnx: program?.key ?? "",
		shapes: JSON.stringify(shapes),
		revision: REVISION,
	};
	const plan: Plan = { request, cleaned, read, shapes };
	const fill = (folder: string): Promise<void> =>
		program ? convert(folder, program.path, plan) : writeEmpty(folder, cleaned);
	const { path } = await cache.folder("ncnn", key, fill, signal);
	const axes = JSON.parse(await readFile(join(path, AXES_FILE), "utf8")) as BatchAxes;
	const layers = readParam(await readFile(join(path, PARAM_FILE), "utf8"));
	const left = metadata.inputs.filter(({ optional }) => optional === true).map(({ name }) => name);
	return {
		format: "ncnn",
		files: [
			{ name: "", path: join(path, PARAM_FILE) },
			{ name: "bin", path: join(path, WEIGHTS_FILE) },
		],
		inputs,
		outputs: metadata.outputs,
		map: { inputs: inputs.map(nameOf), outputs: metadata.outputs.map(nameOf) },
		conversions: [
			isConverted ? `onnx -> ncnn (pnnx ${options.converter ? "of the user's" : PNNX_VERSION})` : "onnx -> ncnn",
		],
		notes: left.length > 0 ? [`Inputs with a default are constants: ${left.join(", ")}.`] : [],
		engineOptions: describeValues({ inputs, outputs: metadata.outputs, cleaned, axes, layers, bounds }),
		key,
	};
}

function nameOf({ name }: ValueInfo): string {
	return name;
}

/** The program, and what tells its version: it prints none. */
async function findPnnx(path: string | undefined): Promise<{ readonly path: string; readonly key: string }> {
	const file = path === undefined ? undefined : await stat(path).catch(() => undefined);
	if (path !== undefined && file?.isFile()) return { path, key: `${file.size} ${Math.round(file.mtimeMs)}` };
	throw unavailable(
		"ncnn",
		path === undefined
			? "There is no pnnx, which makes nets of ONNX, so that only .param files can be opened."
			: `There is no pnnx at ${path}.`,
		"npx polyinfer engines add ncnn",
		{ stage: "convert" },
	);
}

async function convert(folder: string, program: string, plan: Plan): Promise<void> {
	const { model, options, signal, log, progress } = plan.request;
	const { inputs, outputs } = plan.cleaned.model.graph;
	const { convertTimeoutMs: timeoutMs = TIMEOUT_MS } = options;
	const work = join(folder, "work");
	const dtypes = inputs.map(({ type }) =>
		type.kind === "tensor" && type.elementType !== 1 ? (type.elementType === 7 ? "i64" : "i32") : "f32",
	);
	const trace = async (shapes: SampleShapes): Promise<BatchAxes> => {
		await rm(work, { recursive: true, force: true });
		await mkdir(work);
		await writeSource(work, model, plan.cleaned.model);
		const lines = await runPnnx({ program, folder: work, shapes, dtypes, timeoutMs, signal });
		for (const line of lines) log("debug", "ncnn", line);
		const script = await readFile(join(work, "model_ncnn.py"), "utf8").catch(() => undefined);
		if (script === undefined) throw unsupported("ncnn", `pnnx wrote no net. ${lines.at(-1) ?? ""}`, "convert");
		return batchAxes(script, inputs.length, outputs.length);
	};
	progress(0, "converting to ncnn");
	const [asBatch, asAxis] = plan.shapes;
	let axes = await trace(asBatch);
	// Where pnnx sees no batch the first axis is one of the net's own, and it must see that its size is free.
	const isKept = plan.read.some(({ shape }, i) => shape?.[0] === null && axes.inputs[i] === undefined);
	if (isKept && JSON.stringify(asBatch) !== JSON.stringify(asAxis)) axes = await trace(asAxis);
	const param = await readFile(join(work, "model.ncnn.param"), "utf8");
	refuseUnknownLayers(param, plan.cleaned.model.graph);
	checkLayers(readParam(param));
	await writeFile(join(folder, PARAM_FILE), param);
	await copyFile(join(work, "model.ncnn.bin"), join(folder, WEIGHTS_FILE));
	await writeFile(join(folder, AXES_FILE), JSON.stringify(axes));
	await rm(work, { recursive: true });
	progress(1, "converted to ncnn");
}

async function writeEmpty(folder: string, cleaned: CleanedGraph): Promise<void> {
	await writeFile(join(folder, PARAM_FILE), EMPTY_NET);
	await writeFile(join(folder, WEIGHTS_FILE), "");
	const axes: BatchAxes = { inputs: [], outputs: cleaned.outputs.map(() => undefined) };
	await writeFile(join(folder, AXES_FILE), JSON.stringify(axes));
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
