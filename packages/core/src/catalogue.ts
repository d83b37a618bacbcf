import type { Backend } from "./backend.ts";

/** One backend that can be named in `prefer`, whether its package is installed or not. */
export interface CatalogueEntry {
	/** The backend's id. */
	readonly id: string;
	/** Runs nothing without options that only its user knows, so that it cannot be tried by itself. Default: false. */
	readonly needsOptions?: boolean;
	/** The line to type where its package is missing. */
	readonly install: string;
	/** Imports the backend's package; rejects where it is not installed, an InferenceError with stage and advice being told as it is. */
	readonly load: () => Promise<Backend>;
}

/** The list of backends and words that one `createSession` knows. */
export interface Catalogue {
	readonly backends: readonly CatalogueEntry[];
	/** Words: which backends on which device, in order. */
	readonly words: Readonly<Record<string, readonly { readonly backend: string; readonly device?: string }[]>>;
	/** `prefer` where the caller gives none. */
	readonly defaultPrefer: readonly string[];
	/** What `prefer: "fastest"` races: every word of this platform. Default: {@link defaultPrefer}. */
	readonly raced?: readonly string[];
}
