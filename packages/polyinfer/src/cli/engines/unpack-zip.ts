import { type EventEmitter, setMaxListeners } from "node:events";
import { createWriteStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";

/** Longest tail that can hold the record at the end of a zip file. */
const TAIL_BYTES = 22 + 0xffff;
/** A list of files larger than this is none of a wheel. */
const MAX_DIRECTORY_BYTES = 32 * 2 ** 20;

interface ZipEntry {
	readonly method: number;
	readonly compressedBytes: number;
	readonly bytes: number;
	readonly headerAt: number;
}

/**
 * Writes the files named in `wanted`, and no other, below `into` at the paths that they have in the archive. Each takes
 * the memory of a chunk and at most the bytes that the archive declares. Rejects with an Error that says what is wrong
 * with the archive, or as writing does.
 *
 * Reads what wheels are made of: PKWARE's APPNOTE without zip64, encryption and methods other than stored and deflated.
 */
export async function unpackZip(
	archive: string,
	wanted: readonly string[],
	into: string,
	signal?: AbortSignal,
): Promise<void> {
	const file = await open(archive);
	// Each stream of a file listens for its end.
	setMaxListeners(wanted.length + 1, file as unknown as EventEmitter);
	try {
		const entries = await readDirectory(file);
		for (const path of wanted) {
			const entry = entries.get(path);
			if (entry === undefined) throw new Error(`it holds no ${path}`);
			await mkdir(dirname(join(into, path)), { recursive: true });
			await unpackEntry(file, entry, join(into, path), signal);
		}
	} finally {
		await file.close();
	}
}

async function readDirectory(file: FileHandle): Promise<Map<string, ZipEntry>> {
	const { size } = await file.stat();
	const tail = await read(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
	const end = tail.lastIndexOf("PK\x05\x06", undefined, "latin1");
	if (end < 0 || end + 22 > tail.length) throw new Error("it is no zip file, or was cut");
	const bytes = tail.readUInt32LE(end + 12);
	const start = tail.readUInt32LE(end + 16);
	if (start === 0xffffffff || bytes > MAX_DIRECTORY_BYTES || start + bytes > size)
		throw new Error("its list of files is broken or too large");
	const list = await read(file, start, bytes);
	const entries = new Map<string, ZipEntry>();
	for (let at = 0; at + 46 <= list.length; ) {
		if (list.readUInt32LE(at) !== 0x02014b50) throw new Error("its list of files is broken");
		const [name, extra, comment] = [28, 30, 32].map((offset) => list.readUInt16LE(at + offset)) as [
			number,
			number,
			number,
		];
		const encrypted = (list.readUInt16LE(at + 8) & 1) !== 0;
		if (!encrypted)
			entries.set(list.toString("utf8", at + 46, at + 46 + name), {
				method: list.readUInt16LE(at + 10),
				compressedBytes: list.readUInt32LE(at + 20),
				bytes: list.readUInt32LE(at + 24),
				headerAt: list.readUInt32LE(at + 42),
			});
		at += 46 + name + extra + comment;
	}
	return entries;
}

async function unpackEntry(file: FileHandle, entry: ZipEntry, to: string, signal?: AbortSignal): Promise<void> {
	const { method, compressedBytes, bytes, headerAt } = entry;
	if (method !== 0 && method !== 8) throw new Error(`it is compressed by method ${method}, which is not known`);
	const header = await read(file, headerAt, 30);
	if (header.readUInt32LE(0) !== 0x04034b50) throw new Error("a file in it does not begin where its list says");
	const start = headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
	let written = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _, next) {
			written += chunk.length;
			if (written > bytes) next(new Error("a file in it is longer than its list says"));
			else next(null, chunk);
		},
	});
	const source =
		compressedBytes === 0
			? Readable.from([])
			: file.createReadStream({ start, end: start + compressedBytes - 1, autoClose: false });
	const target = createWriteStream(to, { flags: "wx", mode: 0o644 });
	const options = signal ? { signal } : {};
	if (method === 0) await pipeline(source, counted, target, options);
	else await pipeline(source, createInflateRaw(), counted, target, options);
	if (written !== bytes) throw new Error("a file in it is shorter than its list says");
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
	if (bytesRead !== length) throw new Error("it is cut");
	return buffer;
}
