import type { Stats } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { abortedError, type Finding } from "@polyinfer/core";
import type { Survey } from "../survey.ts";

/** Weights may share a piece of a file, as tied ones do; more than this many times its size is no sharing. */
const MAX_USES = 16;

/**
 * Looks at the files beside the model at `path` that its weights lie in: `external-path` for a link out of the model's
 * folder, `external-missing` for a file that is not there, is no regular one or is too short, `size-bomb` where weights
 * name the same bytes over and over. Nothing is opened. Ends at the first finding. Rejects with ABORTED.
 */
export async function checkExternalFiles(
	path: string,
	external: Survey["external"],
	signal?: AbortSignal,
): Promise<Finding[]> {
	if (external.size === 0) return [];
	const folder = await realpath(dirname(path));
	for (const [location, { weight, endBytes, totalBytes }] of external) {
		if (signal?.aborted) throw abortedError(signal);
		const refused = (kind: string, problem: string): Finding[] => {
			const where = `${JSON.stringify(location.slice(0, 500))}, where weight \`${weight}\` lies,`;
			return [{ kind, message: `${where} ${problem}.`, refused: true }];
		};
		const found = await lookUp(join(folder, location));
		if (typeof found === "string") return refused("external-missing", found);
		const inside = relative(folder, found.path);
		if (inside === ".." || inside.startsWith(`..${sep}`) || inside === found.path)
			return refused("external-path", `is a link out of the model's folder, to ${found.path}`);
		const { size } = found.stats;
		if (endBytes > size) return refused("external-missing", `has ${size} bytes but ${endBytes} are needed`);
		if (totalBytes > MAX_USES * size)
			return refused("size-bomb", `has ${size} bytes but its weights stand for ${totalBytes}`);
	}
	return [];
}

/** The file behind all links; else why there is none. */
async function lookUp(path: string): Promise<{ path: string; stats: Stats } | string> {
	try {
		const target = await realpath(path);
		const stats = await stat(target);
		return stats.isFile() ? { path: target, stats } : "is no regular file";
	} catch (error) {
		const { code, message } = error as { code?: string; message: string };
		return code === "ENOENT" || code === "ENOTDIR" ? "is not there" : `cannot be looked at: ${message}`;
	}
}
