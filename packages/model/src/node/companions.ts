import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InferenceError, type ModelFormat } from "@polyinfer/core";
import type { ByteSource } from "../load/byte-source.ts";
import type { Companions } from "../load/opened.ts";
import { fileSource } from "./file-source.ts";

/** Files in the folder of a SavedModel's variables, at most. */
const MAX_VARIABLE_FILES = 1000;
const none: Companions = { sources: [], findings: [] };

/** The files that a model of `format` at `path` has beside its main one: weights of OpenVINO and ncnn, variables of a SavedModel. */
export async function openCompanions(path: string, format: ModelFormat): Promise<Companions> {
	if (format === "openvino") return openWeights(path, path.replace(/\.xml$/i, ""));
	if (format === "ncnn") return openWeights(path, path.replace(/\.param(\.bin)?$/i, ""));
	return format === "savedmodel" ? openVariables(dirname(path)) : none;
}

async function openWeights(path: string, stem: string): Promise<Companions> {
	const weights = `${stem}.bin`;
	if (weights === path) return none;
	const source = await openIfThere(weights);
	if (source !== undefined) return { sources: [{ name: basename(weights), source }], findings: [] };
	const message = `There is no ${basename(weights)} beside ${basename(path)}, where its weights would be.`;
	return { sources: [], findings: [{ kind: "missing-weights", message }] };
}

async function openVariables(folder: string): Promise<Companions> {
	const names = (await readdir(join(folder, "variables")).catch(() => [])).filter((name) =>
		name.startsWith("variables."),
	);
	if (names.length > MAX_VARIABLE_FILES)
		throw new InferenceError(
			"INVALID_MODEL",
			`Expected at most ${MAX_VARIABLE_FILES} files of variables in ${folder} but there are ${names.length}.`,
		);
	const sources: { name: string; source: ByteSource }[] = [];
	try {
		for (const name of names.sort())
			sources.push({ name: `variables/${name}`, source: await fileSource(join(folder, "variables", name)) });
	} catch (error) {
		await Promise.all(sources.map(({ source }) => source.close?.()));
		throw error;
	}
	return { sources, findings: [] };
}

async function openIfThere(path: string): Promise<ByteSource | undefined> {
	try {
		return await fileSource(path);
	} catch (error) {
		const { code } = (error as { cause?: { code?: string } }).cause ?? {};
		if (code === "ENOENT") return undefined;
		throw error;
	}
}
