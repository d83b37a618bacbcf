import { statSync } from "node:fs";
import type { Availability } from "@polyinfer/core";
import { engineLibraryPath, findAddon } from "@polyinfer/engine-host";
import { findNativeLibrary } from "./library/find-native-library.ts";
import type { NativeEngine } from "./native-engine.ts";
import type { NativeOptions } from "./options.ts";
import { packageFolder } from "./package-folder.ts";

/** The files that an engine needs beside the addon. */
export interface EngineFiles {
	readonly status: "found";
	/** The engine library, of this package. */
	readonly engine: string;
	/** The vendor's library. */
	readonly library: string;
	/** The vendor's version, where its place tells. */
	readonly version?: string;
	readonly tools: Readonly<Record<string, string>>;
}

/** Whether the addon, the engine library and the vendor's library are there. Loads nothing. */
export async function findEngine(
	engine: NativeEngine,
	options: NativeOptions = {},
): Promise<EngineFiles | Extract<Availability, { status: "missing" }>> {
	const addon = findAddon();
	if (addon.status === "missing") return addon;
	const path = engineLibraryPath(packageFolder(), engine.id);
	if (path === undefined || !statSync(path, { throwIfNoEntry: false })?.isFile())
		return {
			status: "missing",
			reason: `The engine library of ${engine.title} is not built for ${process.platform}-${process.arch}.`,
			advice: `npm install @polyinfer/engine-host-${process.platform}-${process.arch}, or in a checkout, with CMake and a C++ compiler: npm run build`,
		};
	const found = await findNativeLibrary(engine, options);
	if (found.status === "missing") return found;
	const { version, tools = {} } = found;
	return { status: "found", engine: path, library: found.path, tools, ...(version === undefined ? {} : { version }) };
}
