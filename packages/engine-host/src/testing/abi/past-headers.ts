import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { packageFolder } from "../../package-folder.ts";

/** A header that engines in the field were compiled against. */
export interface PastHeader {
	readonly name: string;
	readonly path: string;
}

/** Every `polyinfer/engine.h` that was ever published under its present version, one for each time that it grew. */
export function pastHeaders(): PastHeader[] {
	const folder = join(packageFolder() ?? ".", "abi");
	return readdirSync(folder).map((file) => ({ name: basename(file, ".h"), path: join(folder, file) }));
}
