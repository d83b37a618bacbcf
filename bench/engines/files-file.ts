import { join } from "node:path";

/** Where the paths of a net's files stand, by format. */
export function filesFile(folder: string, net: string): string {
	return join(folder, `${net}.json`);
}
