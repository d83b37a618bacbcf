import {
	InferenceError,
	MODEL_FORMATS,
	type ModelFileSource,
	type ModelFormat,
	type ModelSource,
} from "@polyinfer/core";

/** One file to load, and the format that the caller says it has. */
export interface DeclaredSource {
	readonly source: ModelFileSource;
	/** What came beside it in a list. */
	readonly others?: readonly File[];
	readonly format?: ModelFormat;
}

/** The files that a caller's model stands for, in the order given. Throws INVALID_ARGUMENT. */
export function sourcesOf(source: ModelSource): readonly DeclaredSource[] {
	if (isFileSource(source)) return [{ source }];
	if (Array.isArray(source)) return [fromList(source)];
	if (typeof source !== "object" || source === null) return expected(source);
	const entries = Object.entries(source as Record<string, unknown>).filter(([, value]) => value !== undefined);
	if (entries.length === 0)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			"Expected at least one format with a model but received an empty object.",
		);
	return entries.map(([format, value]) => {
		if (!(MODEL_FORMATS as readonly string[]).includes(format))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected model formats of ${MODEL_FORMATS.join(", ")} but received \`${format}\`.`,
			);
		const declared = Array.isArray(value) ? fromList(value) : { source: isFileSource(value) ? value : expected(value) };
		return { ...declared, format: format as ModelFormat };
	});
}

function fromList(files: readonly unknown[]): DeclaredSource {
	const [main, ...others] = files.map((file) => {
		if (tagOf(file) === "File") return file as File;
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected only \`File\`s in a list of a model's files but received ${tagOf(file)}.`,
			{ advice: "`new File([bytes], name)` names bytes." },
		);
	});
	if (main) return { source: main, others };
	throw new InferenceError("INVALID_ARGUMENT", "Expected a model's files but received an empty list.");
}

/** The bytes of a source that is in memory, borrowed; `undefined` for others. Throws INVALID_ARGUMENT for a detached one. */
export function bytesOf(source: ModelFileSource): Uint8Array | undefined {
	try {
		if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
		return tagOf(source).endsWith("ArrayBuffer") ? new Uint8Array(source as ArrayBuffer) : undefined;
	} catch (cause) {
		throw new InferenceError("INVALID_ARGUMENT", "Expected a model's bytes but their buffer was transferred away.", {
			cause,
		});
	}
}

/** True for a `Blob` or `File`. */
export function isBlob(source: unknown): source is Blob {
	return tagOf(source) === "Blob" || tagOf(source) === "File";
}

/** True for a `URL`. */
export function isUrl(source: unknown): source is URL {
	return tagOf(source) === "URL";
}

function isFileSource(source: unknown): source is ModelFileSource {
	if (typeof source === "string" || ArrayBuffer.isView(source)) return true;
	return isUrl(source) || isBlob(source) || ["ArrayBuffer", "SharedArrayBuffer"].includes(tagOf(source));
}

/** Holds over realms, where `instanceof` does not. */
function tagOf(value: unknown): string {
	return Object.prototype.toString.call(value).slice(8, -1);
}

function expected(value: unknown): never {
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Expected a model as a path, URL, bytes, Blob, list of Files or { format: model } but received ${value === null ? "null" : typeof value}.`,
	);
}
