import type { Source, SourceFile } from "../source.ts";

/** Where packages come from, and how their archives are read. */
export interface Registry {
	/**
	 * Puts a package's archive into the empty folder `folder`, with the registry's ordinary client, so that the user's
	 * index, proxy and certificates hold. Gives its path, or why there is none; never rejects for want of a network.
	 */
	download(source: Source, folder: string): Promise<{ readonly archive: string } | { readonly missing: string }>;
	/**
	 * Reads the wanted regular files of an archive, by path. Those that are absent or of another size are left out before
	 * they take memory. Rejects where the archive is broken.
	 */
	read(archive: string, wanted: readonly SourceFile[]): Promise<Map<string, Uint8Array>>;
}
