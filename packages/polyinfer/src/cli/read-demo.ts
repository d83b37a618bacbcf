import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InferenceError } from "@polyinfer/core";

/** What the demonstration consists of. */
export interface DemoFiles {
	/** Path of the model. */
	readonly model: string;
	readonly picture: {
		readonly data: Uint8Array;
		readonly width: number;
		readonly height: number;
		readonly format: "rgb";
	};
	/** Names of the classes, by index. */
	readonly labels: readonly string[];
}

/** Reads `demo.json` and `picture.rgb` of a folder. Rejects with UNAVAILABLE where they are not as they should be. */
export async function readDemo(folder: string | URL): Promise<DemoFiles> {
	const path = folder instanceof URL ? fileURLToPath(folder) : folder;
	let facts: { width?: unknown; height?: unknown; labels?: unknown };
	let data: Uint8Array;
	try {
		facts = JSON.parse(await readFile(join(path, "demo.json"), "utf8"));
		data = await readFile(join(path, "picture.rgb"));
	} catch (error) {
		throw new InferenceError("UNAVAILABLE", `The demonstration is not in ${path}: ${(error as Error).message}.`, {
			advice: "npm install polyinfer",
			cause: error,
		});
	}
	const { width, height, labels } = facts ?? {};
	if (typeof width !== "number" || typeof height !== "number" || data.length !== 3 * width * height)
		throw new InferenceError(
			"UNAVAILABLE",
			`Expected ${width}x${height} RGB pixels in ${path} but received ${data.length} bytes.`,
		);
	if (!Array.isArray(labels) || !labels.every((label) => typeof label === "string"))
		throw new InferenceError("UNAVAILABLE", `Expected a list of labels in ${path} but received ${typeof labels}.`);
	return { model: join(path, "model.onnx"), picture: { data, width, height, format: "rgb" }, labels };
}
