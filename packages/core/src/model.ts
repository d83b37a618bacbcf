import type { ValueInfo } from "./value-info.ts";

/**
 * Model file formats that Polyinfer can name. `vendor` is any other, which only a plug-in reads: it is never detected, but
 * declared, `createSession({ vendor: "model.bin" })`.
 */
export const MODEL_FORMATS = [
	"onnx",
	"ort",
	"tflite",
	"ncnn",
	"mnn",
	"openvino",
	"tfjs",
	"savedmodel",
	"torchscript",
	"tensorrt",
	"vendor",
] as const;

/** One of {@link MODEL_FORMATS}. */
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** One file of a model: a path in the file system, a `URL`, bytes, or a `Blob`. */
export type ModelFileSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/** A model of several files: the main one first, then those that it names, each by its name without folders. */
export type ModelFileList = readonly File[];

/** What `createSession` takes: one file or one list of files, or several formats of one network. */
export type ModelSource =
	| ModelFileSource
	| ModelFileList
	| { readonly [F in ModelFormat]?: ModelFileSource | ModelFileList };

/** One file of a loaded model. Main file first, with `name` `""`; further ones by the name the format gives them. */
export interface ModelFile {
	readonly name: string;
	/** Absolute path, where the file is one. A backend prefers it: engines read or map it themselves. */
	readonly path?: string;
	/** The content. Must not be changed. */
	readonly bytes: Uint8Array;
}

/** What a model contains, read without running it. */
export interface ModelMetadata {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	/** Operator-set version by domain; `""` is ONNX's own. Empty for other formats. */
	readonly opsets: Readonly<Record<string, number>>;
	/** How often each operator occurs, subgraphs included: `{ Conv: 53, Clip: 35 }`; other domains as `domain:Op`. */
	readonly operators: Readonly<Record<string, number>>;
	/** Weights in the file: how many numbers, in how many bytes. */
	readonly parameters: { readonly count: number; readonly bytes: number };
	readonly producer?: string;
	readonly description?: string;
	readonly irVersion?: number;
	/** Key and value texts that the producer stored. */
	readonly properties: Readonly<Record<string, string>>;
}

/** Something the scan noticed about a model. */
export interface Finding {
	/** Stable word: `"external-data"`, `"custom-domain"`, ... */
	readonly kind: string;
	readonly message: string;
	/** True: with this the model is opened only with `trusted: true`. */
	readonly refused?: true;
}

/** A model that was read, bounded, hashed and scanned once. All that backends get. */
export interface LoadedModel {
	readonly format: ModelFormat;
	readonly files: readonly ModelFile[];
	/** SHA-256 of the main file, lower-case hex. */
	readonly sha256: string;
	/** Missing for formats that Polyinfer does not parse. */
	readonly metadata?: ModelMetadata;
	/** The typed graph of `@polyinfer/model`, where the format is parsed. */
	readonly graph?: unknown;
	readonly findings: readonly Finding[];
	/**
	 * Gives the memory of `files` back at once and piece by piece, as garbage collection does not; their bytes, and weights
	 * of `graph`, are gone then. `createSession` calls it when the session is open. Missing where nothing is gained.
	 */
	release?(): Promise<void>;
}

/** Options of a {@link ModelLoader}. */
export interface LoadModelOptions {
	readonly signal?: AbortSignal;
	/** Accept what the scan refuses otherwise. */
	readonly trusted?: boolean;
}

/**
 * Reads a model once, without blocking the event loop; one result for each format given, in the order given.
 * Rejects with INVALID_MODEL (not a model, broken, over a bound), INVALID_ARGUMENT (no such file) or ABORTED.
 */
export type ModelLoader = (source: ModelSource, options: LoadModelOptions) => Promise<readonly LoadedModel[]>;
