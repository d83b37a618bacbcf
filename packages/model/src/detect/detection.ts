import type { ModelFormat } from "@polyinfer/core";

/** Files that are often handed in as models and are none, or none that Polyinfer opens. */
export type OtherKind =
	| "empty"
	| "git-lfs-pointer"
	| "html"
	| "json-error"
	| "json"
	| "xml"
	| "png"
	| "jpeg"
	| "gif"
	| "webp"
	| "pdf"
	| "zip"
	| "gzip"
	| "archive"
	| "pickle"
	| "pytorch-checkpoint"
	| "safetensors"
	| "gguf"
	| "hdf5"
	| "numpy"
	| "tensorflow-graph"
	| "program"
	| "text"
	| "unknown";

/** What a file is. `message` is a sentence for people: what it is, and what to do. */
export type Detection =
	| { readonly kind: "model"; readonly format: ModelFormat }
	| { readonly kind: "other"; readonly what: OtherKind; readonly message: string };

/** What is known of a file. */
export interface Sample {
	/** The file's first bytes; 64 KiB are enough for every format. */
	readonly head: Uint8Array;
	/** The file's last bytes, where `head` is not the whole file: zip archives list their content there. */
	readonly tail?: Uint8Array;
	/** The file's name, without folders. */
	readonly name?: string;
}

/** Names what it knows; `undefined` for anything else. */
export type Detector = (sample: Sample) => Detection | undefined;

/** A model of this format. */
export function model(format: ModelFormat): Detection {
	return { kind: "model", format };
}

/** Not a model. */
export function other(what: OtherKind, message: string): Detection {
	return { kind: "other", what, message };
}
