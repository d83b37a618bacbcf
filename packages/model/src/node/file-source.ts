import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { ByteSource } from "../load/byte-source.ts";

/** A regular file, open for reading. Rejects with INVALID_ARGUMENT where there is none, or it is a pipe or a device. */
export async function fileSource(path: string): Promise<ByteSource> {
	checkRegular(path, await statOf(path));
	const handle = await openFile(path);
	try {
		const stats = await handle.stat();
		checkRegular(path, stats);
		return sourceOf(path, handle, stats.size);
	} catch (error) {
		await handle.close();
		throw error;
	}
}

/** What is at `path`. Rejects with INVALID_ARGUMENT where there is nothing that can be looked at. */
export async function statOf(path: string): Promise<Stats> {
	try {
		return await stat(path);
	} catch (cause) {
		throw unreadable(path, cause);
	}
}

/** O_NONBLOCK: a pipe that was put in the file's place must not block a thread. */
async function openFile(path: string): Promise<FileHandle> {
	try {
		return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	} catch (cause) {
		throw unreadable(path, cause);
	}
}

/** INVALID_ARGUMENT that says why a path cannot be read. */
export function unreadable(path: string, cause: unknown): InferenceError {
	const { code, message } = cause as { code?: string; message?: string };
	const missing = code === "ENOENT" || code === "ENOTDIR";
	const reason = missing ? "no such file" : code === "EACCES" ? "no permission to read it" : (message ?? String(cause));
	const advice = missing
		? `Check the path: a relative one starts at ${process.cwd()}.`
		: code === "EACCES"
			? `Make ${path} readable for this user.`
			: `Name a file that can be read: see \`ls -lL ${path}\` for what this one is.`;
	return new InferenceError("INVALID_ARGUMENT", `Expected a model file at ${path} but: ${reason}.`, { cause, advice });
}

function checkRegular(path: string, stats: Stats): void {
	if (stats.isFile()) return;
	const what = stats.isFIFO()
		? "a pipe"
		: stats.isSocket()
			? "a socket"
			: stats.isDirectory()
				? "a folder"
				: "a device";
	throw new InferenceError("INVALID_ARGUMENT", `Expected a regular file at ${path} but it is ${what}.`);
}

function sourceOf(path: string, handle: FileHandle, sizeBytes: number): ByteSource {
	let closed: Promise<void> | undefined;
	return {
		label: path,
		name: basename(path),
		path,
		sizeBytes,
		async readInto(target, start) {
			let done = 0;
			while (done < target.length) {
				const { bytesRead } = await handle.read(target, done, target.length - done, start + done);
				if (bytesRead === 0)
					throw new InferenceError(
						"INVALID_MODEL",
						`Expected ${sizeBytes} bytes in ${path} but it ends at ${start + done}.`,
					);
				done += bytesRead;
			}
		},
		close() {
			closed ??= handle.close();
			return closed;
		},
	};
}
