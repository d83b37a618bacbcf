import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CatalogueFile, MODELS, PICTURES, TEXTS } from "../catalogue.ts";
import { DEMO_PICTURE_SIZE } from "../derive/demo-picture.ts";
import { repositoryRoot } from "../fetch/cache-folder.ts";
import type { FetchOptions } from "../fetch/fetch-source.ts";
import type { Fetched } from "../fetch/source.ts";
import { writeAtomically } from "../fetch/write-atomically.ts";
import { fetchFile } from "../fetch-file.ts";
import { ATTRIBUTION } from "./attribution.ts";

/** Where the demo travels: a folder of the package `polyinfer`. */
function demoFolder(): string {
	return join(repositoryRoot(), "packages", "polyinfer", "demo");
}

/** The files of the catalogue that the demo is made of. */
export const DEMO_FILES: Readonly<Record<"model" | "picture" | "labels", CatalogueFile>> = {
	model: MODELS["efficientnet-lite0-int8"],
	picture: PICTURES["coffee-384x256"],
	labels: TEXTS["imagenet-labels"],
};

/**
 * Writes what `polyinfer demo` needs: `model.onnx` (EfficientNet-lite0, 8-bit weights, float32 `images` [1,3,224,224] in
 * RGB, (x - 127) / 128), `picture.rgb` (raw RGB, rows from the top) and `demo.json` (`width`, `height`, `labels` by
 * class, `attribution`). Files that are right already are left alone. `missing`: why a part cannot be had.
 */
export async function writeDemo(folder: string = demoFolder(), options?: FetchOptions): Promise<Fetched> {
	const model = await fetchFile(DEMO_FILES.model, options);
	if (model.path === undefined) return model;
	const picture = await fetchFile(DEMO_FILES.picture, options);
	if (picture.path === undefined) return picture;
	const labels = await fetchFile(DEMO_FILES.labels, options);
	if (labels.path === undefined) return labels;

	const description = {
		...DEMO_PICTURE_SIZE,
		labels: (await readFile(labels.path, "utf8")).trimEnd().split("\n"),
		attribution: ATTRIBUTION,
	};
	await update(join(folder, "model.onnx"), await readFile(model.path));
	await update(join(folder, "picture.rgb"), await readFile(picture.path));
	await update(join(folder, "demo.json"), Buffer.from(`${JSON.stringify(description, null, "\t")}\n`));
	return { path: folder };
}

async function update(path: string, content: Buffer): Promise<void> {
	const there = await readFile(path).catch(() => undefined);
	if (!there?.equals(content)) await writeAtomically(path, content);
}
