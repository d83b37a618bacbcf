import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const NAMES: Readonly<Record<string, string>> = {
	linux: "libonnxruntime.so.1",
	darwin: "libonnxruntime.1.dylib",
	win32: "onnxruntime.dll",
};

/** ONNX Runtime's library inside onnxruntime-node: the one that all peers run on. `undefined` where there is none. */
export function libraryPath(): string | undefined {
	const manifest = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
	const folder = join(dirname(manifest), "bin/napi-v6", process.platform, process.arch);
	const path = join(folder, NAMES[process.platform] ?? "");
	return existsSync(path) ? path : undefined;
}
