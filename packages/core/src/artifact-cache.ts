/** Values that tell one cached artifact from another. */
export type ArtifactKey = Readonly<Record<string, string | number | boolean>>;

/** Folders of files that are costly to make and the same each time: converted and compiled models. */
export interface ArtifactCache {
	/**
	 * The folder of this kind and key. Where there is none yet, `fill` is given an empty folder to write into, which takes
	 * its place once `fill` has resolved; nothing is kept where it rejects, and the call rejects with its error. Files are
	 * verified before a folder is handed out again. Rejects with UNAVAILABLE where nothing can be kept on this machine:
	 * callers go on without a cache. ABORTED by `signal`.
	 */
	folder(
		kind: string,
		key: ArtifactKey,
		fill: (folder: string) => Promise<void>,
		signal?: AbortSignal,
	): Promise<{
		/** Absolute. Its files must not be changed. */
		readonly path: string;
		/** False where `fill` has made it just now. */
		readonly reused: boolean;
	}>;
	/**
	 * Removes the folder of this kind and key, where it turned out to be of no use. Never rejects: one that cannot be removed
	 * stays. Missing: folders cannot be removed.
	 */
	remove?(kind: string, key: ArtifactKey): Promise<void>;
}
