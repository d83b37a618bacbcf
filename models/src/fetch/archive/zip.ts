import { readFile } from "node:fs/promises";
import { type UnzipFileInfo, unzip } from "fflate";
import type { SourceFile } from "../source.ts";
import { packFolder } from "./pack-folder.ts";

/** Reads the wanted files of a zip file, by path; those of another size are left out. Wanted folders are packed. */
export async function readZip(archive: string, wanted: readonly SourceFile[]): Promise<Map<string, Uint8Array>> {
	const bytes = await readFile(archive);
	const isFile = ({ name, originalSize }: UnzipFileInfo): boolean =>
		wanted.some(({ path, sizeBytes }) => path === name && sizeBytes === originalSize);
	const files = await unzipFiles(bytes, isFile);
	for (const { path: folder, sizeBytes } of wanted) {
		if (!folder.endsWith("/")) continue;
		let total = 0;
		const below = await unzipFiles(bytes, ({ name, originalSize }) => {
			if (!name.startsWith(folder) || name.endsWith("/")) return false;
			total += originalSize;
			return total <= sizeBytes;
		});
		const entries = new Map([...below].map(([path, content]) => [path.slice(folder.length), content]));
		if (total <= sizeBytes && entries.size > 0) files.set(folder, packFolder(entries));
	}
	return files;
}

function unzipFiles(bytes: Uint8Array, filter: (entry: UnzipFileInfo) => boolean): Promise<Map<string, Uint8Array>> {
	return new Promise((resolve, reject) => {
		unzip(bytes, { filter }, (error, files) => {
			if (error) reject(error);
			else resolve(new Map(Object.entries(files)));
		});
	});
}
