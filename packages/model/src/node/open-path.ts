import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { Opened } from "../load/opened.ts";
import { besidePath } from "./beside-path.ts";
import { openCompanions } from "./companions.ts";
import { fileSource, statOf, unreadable } from "./file-source.ts";

/** Main files of formats that are folders. */
const FOLDER_MODELS = ["saved_model.pb", "model.json"];
/** Files that a folder may hold which are models by their names. */
const MODEL_NAMES = /\.(onnx|ort|tflite|param|mnn|xml|pt|plan|engine)$/i;

/** Opens a file, or a folder that is a model (SavedModel, TensorFlow.js). Rejects with INVALID_ARGUMENT. */
export async function openPath(path: string): Promise<Opened> {
	if (path === "" || path.includes("\0"))
		throw new InferenceError("INVALID_ARGUMENT", `Expected the path of a model but received ${JSON.stringify(path)}.`);
	if (/^(https?|file|data|blob):/i.test(path))
		throw new InferenceError("INVALID_ARGUMENT", `Expected a path but received the address ${path.slice(0, 100)}.`, {
			advice: "Pass addresses as `new URL(...)`.",
		});
	const absolute = resolve(path);
	const isFolder = (await statOf(absolute)).isDirectory();
	const file = isFolder ? await mainFileIn(absolute) : absolute;
	return {
		main: await fileSource(file),
		companions: (format) => openCompanions(file, format),
		beside: besidePath(file),
	};
}

async function mainFileIn(folder: string): Promise<string> {
	const names = await readdir(folder).catch((cause: unknown) => {
		throw unreadable(folder, cause);
	});
	const main = FOLDER_MODELS.find((name) => names.includes(name));
	if (main !== undefined) return join(folder, main);
	const candidates = names.filter((name) => MODEL_NAMES.test(name)).slice(0, 5);
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Expected a model but ${folder} is a folder without ${FOLDER_MODELS.join(" or ")}.`,
		{
			...(candidates.length === 0 ? {} : { advice: `Name a file in it: ${candidates.join(", ")}.` }),
		},
	);
}
