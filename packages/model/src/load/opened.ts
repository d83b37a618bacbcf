import type { Finding, ModelFormat } from "@polyinfer/core";
import type { ByteSource } from "./byte-source.ts";

/** A file beside the main one; no `source` where there is none. */
export interface Beside {
	readonly source?: ByteSource;
	/** What is wrong with where it lies. */
	readonly finding?: Finding;
}

/** Further files of a model, by the name that the main file or the format gives them. */
export interface Companions {
	readonly sources: readonly { readonly name: string; readonly source: ByteSource }[];
	readonly findings: readonly Finding[];
}

/** A model's main file, open. */
export interface Opened {
	readonly main: ByteSource;
	/** Opens the other files that a model of this format has beside its main one. */
	companions?(format: ModelFormat): Promise<Companions>;
	/** Opens a file of this path in the model's folder. Missing where it has none. */
	beside?(path: string): Promise<Beside>;
}
