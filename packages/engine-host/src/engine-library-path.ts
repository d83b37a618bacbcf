import { join } from "node:path";

/** Where `polyinfer_engine_library(<id> ...)` puts an engine in a package's folder, by the platform's habits. */
export function engineLibraryPath(
	packageFolder: string,
	id: string,
	platform: NodeJS.Platform = process.platform,
): string {
	const file = platform === "win32" ? `polyinfer_${id}.dll` : `libpolyinfer_${id}.so`;
	return join(packageFolder, "build", "native", file);
}
