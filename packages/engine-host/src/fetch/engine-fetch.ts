/** What `polyinfer engines add <id>` fetches: the content of an engine's `fetch.json`. */
export interface EngineFetch {
	readonly id: string;
	/** What texts call it: `"OpenVINO"`. */
	readonly title: string;
	/** Version of the engine, and name of its folder. */
	readonly version: string;
	/** SPDX expression of all that is kept. */
	readonly licence: string;
	/** Said before anything is fetched: what whoever fetches it accepts, where that is no licence of open source. */
	readonly terms?: string;
	/** Ids of engines that this one does not work without; `engines add` brings them along. Default: none. */
	readonly needs?: readonly string[];
	/** By platform: `linux-x64` (glibc), `linux-x64-musl`, `darwin-arm64`, `win32-x64`. One that is not listed has nothing to fetch. */
	readonly platforms: Readonly<Record<string, PlatformFetch>>;
}

/** What is fetched for one platform. Paths are below the engine's folder and use `/`. */
export interface PlatformFetch {
	/** All of them are needed. Files keep the paths that they have in their package. */
	readonly packages: readonly PackageFetch[];
	/** The vendor's library. */
	readonly library: string;
	/** Further files by name that the backend is handed; they are made executable. */
	readonly tools?: Readonly<Record<string, string>>;
	/** Bytes on disk, about. */
	readonly diskBytes: number;
}

/** One archive of a Python package index, fetched by pip and checked before it is unpacked. */
export interface PackageFetch {
	/** A wheel is a zip file of finished files; an sdist is built by `build.ts` of the engine. */
	readonly kind: "wheel" | "sdist";
	readonly package: string;
	readonly version: string;
	/** Tags of the wheel: any Python of any version fetches this one. */
	readonly python?: string;
	readonly platform?: string;
	/** SHA-256 of the archive, lower-case hex. */
	readonly sha256: string;
	readonly downloadBytes: number;
	/** What is kept of it; of an sdist, paths below its top folder. */
	readonly files: readonly string[];
}

/** One build from sources. */
export interface BuildRequest {
	/** Absolute path of the unpacked top folder of the sdist; may be written to and is removed afterwards. */
	readonly sources: string;
	/** Absolute path of the engine's folder: `library` of {@link PlatformFetch} belongs below it. */
	readonly into: string;
	/** How far it is, 0 to 1, and what it does. */
	readonly progress: (fraction: number, text: string) => void;
	readonly signal?: AbortSignal;
}

/** An engine as `polyinfer engines` knows it. */
export interface EngineSource extends EngineFetch {
	/**
	 * Builds the library from its sdist. Rejects with UNAVAILABLE, with what to type, where a compiler or CMake is missing,
	 * ENGINE with the first errors where the build fails, ABORTED.
	 */
	readonly build?: (request: BuildRequest) => Promise<void>;
	/**
	 * Of what is no backend by itself, such as libraries of a GPU that this machine may lack: looks whether the files in
	 * `folder`, all there, can be used. Left out: the smoke model runs on the backend with this id. Rejects with UNAVAILABLE,
	 * with what to do, where they never can; ABORTED.
	 */
	readonly prove?: (request: EngineProofRequest) => Promise<EngineProof>;
}

/** What {@link EngineSource.prove} looks at. */
export interface EngineProofRequest {
	/** Absolute path of the engine's folder. */
	readonly folder: string;
	readonly signal?: AbortSignal | undefined;
}

/** How far files get on this machine: they are whole, they load, or they compute. */
export interface EngineProof {
	readonly state: "found" | "loads" | "runs";
	/** Why no further, where there is more to be had. */
	readonly reason?: string;
	/** What to do about that. */
	readonly advice?: string;
}
