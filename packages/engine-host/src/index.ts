export { type AddonFile, findAddon, loadAddon } from "./addon.ts";
export { linkFolder } from "./cache/link-folder.ts";
export { type WorkFolder, workFolder } from "./cache/work-folder.ts";
export { configureHost, hostCounters, trimPool } from "./counters.ts";
export { defaultThreads } from "./default-threads.ts";
export { type Engine, type LoadEngineOptions, loadEngine } from "./engine.ts";
export { engineLibraryPath } from "./engine-library-path.ts";
export { engineRuns } from "./engine-runs.ts";
export type {
	BuildRequest,
	EngineFetch,
	EngineProof,
	EngineProofRequest,
	EngineSource,
	PackageFetch,
	PlatformFetch,
} from "./fetch/engine-fetch.ts";
export { findRunner, type RunnerFiles } from "./find-runner.ts";
export { HostSession, type OpenOptions } from "./host-session.ts";
export { inSlices } from "./in-slices.ts";
export { type CheckedLibrary, checkLibrary } from "./library/check-library.ts";
export { engineFolderPlace } from "./library/engine-folder-place.ts";
export {
	findLibrary,
	type LibraryPlace,
	type LibraryRequest,
	type LibrarySearch,
	type PlaceContent,
} from "./library/find-library.ts";
export { newestFirst } from "./library/newest-first.ts";
export { type PackagePlace, packagePlace } from "./library/package-place.ts";
export { type SystemLibrary, systemPlace } from "./library/system-place.ts";
export type { EngineLog } from "./log-callback.ts";
export type { HostCounters, HostSettings, NativeAddon } from "./native-addon.ts";
export { nativeFilePath } from "./native-file-path.ts";
export type { LibraryProof, ModelProof } from "./prove/proof-request.ts";
export { proveLibrary } from "./prove/prove-library.ts";
export { proveModel } from "./prove/prove-model.ts";
export { requireFrom } from "./require-from.ts";
