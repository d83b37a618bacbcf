import { mkdir, mkdtemp, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { nameOfKey } from "./artifact-key.ts";
import { cacheFolder } from "./cache-folder.ts";
import { makePrivateFolder } from "./private-folder.ts";

/**
 * A folder of links, by name with the absolute path of what each leads to, for libraries that look for others beside
 * themselves. It stays in the cache, is found again by its links, and appears whole or not at all; nothing is copied.
 * Rejects with UNAVAILABLE where the cache cannot be written or is not this user's own.
 */
export async function linkFolder(
	links: Readonly<Record<string, string>>,
	cache: string = cacheFolder(),
): Promise<string> {
	const entries = Object.entries(links).sort(([a], [b]) => (a < b ? -1 : 1));
	await makePrivateFolder(cache);
	const root = join(cache, "links");
	await makePrivateFolder(root);
	const folder = join(root, nameOfKey(JSON.stringify(entries)));
	for (let attempt = 0; !(await holds(folder, entries)); attempt++) {
		const made = await mkdtemp(join(root, ".linking-"));
		try {
			await mkdir(join(made, "links"), { mode: 0o700 });
			for (const [name, target] of entries) await symlink(target, join(made, "links", name));
			await rename(join(made, "links"), folder).catch(async (error: unknown) => {
				const { code = "" } = error as NodeJS.ErrnoException;
				if (!["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM"].includes(code) || attempt === 10) throw error;
				// Somebody else was quicker, or what is there is damaged and makes room for the next attempt.
				if (!(await holds(folder, entries))) await rename(folder, join(made, "damaged")).catch(() => undefined);
			});
		} finally {
			await rm(made, { recursive: true, force: true });
		}
	}
	return folder;
}

async function holds(folder: string, entries: readonly (readonly [string, string])[]): Promise<boolean> {
	const names = await readdir(folder).catch(() => [] as string[]);
	if (names.length !== entries.length) return false;
	for (const [name, target] of entries)
		if ((await readlink(join(folder, name)).catch(() => undefined)) !== target) return false;
	return true;
}
