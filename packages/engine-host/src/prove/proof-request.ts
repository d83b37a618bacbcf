import type { ArtifactCache, ModelFile } from "@polyinfer/core";

/** What {@link proveLibrary} proves. */
export interface LibraryProof {
	/** Absolute path of the engine library. */
	readonly engine: string;
	/** Absolute path of the vendor's library; left out where the engine needs none. */
	readonly library?: string | undefined;
	/** Of the engine's `load`. */
	readonly loadOptions?: Readonly<Record<string, string>> | undefined;
	/** Default: 30,000. */
	readonly timeoutMs?: number | undefined;
	/** Writable private memory of the process, at most. Default: 4 GiB, and for models 8 times their files more. */
	readonly memoryBytes?: number | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Remembers what was proved, never a failure. Left out: nothing is remembered. */
	readonly cache?: ArtifactCache | undefined;
}

/** What {@link proveModel} proves. */
export interface ModelProof extends LibraryProof {
	/** As listed by the engine's probe. */
	readonly format: string;
	/** The engine's own spelling; left out: its default. */
	readonly device?: string | undefined;
	/** The main file first. Where there is a path, the engine reads that, as a session does. */
	readonly files: readonly ModelFile[];
	/** Of the engine's `open`. */
	readonly options: Readonly<Record<string, string>>;
	/** Runs it once on zeros, free sizes being 1; not where a rank is unknown. What that run rejects is no failure. */
	readonly run?: boolean | undefined;
}
