import { rename, rm, writeFile } from "node:fs/promises";
import { InferenceError } from "@polyinfer/core";

/** Writes a file whole or not at all: under another name first. Rejects with INVALID_ARGUMENT. */
export async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
	const unfinished = `${path}.${process.pid}.tmp`;
	try {
		await writeFile(unfinished, bytes, { flag: "wx" });
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw new InferenceError("INVALID_ARGUMENT", `Cannot write ${path}: ${(error as Error).message}.`, {
			cause: error,
		});
	}
}
