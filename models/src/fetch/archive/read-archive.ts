import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";

/** Files of an archive that `fetchArchive` gave, by their path below its folder: those for which `wanted` holds. */
export async function readArchive(
	archive: string,
	wanted: (path: string) => boolean = () => true,
): Promise<ReadonlyMap<string, Uint8Array>> {
	const files = unzipSync(await readFile(archive), { filter: ({ name }) => wanted(name) });
	return new Map(Object.entries(files));
}
