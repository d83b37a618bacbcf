import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openCache } from "@polyinfer/engine-host/cache";
import { loadModel } from "@polyinfer/model/node";
import { BACKENDS } from "./backends.ts";
import type { BoundEngine } from "./cases.ts";
import type { BindingNet } from "./nets.ts";

type Create = (typeof BACKENDS)["ncnn"]["createSession"];
type LoadedModel = Parameters<Create>[0];
type Context = Parameters<Create>[2];
type Cache = NonNullable<Context["cache"]>;

/** What is in the folder of a conversion. */
const FILES: Readonly<Partial<Record<BoundEngine["id"], readonly string[]>>> = {
	ncnn: ["model.param", "model.bin"],
	mnn: ["model.mnn"],
};

/** Absolute paths, the main file first, with the shape of the input as they take it, or why there are none. */
type Files = { readonly paths: readonly string[]; readonly netShape: readonly number[] } | { readonly missing: string };

/** Of a conversion to ncnn: which axis of each input is the batch, that the net does not see. */
interface BatchAxes {
	readonly inputs: readonly (number | null)[];
}

/**
 * The files that the engine reads of `model`: the model itself, or those that Polyinfer converts it to and keeps, which its
 * own sessions open as well. `missing` without the converter; rejects where the model cannot be converted.
 */
export async function convertedFiles(engine: BoundEngine, net: BindingNet, model: string): Promise<Files> {
	const names = FILES[engine.id];
	const { shape } = net.input;
	if (names === undefined) return { paths: [model], netShape: shape };
	let folder = "";
	const kept = openCache();
	const cache: Cache = {
		async folder(kind, ...rest) {
			const found = await kept.folder(kind, ...rest);
			if (kind === engine.id) folder = found.path;
			return found;
		},
	};
	try {
		await openOnce(engine, net, model, cache);
	} catch (error) {
		const { code, message } = error as { readonly code?: string; readonly message: string };
		if (code === "UNAVAILABLE") return { missing: message };
		throw error;
	}
	if (folder === "") throw new Error(`Expected ${engine.title} to convert ${model}.`);
	const paths = names.map((name) => join(folder, name));
	if (engine.id !== "ncnn") return { paths, netShape: shape };
	const { inputs } = JSON.parse(await readFile(join(folder, "axes.json"), "utf8")) as BatchAxes;
	return { paths, netShape: shape.filter((_, axis) => axis !== inputs[0]) };
}

/** As a session of the suite does. */
async function openOnce(engine: BoundEngine, { input }: BindingNet, model: string, cache: Cache): Promise<void> {
	const [loaded] = await loadModel(model, {});
	const session = await BACKENDS[engine.id].createSession(
		loaded as LoadedModel,
		{ options: {}, inputs: { [input.name]: { shape: input.shape } }, threads: 1, strict: false, trusted: false },
		{ stage: () => {}, progress: () => {}, log: () => {}, cache },
	);
	await session.dispose();
}
