import { join } from "node:path";
import { root } from "../run/root.mjs";

/** Folders of engines' files, by where pages are told that they are served. */
export const ENGINE_FOLDERS: Readonly<Record<string, string>> = {
	"/ort/": join(root, "packages/backend-onnx/node_modules/onnxruntime-web/dist"),
	"/tfjs/": join(root, "packages/backend-tfjs/node_modules/@tensorflow/tfjs-backend-wasm/dist"),
	"/litert/": join(root, "packages/backend-native/node_modules/@litertjs/core/wasm"),
};
