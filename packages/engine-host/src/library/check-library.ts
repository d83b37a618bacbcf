import { open, readlink, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, parse } from "node:path";
import { inspectElf } from "./inspect-elf.ts";

/** A path that may be opened as a library, or why it may not. */
export type CheckedLibrary =
	| { readonly ok: true; readonly path: string }
	| { readonly ok: false; readonly reason: string; readonly advice: string };

const WORLD_WRITABLE = 0o002;
const STICKY = 0o1000;

/** First bytes of shared libraries: ELF, Mach-O (thin and fat) and PE. */
const MAGIC = ["7f454c46", "cffaedfe", "cafebabe", "4d5a"];

/**
 * The canonical path of a shared library. Refused are relative paths, what is no library by its first bytes, and
 * files that anybody on the machine could have put there: world-writable ones, and those in world-writable folders.
 */
export async function checkLibrary(path: string): Promise<CheckedLibrary> {
	if (!isAbsolute(path))
		return refuse(
			`expected an absolute path but received \`${path}\``,
			"Give an absolute path, which starts at the root.",
		);
	try {
		const canonical = await realpath(path);
		const file = await stat(canonical);
		if (!file.isFile())
			return refuse(`${path} is not a file`, "Name the library's file, not the folder that it is in.");
		if (!(await startsLikeLibrary(canonical)))
			return refuse(`${path} is not a shared library`, `Name another file: see \`file ${path}\` for what this one is.`);
		const fault = inspectElf(canonical);
		if (fault) return { ok: false, ...fault };
		const open = process.platform === "win32" ? undefined : await worldWritable(canonical);
		if (open !== undefined) return refuse(`${open} may be written by everybody on this machine`, `chmod o-w ${open}`);
		return { ok: true, path: canonical };
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code !== "ENOENT") return refuse(message, `Make ${path} readable for this user.`);
		const target = await readlink(path).catch(() => undefined);
		if (target === undefined) return refuse(`there is no file ${path}`, "Name a library that is there.");
		return refuse(
			`there is no file ${path}: it is a link to ${target}`,
			`Put ${target} back, or name a library that is there.`,
		);
	}
}

function refuse(reason: string, advice: string): CheckedLibrary {
	return { ok: false, reason, advice };
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
