import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { abortedError } from "@polyinfer/core";

/** Sources larger than this are none of an engine. */
const MAX_BYTES = 512 * 2 ** 20;
const BLOCK = 512;

/**
 * Unpacks a gzipped tar file of sources below `into`, its one top folder left away. Only folders and regular files are
 * taken; a link or a path that leads out of the folder is refused. Rejects with an Error that says what is wrong with the
 * archive, or as writing does; with ABORTED.
 *
 * Reads what sdists are made of: POSIX ustar with pax headers, and GNU long names.
 */
export async function unpackTar(archive: string, into: string, signal?: AbortSignal): Promise<void> {
	const tar = await promisify(gunzip)(await readFile(archive), { maxOutputLength: MAX_BYTES });
	let longName: string | undefined;
	for (let at = 0; at + BLOCK <= tar.length; ) {
		if (signal?.aborted) throw abortedError(signal);
		const header = tar.subarray(at, at + BLOCK);
		if (header[0] === 0) return;
		const size = Number.parseInt(text(header, 124, 12) || "0", 8);
		const content = tar.subarray(at + BLOCK, at + BLOCK + size);
		if (!Number.isSafeInteger(size) || content.length !== size) throw new Error("it is cut or broken");
		at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
		const kind = String.fromCharCode(header[156] as number);
		if (kind === "x") longName = paxPath(content) ?? longName;
		else if (kind === "L") longName = text(content, 0, size);
		else if (kind !== "g") {
			await write(longName ?? nameOf(header), kind, content, into);
			longName = undefined;
		}
	}
	throw new Error("it is cut");
}

async function write(name: string, kind: string, content: Buffer, into: string): Promise<void> {
	const parts = name.replace(/\/$/, "").split("/");
	if (name.startsWith("/") || parts.some((part) => part === ".." || part === "" || part.includes("\\")))
		throw new Error(`it holds a file that leads out of its folder: ${JSON.stringify(name)}`);
	const path = join(into, ...parts.slice(1));
	if (kind === "5") await mkdir(path, { recursive: true });
	else if (kind === "0" || kind === "\0") {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, content, { flag: "wx", mode: 0o644 });
	} else throw new Error(`it holds ${JSON.stringify(name)}, which is neither a file nor a folder`);
}

function nameOf(header: Buffer): string {
	const prefix = text(header, 257, 5) === "ustar" ? text(header, 345, 155) : "";
	return prefix === "" ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
}

/** `path` of a pax header, whose lines are `<length> <key>=<value>`. */
function paxPath(content: Buffer): string | undefined {
	return /(?:^|\n)\d+ path=(.*)\n/.exec(content.toString("utf8"))?.[1];
}

function text(bytes: Buffer, at: number, length: number): string {
	const field = bytes.subarray(at, at + length);
	const end = field.indexOf(0);
	return field.toString("utf8", 0, end < 0 ? length : end).trim();
}
