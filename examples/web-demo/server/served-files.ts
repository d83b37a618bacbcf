import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folder = join(import.meta.dirname, "..");
const models = process.env.POLYINFER_MODELS ?? join(folder, "../../.cache/models");

/** The folder in which an engine's package has its files for browsers. */
const filesOf = (engine: string): string => dirname(createRequire(import.meta.url).resolve(engine));

/** What the page asks for beside itself: the start of a path, and the folder where the rest of the path lies. */
export const SERVED: readonly (readonly [path: string, folder: string])[] = [
	["/models/", models],
	["/samples/display.png", join(folder, "out/display.png")],
	["/samples/", join(models, "pictures")],
	["/engines/onnxruntime-web/", filesOf("onnxruntime-web")],
	["/engines/tfjs-backend-wasm/", filesOf("@tensorflow/tfjs-backend-wasm")],
];
