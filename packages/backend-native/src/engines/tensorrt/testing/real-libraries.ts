import { engineLibraryPath, findAddon } from "@polyinfer/engine-host";
import { fetchLibrary, type LibraryId } from "@polyinfer/models";
import { findEngine } from "../../../find-engine.ts";
import type { NativeEngine } from "../../../native-engine.ts";
import { packageFolder } from "../../../package-folder.ts";
import { tensorrtEngine } from "../engine.ts";

/** A library of NVIDIA's on this machine, or why there is none. */
export type RealLibrary = { readonly path: string; readonly lacks: "" } | { readonly path: ""; readonly lacks: string };

/** The engine library of this package. */
export const enginePath: string = engineLibraryPath(packageFolder(), "tensorrt") ?? "";

/** TensorRT-RTX, which builds plans without a GPU. */
export const rtx: RealLibrary = await findRtx();

/** A runtime of TensorRT's, fetched for tests: it opens plans and builds none. In CI the native build is there. */
export async function runtimeLibrary(id: LibraryId): Promise<RealLibrary> {
	const addon = findAddon();
	if (addon.status === "missing" && !process.env.CI) return without(`${addon.reason} ${addon.advice}`);
	if (`${process.platform}-${process.arch}` !== "linux-x64") return without("NVIDIA's wheels here are for linux-x64");
	const { path, missing } = await fetchLibrary(id);
	return missing === undefined ? { path, lacks: "" } : without(missing);
}

async function findRtx(): Promise<RealLibrary> {
	const found = await findEngine(tensorrtEngine as NativeEngine);
	return found.status === "found" ? { path: found.library, lacks: "" } : without(found.reason);
}

function without(reason: string): RealLibrary {
	return { path: "", lacks: ` (${reason})` };
}
