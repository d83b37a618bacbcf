import { readFile } from "node:fs/promises";
import { unzip } from "fflate";
import type { SourceFile } from "../source.ts";

/** Reads the wanted files of a zip file, by path; those of another size are left out. */
export async function readZip(archive: string, wanted: readonly SourceFile[]): Promise<Map<string, Uint8Array>> {
	const bytes = await readFile(archive);
	return new Promise((resolve, reject) => {
		const filter = (entry: { name: string; originalSize: number }) =>
			wanted.some((file) => file.path === entry.name && file.sizeBytes === entry.originalSize);
		unzip(bytes, { filter }, (error, files) => {
			if (error) reject(error);
			else resolve(new Map(Object.entries(files)));
		});
	});
}
