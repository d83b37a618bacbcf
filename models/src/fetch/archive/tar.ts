import { list } from "tar";
import type { SourceFile } from "../source.ts";

/** Reads the wanted regular files of a gzipped tar file, by path; those of another size are left out. */
export async function readTar(archive: string, wanted: readonly SourceFile[]): Promise<Map<string, Uint8Array>> {
	const files = new Map<string, Uint8Array>();
	await list({
		file: archive,
		strict: true,
		onReadEntry: (entry) => {
			const file = wanted.find((file) => file.path === entry.path && entry.type === "File");
			if (!file || entry.size !== file.sizeBytes) return;
			const chunks: Buffer[] = [];
			entry.on("data", (chunk) => chunks.push(chunk));
			entry.on("end", () => files.set(file.path, Buffer.concat(chunks)));
		},
	});
	return files;
}
