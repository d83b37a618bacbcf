import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { create } from "tar";
import type { Registry } from "../registry/registry.ts";
import { sha256 } from "../sha256.ts";
import type { Source, SourceFile } from "../source.ts";

/** A package with two files, its archive, and a cache to fetch it into. */
export interface TinyPackage {
	readonly source: Source;
	readonly archive: string;
	/** The cache, empty. */
	readonly cache: string;
	/** Copies the archive, as a registry's client would, and counts. */
	readonly download: Registry["download"] & { readonly calls: number };
	remove(): Promise<void>;
}

const contents = { "model.onnx": "a model", "keys.txt": "a\nb" };

/** Makes a package in a temporary folder. */
export async function tinyPackage(registry: Source["registry"] = "npm"): Promise<TinyPackage> {
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-models-"));
	const files = Object.entries(contents).map(([name, text]) => sourceFile(`package/${name}`, name, text));
	const archive = join(folder, registry === "npm" ? "tiny.tgz" : "tiny.whl");
	await mkdir(join(folder, "package"));
	for (const [name, text] of Object.entries({ ...contents, "other.txt": "unwanted" }))
		await writeFile(join(folder, "package", name), text);
	if (registry === "npm") await create({ file: archive, cwd: folder, gzip: true }, ["package"]);
	else
		await writeFile(
			archive,
			zipSync(
				Object.fromEntries(Object.entries(contents).map(([name, text]) => [`package/${name}`, Buffer.from(text)])),
			),
		);
	const download = Object.assign(
		async (_: Source, into: string) => {
			download.calls++;
			const copy = join(into, archive.slice(folder.length + 1));
			await copyFile(archive, copy);
			return { archive: copy };
		},
		{ calls: 0 },
	);
	return {
		source: { id: "tiny", registry, package: "tiny", version: "1.0.0", licence: "CC0-1.0", files },
		archive,
		cache: join(folder, "cache"),
		download,
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

function sourceFile(path: string, name: string, text: string): SourceFile {
	const bytes = Buffer.from(text);
	return { path, name, sizeBytes: bytes.length, sha256: sha256(bytes) };
}
