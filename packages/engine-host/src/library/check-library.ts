import { open, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, parse } from "node:path";

/** A path that may be opened as a library, or why it may not. */
export type CheckedLibrary =
	| { readonly ok: true; readonly path: string }
	| { readonly ok: false; readonly reason: string };

const WORLD_WRITABLE = 0o002;
const STICKY = 0o1000;

/** First bytes of shared libraries: ELF, Mach-O (thin and fat) and PE. */
const MAGIC = ["7f454c46", "cffaedfe", "cafebabe", "4d5a"];

/**
 * The canonical path of a shared library. Refused are relative paths, what is no library by its first bytes, and
 * files that anybody on the machine could have put there: world-writable ones, and those in world-writable folders.
 */
export async function checkLibrary(path: string): Promise<CheckedLibrary> {
	if (!isAbsolute(path)) return refuse(`expected an absolute path but received \`${path}\``);
	try {
		const canonical = await realpath(path);
		const file = await stat(canonical);
		if (!file.isFile()) return refuse(`${path} is not a file`);
		if (!(await startsLikeLibrary(canonical))) return refuse(`${path} is not a shared library`);
		const open = process.platform === "win32" ? undefined : await worldWritable(canonical);
		if (open !== undefined) return refuse(`${open} may be written by everybody on this machine`);
		return { ok: true, path: canonical };
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		return refuse(code === "ENOENT" ? `there is no file ${path}` : message);
	}
}

function refuse(reason: string): CheckedLibrary {
	return { ok: false, reason };
}

async function startsLikeLibrary(path: string): Promise<boolean> {
	const file = await open(path, "r");
	try {
		const head = Buffer.alloc(4);
		await file.read(head, 0, 4, 0);
		return MAGIC.some((magic) => head.toString("hex").startsWith(magic));
	} finally {
		await file.close();
	}
}

/** The file, its folder or a folder above that everybody may write to; above, a sticky folder protects what is in it. */
async function worldWritable(path: string): Promise<string | undefined> {
	for (const own of [path, dirname(path)]) if ((await stat(own)).mode & WORLD_WRITABLE) return own;
	const { root } = parse(path);
	for (let folder = dirname(path); folder !== root; ) {
		folder = dirname(folder);
		const { mode } = await stat(folder);
		if (mode & WORLD_WRITABLE && !(mode & STICKY)) return folder;
	}
	return undefined;
}
