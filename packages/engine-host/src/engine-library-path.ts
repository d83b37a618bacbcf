import { nativeFilePath } from "./native-file-path.ts";

/** Where the library is that `polyinfer_engine_library(<id> ...)` makes, see `nativeFilePath`; its name is by the platform's habits. */
export function engineLibraryPath(
	packageFolder: string | undefined,
	id: string,
	platform: NodeJS.Platform = process.platform,
	prebuilt?: string,
): string | undefined {
	return nativeFilePath(
		packageFolder,
		platform === "win32" ? `polyinfer_${id}.dll` : `libpolyinfer_${id}.so`,
		prebuilt,
	);
}
