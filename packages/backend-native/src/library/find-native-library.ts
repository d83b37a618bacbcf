import { engineFolderPlace, findLibrary, type LibrarySearch, systemPlace } from "@polyinfer/engine-host";
import type { NativeEngine } from "../native-engine.ts";
import type { NativeOptions } from "../options.ts";

/** The variable that names the library of an engine: `POLYINFER_OPENVINO_LIBRARY`. */
function libraryVariable(id: string): string {
	return `POLYINFER_${id.toUpperCase()}_LIBRARY`;
}

/** What to do where an engine's library is missing: the line that fetches it, or its vendor's own way. */
export function addLine({ id, library: { fetched = id, advice } }: Pick<NativeEngine, "id" | "library">): string {
	return advice ?? `npx polyinfer engines add ${fetched}`;
}

/**
 * Finds the vendor's library of an engine: the option `library`, the variable, the folder that
 * `polyinfer engines add` fills, and with `search: "system"` the system. Loads nothing.
 */
export function findNativeLibrary(
	engine: Pick<NativeEngine, "id" | "title" | "library">,
	options: NativeOptions = {},
	environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<LibrarySearch> {
	const { id, title, library } = engine;
	const fileNames = library.names[process.platform] ?? [];
	const fileName = (fileNames[0] ?? `a library of ${title}`).replace(/\.?\*.*$/, "");
	return findLibrary({
		title,
		fileName,
		library: options.library,
		variable: libraryVariable(id),
		environment,
		places: [engineFolderPlace(library.fetched ?? id), ...(options.search === "system" ? [systemPlace(library)] : [])],
		advice: addLine(engine),
	});
}
