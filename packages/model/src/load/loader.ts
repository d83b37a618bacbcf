import {
	abortedError,
	type Finding,
	InferenceError,
	type LoadedModel,
	type LoadModelOptions,
	type ModelFile,
	type ModelFileSource,
	type ModelFormat,
	type ModelLoader,
} from "@polyinfer/core";
import { adviceFor } from "../detect/advice-for.ts";
import { detectFormat } from "../detect/detect-format.ts";
import type { OtherKind } from "../detect/detection.ts";
import { refuseFindings } from "../scan/refuse.ts";
import { unreadFormat } from "../scan/unread-format.ts";
import type { Survey } from "../survey.ts";
import { checkShards } from "../tfjs/check-shards.ts";
import { readTfjs } from "../tfjs/read-tfjs.ts";
import { tfjsMetadataOf } from "../tfjs/tfjs-metadata-of.ts";
import type { TfjsModel } from "../tfjs/tfjs-model.ts";
import { besideInList } from "./beside.ts";
import type { ByteSource } from "./byte-source.ts";
import { describeOnnx } from "./describe-onnx.ts";
import { openShards } from "./open-shards.ts";
import type { Companions, Opened } from "./opened.ts";
import { checkSize, readPiece, readWhole } from "./read-whole.ts";
import { type DeclaredSource, sourcesOf } from "./sources-of.ts";

/** Bytes at either end of a file that are looked at before the rest is read. */
const SAMPLE_BYTES = 64 * 1024;

/** What loading needs of the platform. */
export interface LoaderPlatform {
	/** Opens one file of whichever kind. Rejects with INVALID_ARGUMENT, INVALID_MODEL, ABORTED. */
	open(source: ModelFileSource, signal?: AbortSignal): Promise<Opened>;
	/** Looks at the files beside the model at `path` that its weights lie in. Missing where there is no file system. */
	checkExternal?(path: string, external: Survey["external"], signal?: AbortSignal): Promise<readonly Finding[]>;
	/** Zeroed memory for a whole file; throws RangeError. Missing: plain. */
	memory?(sizeBytes: number): Uint8Array;
	/** Gives that memory back, without blocking the event loop. */
	release?(bytes: Uint8Array): Promise<void>;
	/** SHA-256 in lower-case hex, without blocking the event loop. */
	sha256(bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
}

/** The loader of a platform. */
export function createLoader(platform: LoaderPlatform): ModelLoader {
	return async (source, options) => {
		const models: LoadedModel[] = [];
		for (const declared of sourcesOf(source)) models.push(await loadOne(platform, declared, options));
		return models;
	};
}

async function loadOne(
	platform: LoaderPlatform,
	{ source, others, format: declared }: DeclaredSource,
	options: LoadModelOptions,
): Promise<LoadedModel> {
	const { signal } = options;
	if (signal?.aborted) throw abortedError(signal);
	const { main, companions, beside: besideMain } = await platform.open(source, signal);
	try {
		const format = await checkFormat(main, declared);
		const bytes = await readWhole(main, signal, platform.memory);
		const sha256 = await platform.sha256(bytes, signal);
		const tfjs = format === "tfjs" ? readTfjs(bytes) : undefined;
		const beside = tfjs
			? await openShards(tfjs, main, others ? besideInList(others) : besideMain)
			: ((await companions?.(format)) ?? { sources: [], findings: [] });
		if (!options.trusted) await refuseBeside(beside, main.label);
		const files = [fileOf("", main, bytes), ...(await readCompanions(beside, signal, platform.memory))];
		const described = tfjs
			? readWeights(tfjs, files)
			: format === "onnx"
				? await readGraph(platform, main, bytes, options)
				: { findings: [] };
		const findings = [...described.findings, ...beside.findings, ...unreadFormat(format)];
		if (!options.trusted)
			refuseFindings(
				findings.filter(({ kind }) => kind !== "unread-format"),
				main.label,
			);
		const release = platform.release && (() => releaseAll(platform, files));
		return { format, files, sha256, ...described, findings, ...(release ? { release } : {}) };
	} finally {
		await main.close?.();
	}
}

async function readGraph(
	{ checkExternal }: LoaderPlatform,
	{ path }: ByteSource,
	bytes: Uint8Array,
	options: LoadModelOptions,
): Promise<Pick<LoadedModel, "graph" | "metadata" | "findings">> {
	const hasFolder = path !== undefined && checkExternal !== undefined;
	const { external, ...described } = await describeOnnx(bytes, hasFolder, options);
	if (!hasFolder || described.findings.some(({ kind }) => kind === "external-path")) return described;
	const findings = await checkExternal(path, external, options.signal);
	return { ...described, findings: [...described.findings, ...findings] };
}

/** A TensorFlow.js model whose weights are all there. Throws INVALID_MODEL. */
function readWeights(
	graph: TfjsModel,
	files: readonly ModelFile[],
): Pick<LoadedModel, "graph" | "metadata" | "findings"> {
	checkShards(graph, files);
	const metadata = tfjsMetadataOf(graph);
	return { graph, findings: [], ...(metadata === undefined ? {} : { metadata }) };
}

/** Nothing is read that is refused anyway. */
async function refuseBeside({ sources, findings }: Companions, label: string): Promise<void> {
	try {
		refuseFindings(findings, label);
	} catch (error) {
		await Promise.all(sources.map(({ source }) => source.close?.()));
		throw error;
	}
}

const FAILED_DOWNLOADS: readonly OtherKind[] = ["empty", "git-lfs-pointer", "html", "json-error"];

/** Names the format from both ends of the file. Throws INVALID_MODEL for what is no model, or not the one declared. */
async function checkFormat(main: ByteSource, declared: ModelFormat | undefined): Promise<ModelFormat> {
	const { label, name, sizeBytes } = main;
	const head = await readPiece(main, 0, Math.min(sizeBytes, SAMPLE_BYTES));
	const tail = await readPiece(main, Math.max(0, sizeBytes - SAMPLE_BYTES), sizeBytes);
	const detection = detectFormat({ head, tail, ...(name === undefined ? {} : { name }) });
	// A vendor may wrap his models in anything, but not in what a failed download leaves behind.
	const isFailed = detection.kind === "other" && FAILED_DOWNLOADS.includes(detection.what);
	if (declared === "vendor" && !isFailed) {
		checkSize(label, sizeBytes);
		return declared;
	}
	if (detection.kind === "other")
		throw new InferenceError("INVALID_MODEL", `Expected a model but ${label} is none. ${detection.message}`, {
			advice: adviceFor(detection.what),
		});
	if (declared !== undefined && declared !== detection.format)
		throw new InferenceError(
			"INVALID_MODEL",
			`Expected a model of format ${declared} but ${label} is of format ${detection.format}.`,
		);
	checkSize(label, sizeBytes);
	return detection.format;
}

async function releaseAll({ release }: LoaderPlatform, files: readonly ModelFile[]): Promise<void> {
	for (const { bytes } of files) await release?.(bytes);
}

async function readCompanions(
	{ sources }: Companions,
	signal: AbortSignal | undefined,
	memory: LoaderPlatform["memory"],
): Promise<ModelFile[]> {
	const files: ModelFile[] = [];
	try {
		for (const { name, source } of sources) files.push(fileOf(name, source, await readWhole(source, signal, memory)));
	} finally {
		await Promise.all(sources.map(({ source }) => source.close?.()));
	}
	return files;
}

function fileOf(name: string, { path }: ByteSource, bytes: Uint8Array): ModelFile {
	return { name, ...(path === undefined ? {} : { path }), bytes };
}
