import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { InferenceError } from "@polyinfer/core";

const advice = "set POLYINFER_CACHE to the absolute path of a folder that only you can write";

/**
 * Makes a folder that only its owner reads (mode 0700) where there is none, and refuses one that another user owns or
 * may write: what lies in it is loaded as code. Rejects with UNAVAILABLE.
 */
export async function makePrivateFolder(path: string): Promise<void> {
	try {
		await makeFolder(path);
	} catch (cause) {
		throw new InferenceError("UNAVAILABLE", `The cache ${path} cannot be made: ${(cause as Error).message}.`, {
			advice,
			cause,
		});
	}
	await checkPrivateFolder(path);
}

/** The second half of {@link makePrivateFolder}: false where there is no such folder. Rejects with UNAVAILABLE. */
export async function checkPrivateFolder(path: string): Promise<boolean> {
	const found = await stat(path).catch(() => undefined);
	if (found === undefined) return false;
	const refuse = (what: string): InferenceError =>
		new InferenceError("UNAVAILABLE", `The cache ${path} ${what}.`, { advice });
	if (!found.isDirectory()) throw refuse("is no folder");
	// Windows has neither: its folder is the user's own.
	const user = process.getuid?.();
	if (user === undefined) return true;
	if (found.uid !== user) throw refuse(`belongs to user ${found.uid}, not to ${user}`);
	if ((found.mode & 0o022) !== 0)
		throw refuse(`can be written by other users (mode ${(found.mode & 0o777).toString(8)}): chmod go-w ${path}`);
	return true;
}

/** Not `recursive` of Node, which never ends where a file system lets nothing be made in a folder that is there. */
async function makeFolder(path: string): Promise<void> {
	if (await madeOne(path)) return;
	const parent = dirname(path);
	if (parent !== path && !(await stat(parent).catch(() => undefined))) await makeFolder(parent);
	// The parent is there now, by whoever made it.
	if (!(await madeOne(path))) await mkdir(path, { mode: 0o700 });
}

/** False where the folder above is not there. */
async function madeOne(path: string): Promise<boolean> {
	try {
		await mkdir(path, { mode: 0o700 });
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") return true;
		if (code === "ENOENT") return false;
		throw error;
	}
}
