import { join } from "node:path";
import { isFile } from "./is-file.ts";
import { platformFolder } from "./platform-folder.ts";

/**
 * Where a file is that the native build makes for a package, such as a program that an engine starts: in the package for
 * this platform (`prebuilt`), which holds those of all packages, or where that has none, in the package's own build/native.
 * `undefined` where a bundle knows no such folder.
 */
export function nativeFilePath(
	packageFolder: string | undefined,
	file: string,
	prebuilt: string | undefined = platformFolder(),
): string | undefined {
	const path = prebuilt === undefined ? undefined : join(prebuilt, file);
	if (path !== undefined && isFile(path)) return path;
	return packageFolder === undefined ? undefined : join(packageFolder, "build", "native", file);
}
