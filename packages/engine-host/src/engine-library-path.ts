import { join } from "node:path";
import { isFile } from "./is-file.ts";
import { platformFolder } from "./platform-folder.ts";

/**
 * Where the engine library `id` is, by the platform's habits: beside the addon in the package for this platform
 * (`prebuilt`), or where that has none, where `polyinfer_engine_library(<id> ...)` puts it in the folder of its own package.
 */
export function engineLibraryPath(
	packageFolder: string,
	id: string,
	platform: NodeJS.Platform = process.platform,
	prebuilt: string | undefined = platformFolder(),
): string {
	const file = platform === "win32" ? `polyinfer_${id}.dll` : `libpolyinfer_${id}.so`;
	const path = prebuilt === undefined ? undefined : join(prebuilt, file);
	return path !== undefined && isFile(path) ? path : join(packageFolder, "build", "native", file);
}
